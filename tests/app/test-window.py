"""test-window.py - the window, used as a person with a screen reader uses it.

SPDX-License-Identifier: GPL-3.0-or-later

test-window.py DRAFTSEAL-GTK LANGUAGE BUILD-FOLDER, on a display and a bus of its own. Leaves
pictures of what it saw in BUILD-FOLDER/screenshots.
"""
import gettext
import hashlib
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
PRACTICE = HOME / 'Draftseal practice'
SECONDS = 40   # a stamp takes some; a slow machine, more

translation = gettext.translation('draftseal', CATALOGS, [LANGUAGE], fallback=LANGUAGE == 'en')
_ = translation.gettext
C = translation.pgettext
checks = 0


def check(truth, what):
    global checks
    checks += 1
    print(f'{"ok" if truth else "not ok"} {checks} - {LANGUAGE}: {what}', flush=True)
    if not truth:
        picture('failed')
        finish(1)


def finish(status):
    print(f'1..{checks}')
    app.terminate()
    app.wait(20)
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


def first_run():
    find('label', _('Your drafts, stamped as you design'))
    picture('welcome')
    click('push button', _('Try with a practice project'))
    stamped = wait(lambda: [r for r in timeline() if _('%1$s, draft %2$d, %3$s, %4$s, existed no '
                            'later than %5$s').split('%5$s')[0].split('%4$s')[1] in r])
    check(stamped is not None, 'the practice drafts are stamped')
    check(len(timeline()) >= 10, 'every practice file is a draft')
    check(all(C('spoken grade', 'test') in r for r in stamped), 'and every stamp is a test')
    resize('Draftseal', 1440, 900)
    picture('practice')


def a_save_arrives():
    before = len(timeline())
    content = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"/>\n'
    (PRACTICE / '04-revision' / 'arrives.svg').write_bytes(content)
    check(wait(lambda: any('arrives.svg' in r for r in timeline())) is not None,
          'a save shows without a reload')
    check(wait(lambda: timeline()[0].startswith('arrives.svg') and len(timeline()) == before + 1)
          is not None, 'it is the newest draft')
    check(wait(lambda: C('spoken grade', 'test') in timeline()[0]) is not None, 'and is stamped')
    return hashlib.sha256(content).hexdigest()


def select_newest():
    Atspi.Selection.select_child(nodes('list', _('Timeline'))[0], 0)


def details_tell(digest):
    select_newest()
    eights = ' '.join(digest[i:i + 8] for i in range(0, 32, 8))
    check(wait(lambda: any(eights in (n.get_name() or '') for n in walk(root()))) is not None,
          'the details show the digest eight by eight')
    check(any((n.get_name() or '').startswith(_('Saved — this computer’s clock, unverified'))
              for n in walk(root())), 'and say whose clock the save has')


def change_stage():
    press(700, 270)
    before = wait(lambda: timeline()[0])
    keys('5')
    check(wait(lambda: C('stage', 'Final') in timeline()[0]) is not None, 'a digit sets the stage')
    click('push button', _('Undo'))
    check(wait(lambda: timeline()[0] == before) is not None, 'and Undo takes it back')


def verify():
    click('push button', _('Verify…'))
    wait(lambda: len(nodes('frame')) == 2)
    click('push button', _('Choose a file…'))
    choose_path(PRACTICE / '04-revision' / 'arrives.svg')
    find('label', C('verdict', 'Passed'))
    check(any(_('Only a test authority signed that: it proves nothing to others.') in
              (n.get_name() or '') for n in nodes('label')), 'the verdict says that it is a test')
    picture('verify')
    close_window(875, 27)
    wait(lambda: len(nodes('frame')) == 1)


def export_report():
    keys('ctrl+e')
    find('push button', _('Export…'))
    check(wait(lambda: nodes('image') or nodes('icon')) is not None, 'its pages are shown')
    picture('report')
    click('push button', _('Export…'))
    time.sleep(1)
    keys('ctrl+a')
    choose_path(HOME / 'report.pdf')
    find('push button', _('Show in folder'))
    check((HOME / 'report.pdf').read_bytes().startswith(b'%PDF-'), 'the report is written')
    text = subprocess.run(['pdftotext', HOME / 'report.pdf', '-'], capture_output=True).stdout
    check(DIGEST.encode() in text.replace(b'\n', b'').replace(b' ', b''),
          'and has the digest of the save')
    close_window(40, 27)


def add_folder():
    design = HOME / 'kestrel'
    design.mkdir()
    keys('ctrl+n')
    choose_path(design)
    check(wait(lambda: any(r.startswith('kestrel,') for r in rows(_('Projects')))) is not None,
          'a folder becomes a project')
    find('label', _('No draft yet'))
    picture('empty')
    (design / 'final-logo.svg').write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    check(wait(lambda: any('final-logo.svg' in r and C('stage', 'Final') in r for r in timeline()))
          is not None, 'and its first save a draft, with the stage its name tells')
    design.rename(HOME / 'gone')
    (PRACTICE / 'wakes-the-window.svg').write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/> ')
    find('label', _('The folder is not there'))
    picture('missing')


def watching_goes_on():
    """With its window closed; a second start shows it again and is over at once."""
    wait(lambda: len(nodes('frame')) == 1)
    close_window(1412, 27)
    check(wait(lambda: not nodes('frame')) is not None, 'the window closes')
    (PRACTICE / 'unseen.svg').write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>  ')
    time.sleep(3)
    again = subprocess.run([PROGRAM], env=app_environment, timeout=20)
    check(again.returncode == 0, 'a second start is over at once')
    check(wait(lambda: any('unseen.svg' in r for r in timeline())) is not None,
          'and what was saved meanwhile is there')


def everything_is_named():
    """What has no name of its own is called after its type."""
    for node in walk(root()):
        if node.get_role_name() in ('push button', 'toggle button', 'check box', 'list item',
                                    'list', 'text', 'combo box') and showing(node):
            name = node.get_name() or ''
            if name == '' or name.startswith(('Gtk', 'Adw', 'Ds')):
                check(False, f'a {node.get_role_name()} is called “{name}”')
    check(True, 'every control and row has a name')


def narrow():
    resize('Draftseal', 400, 830)
    picture('narrow')


app_environment = {**os.environ, 'LANGUAGE': LANGUAGE, 'DRAFTSEAL_LOCALEDIR': CATALOGS}
app = subprocess.Popen([PROGRAM], env=app_environment)
Atspi.init()
first_run()
DIGEST = a_save_arrives()
details_tell(DIGEST)
everything_is_named()
change_stage()
verify()
export_report()
watching_goes_on()
add_folder()
narrow()
finish(0)
