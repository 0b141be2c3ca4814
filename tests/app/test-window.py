"""test-window.py - the window, used as a person with a screen reader uses it.

SPDX-License-Identifier: GPL-3.0-or-later

test-window.py DRAFTSEAL-GTK LANGUAGE BUILD-FOLDER, on a display and a bus of its own. Leaves
pictures of what it saw in BUILD-FOLDER/screenshots.
"""
import hashlib
import subprocess
import time

from screen import (Atspi, C, HOME, PROGRAM, _, check, choose_path, click, close_window, environment,
                    find, finish, keys, nodes, picture, press, resize, root, rows, showing, start,
                    timeline, wait, walk)

PRACTICE = HOME / 'Draftseal practice'


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


def press_on(role, name):
    """What GTK 4.8 gives no action is pressed where it is."""
    place = find(role, name).get_extents(Atspi.CoordType.WINDOW)
    press(place.x + 10, place.y + 10)


def choose_works():
    """Unfolds the works and leaves one out."""
    press_on('label', _('Works'))
    press_on('check box', '04-revision/arrives.svg')
    works = len(nodes('check box'))
    check(wait(lambda: any(n.get_name() == _('%1$d of %2$d').replace('%1$d', str(works - 1))
                           .replace('%2$d', str(works)) for n in nodes('label'))) is not None,
          'a work can be left out')
    press_on('check box', '04-revision/arrives.svg')
    find('push button', _('Export…'))


def export_report():
    keys('ctrl+e')
    find('push button', _('Export…'))
    check(wait(lambda: nodes('image') or nodes('icon')) is not None, 'its pages are shown')
    picture('report')
    choose_works()
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
    again = subprocess.run([PROGRAM], env=environment(), timeout=20)
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


start()
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
