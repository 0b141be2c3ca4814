"""screen.py - a window on a display of its own, seen and used through the accessibility tree.

SPDX-License-Identifier: GPL-3.0-or-later

Pictures of what was seen are left in BUILD-FOLDER/screenshots.
"""
import gettext
import os
import pathlib
import subprocess
import sys
import time
import warnings

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

warnings.simplefilter('ignore')
PROGRAM, LANGUAGE, BUILD = sys.argv[1:4]
CATALOGS = os.path.join(BUILD, 'po')
PICTURES = pathlib.Path(BUILD, 'screenshots')
HOME = pathlib.Path(os.environ['HOME'])
SECONDS = 40   # a stamp takes some; a slow machine, more

translation = gettext.translation('draftseal', CATALOGS, [LANGUAGE], fallback=LANGUAGE == 'en')
_ = translation.gettext
C = translation.pgettext
app = None
checks = 0


def start(**variables):
    """Starts the program, with more environment variables if there are any."""
    global app
    app = subprocess.Popen([PROGRAM], env=environment(**variables))


def environment(**variables):
    return {**os.environ, 'LANGUAGE': LANGUAGE, 'DRAFTSEAL_LOCALEDIR': CATALOGS, **variables}


def stop():
    app.terminate()
    app.wait(20)


def check(truth, what):
    global checks
    checks += 1
    print(f'{"ok" if truth else "not ok"} {checks} - {LANGUAGE}: {what}', flush=True)
    if not truth:
        picture('failed')
        finish(1)


def finish(status):
    print(f'1..{checks}')
    if app is not None:
        stop()
    sys.exit(status)


def walk(node):
    if node is None:
        return
    yield node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from walk(child)


def wait(find, seconds=SECONDS):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            found = find()
            if found:
                return found
        except GLib.Error:   # a widget went away while it was looked at
            pass
        time.sleep(0.05)
    return None


def root():
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()   # or states stay as they were when they were first read
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child is not None and 'draftseal' in (child.get_name() or '').lower():
            return child
    return None


def showing(node):
    """GTK 4.8 never says SHOWING; what is hidden or was never laid out has no size."""
    if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
        return False
    return node.get_component_iface() is None or node.get_extents(Atspi.CoordType.WINDOW).width > 0


def nodes(role, name=None):
    """Those that can be seen. GTK 4.8 says the name of a toast's button twice."""
    return [n for n in walk(root()) if n.get_role_name() == role and showing(n)
            and (name is None or n.get_name() in (name, f'{name} {name}'))]


def says(text):
    """Whether a text is seen: the walk ends there, for that of a long list takes its time."""
    return wait(lambda: any(text in (n.get_name() or '') and showing(n) for n in walk(root())))


def find(role, name, seconds=SECONDS):
    found = wait(lambda: nodes(role, name), seconds)
    check(found is not None, f'there is a {role} called “{name}”')
    return found[0]


def click(role, name):
    Atspi.Action.do_action(find(role, name), 0)


def rows(name):
    found = nodes('list', name)
    return [r.get_name() for r in walk(found[0]) if r.get_role_name() == 'list item'] if found else []


def timeline():
    return rows(_('Timeline'))


def keys(*names):
    for name in names:
        subprocess.run(['xdotool', 'key', '--clearmodifiers', name], check=True)
        time.sleep(0.3)


def press(x, y):
    subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '1'], check=True)
    time.sleep(0.3)


def close_window(x, y):
    """GTK 4.8 crashes if a window is asked for its tree while it goes: nobody looks for a while."""
    press(x, y)
    time.sleep(1.5)


def resize(title, width, height):
    window = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', title], text=True,
                            capture_output=True).stdout.split()[-1]
    subprocess.run(['xdotool', 'windowsize', '--sync', window, str(width), str(height)], check=True)
    time.sleep(0.5)


def picture(name):
    PICTURES.mkdir(exist_ok=True)
    time.sleep(0.4)
    subprocess.run(['import', '-window', 'root', PICTURES / f'{name}-{LANGUAGE}.png'], check=False)


def choose_path(path):
    """Types a path into GTK's file chooser, which takes a slash for the beginning of one."""
    time.sleep(1)
    subprocess.run(['xdotool', 'type', '--delay', '15', str(path)], check=True)
    time.sleep(0.5)
    keys('Return')


Atspi.init()
