"""test-states.py - each state that the window can be in, seen and left as a picture.

SPDX-License-Identifier: GPL-3.0-or-later

test-states.py DRAFTSEAL-GTK LANGUAGE BUILD-FOLDER, on a display and a bus of its own. The stores are
filled by tests/app/fill-store. Pictures are left in BUILD-FOLDER/screenshots.
"""
import pathlib
import subprocess
import time

from screen import (Atspi, BUILD, C, HOME, _, check, click, environment, find, finish, nodes, picture,
                    press, resize, says, start, stop, wait)

FILL = pathlib.Path(BUILD, 'tests', 'app', 'fill-store')
DARK = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}
HIGH_CONTRAST = {'ADW_DEBUG_HIGH_CONTRAST': '1'}
WIDE = (1440, 900)
NARROW = (400, 830)


def show(name, kind, drafts, size=WIDE, **variables):
    """A fresh home whose only project is “Lantern Tea — packaging”."""
    home = HOME / name
    design = home / 'Design' / 'lantern-tea'
    home.mkdir()
    start_at = {'HOME': str(home), **variables}
    subprocess.run([FILL, design, 'Lantern Tea — packaging', str(drafts), kind],
                   env=environment(**start_at), check=True)
    start(**start_at)
    wait(lambda: nodes('frame'))
    resize('Draftseal', *size)


def drafts(name, number, **variables):
    show(name, 'mixed', number, **variables)
    check(says(C('grade', 'LOCAL')), f'{name}: drafts are shown')
    leave(name)


def narrow():
    """Projects, timeline and details are pages, each behind the one before."""
    show('narrow', 'mixed', 40, NARROW)
    check(says('Lantern Tea — packaging'), '400 px: projects are shown')
    check(wait(lambda: nodes('list', _('Projects'))[0].get_extents(Atspi.CoordType.WINDOW).width
               < NARROW[0]), 'and are no wider')
    picture('narrow-projects')
    press(200, 108)
    check(says('dieline-A.svg'), 'a tap opens the timeline')
    time.sleep(1)
    picture('narrow-timeline')
    press(200, 280)
    check(says('SHA-256'), 'and another one the details')
    leave('narrow-details')


def leave(name):
    time.sleep(1.5)   # thumbnails come one after the other; a picture asserts nothing
    picture(name)
    stop()


def test():
    show('test', 'practice', 40)
    check(says(_('These stamps are tests and prove nothing to others.')), 'TEST says what it is')
    check(says(C('grade', 'TEST')), 'in place of a grade')
    leave('test')


def offline():
    show('offline', 'offline', 40)
    check(says(_('Offline.')), 'nobody answers: offline')
    leave('offline')


def distrusted(name, **variables):
    show(name, 'distrusted', 40, **variables)
    title = _('%s’s answer was not accepted.') % 'digicert'
    check(says(title), f'{name}: a wrong answer is called so, not offline')
    check(title in nodes('list', _('Projects'))[0].get_child_at_index(0).get_name(),
          'its project says so too')
    picture(name)
    click('push button', _('Details…'))
    find('push button', _('Try now'))
    check(says('NO_CERTIFICATE_CHAIN_FOUND'), 'its window says why')
    leave(f'{name}-details')


drafts('many', 215)
drafts('dark', 40, **DARK)
drafts('contrast', 40, **HIGH_CONTRAST)
narrow()
test()
offline()
distrusted('distrusted')
distrusted('contrast-dark', **HIGH_CONTRAST, **DARK)
finish(0)
