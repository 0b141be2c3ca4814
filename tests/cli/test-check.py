#!/usr/bin/env python3
"""test-check.py - check finds what was changed, cut off, taken away or added in a store, names it,
and counts the drafts that can be proven no more.

Usage: test-check.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import pty
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from foreign_tsa import ForeignTsa, serve
from home import COMMAND_S, Home, scratch
from project import Project
from store import Store, read_file
from tap import same

PLACES = 3           # that are tried in each file, and its last octet
JOURNAL_STRIDE = 97  # octets between those that are tried in the journal
ENDLESS_OCTETS = 1 << 40   # more than can be read in the time of a test


class World:
    """Drafts of two projects: two batches with tokens of their own, a round over both by a TSA that
    came later, a Final with a direct token, and one draft that nobody has stamped yet."""

    def __init__(self, program, folder):
        self.folder = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        alpha = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha')
        later = ForeignTsa(os.path.join(folder, 'later'), 'later')
        with serve(alpha, later):
            alpha.add_to(self.home, '--interval', '0', '--operator', 'Alpha')
            lamp, shade = Project(self.home), Project(self.home, 'shade')
            for octets in (b'first', b'second'):
                lamp.save('lamp.svg', octets * 1000)
                shade.save('shade.svg', b'shade of ' + octets)
                lamp.scan()
            self.home.do('stage', self.home.log()[0]['id'], 'final')
            later.add_to(self.home, '--interval', '0', '--operator', 'Later')
            lamp.scan()
            lamp.save('lamp.svg', b'third' * 50)
            self.home.do('scan', '--no-stamp')
        self.log = self.home.log()
        self.store = Store(self.home.store)

    def kept(self, draft):
        """Where its copy lies, below the store."""
        return next(name for name in self.files('vault') if draft['sha256'] in name)

    def copy(self):
        return self.home.copy(os.path.join(self.folder, f'copy-{len(os.listdir(self.folder))}'))

    def files(self, folder):
        """Names below the store, of all files in one of its folders."""
        for where, _folders, names in os.walk(self.store.path(folder)):
            for name in sorted(names):
                yield os.path.relpath(os.path.join(where, name), self.store.folder)


def check(home, *arguments, status=1):
    """The object that check --json prints."""
    return json.loads(home.do('check', '--json', *arguments, status=status))


def losses(checked):
    return {(finding['what'], finding['name']) for finding in checked['findings']
            if finding['loss']}


def lost_names(checked):
    return {name for _what, name in losses(checked)}


def flip(path, at, bit=0):
    octets = bytearray(read_file(path))
    octets[at] ^= 1 << bit
    with open(path, 'wb') as file:
        file.write(octets)


def places(path):
    """(position, bit) pairs over the whole file, every bit among them."""
    size = os.path.getsize(path)
    return [(size * i // PLACES if i < PLACES else size - 1, i % 8) for i in range(PLACES + 1)]


def flip_everywhere(home, name):
    """The check must name the file whatever is changed in it; yields what it says each time."""
    path = os.path.join(home.store, name)
    for at, bit in places(path):
        flip(path, at, bit)
        checked = check(home)
        assert name in lost_names(checked), f'bit {bit} of octet {at} of {name}: {checked}'
        yield checked
        flip(path, at, bit)
    same(losses(check(home, status=0)), set(), f'{name} as it was')


def what_is_whole(world):
    checked = check(world.home, status=0)
    same(checked['drafts'], {'all': 5, 'proven': 4, 'test': 0, 'not_stamped': 1, 'locked': 0,
                             'unprovable': 0, 'without_bytes': 0}, 'drafts')
    same((checked['store'], checked['entries']), (world.store.id, len(world.store.entries)), 'store')
    same((checked['losses'], checked['findings'], checked['rebuilt']), (0, [], False), 'findings')
    same(checked['octets'], sum(draft['size'] for draft in world.log), 'octets')
    assert 'as it was left' in world.home.do('check')


def nothing_is_written(world):
    home = world.copy()
    before = {name: read_file(os.path.join(home.store, name)) for name in world.files('.')}
    check(home, status=0)
    after = {name: read_file(os.path.join(home.store, name)) for name in world.files('.')}
    same(after, before, 'files')


def a_kept_copy(world):
    """In plain octets and in a zstd frame."""
    home = world.copy()
    forms = set()
    for name in world.files('vault'):
        digest, form = os.path.splitext(os.path.basename(name))
        forms.add(form)
        draft, = [one for one in world.log if one['sha256'] == digest]
        for checked in flip_everywhere(home, name):
            same(losses(checked), {('vault', name), ('draft', draft['record'])}, 'losses')
            same(checked['drafts']['unprovable'], 1, 'unprovable')
    same(forms, {'', '.zst'}, 'forms')


def a_batch_or_a_round(world):
    home = world.copy()
    rounds = {entry['round'] for entry in world.store.list('round')}
    direct = {draft['record'] for draft in world.log
              if any(stamp['kind'] == 'direct' for stamp in draft['stamps'])}
    assert rounds and direct
    for name in world.files('batch'):
        members = {draft['record'] for draft in world.log
                   if draft['batch'] == os.path.basename(name)}
        for checked in flip_everywhere(home, name):
            lost = {('draft', record) for record in members - direct}
            what = 'round' if os.path.basename(name) in rounds else 'batch'
            same(losses(checked), {(what, name)} | lost, 'losses')


def a_token(world):
    """One of two that cover a draft: it is named, and the other one still proves the draft."""
    home = world.copy()
    for name in world.files('token'):
        for checked in flip_everywhere(home, name):
            same(losses(checked), {('token', name)}, 'losses')
            same(checked['drafts']['proven'], 4, 'proven')


def both_tokens(world):
    home = world.copy()
    draft = world.log[2]
    for stamp in draft['stamps']:
        flip(os.path.join(home.store, 'token', stamp['token']), -1)
    checked = check(home)
    assert ('draft', draft['record']) in losses(checked), checked
    same(checked['drafts']['proven'] + checked['drafts']['unprovable'], 4, 'drafts')


def a_certificate(world):
    home = world.copy()
    for name in world.files('trust'):
        for _checked in flip_everywhere(home, name):
            pass


def the_store_file(world):
    home = world.copy()
    path = os.path.join(home.store, 'store.json')
    for at in range(os.path.getsize(path)):
        flip(path, at)
        done = home.run('check').expect(1)
        assert 'store.json' in done.out + done.err, done.out + done.err
        flip(path, at)
    os.remove(path)
    assert 'store.json' in home.run('check').expect(1).err
    home.do('log')   # makes it again
    check(home, status=0)


def the_journal(world):
    """Wherever it is changed, the index knows; which entry, too."""
    home = world.copy()
    path = os.path.join(home.store, 'journal')
    for at in range(0, os.path.getsize(path), JOURNAL_STRIDE):
        flip(path, at, at % 8)
        checked = check(home)
        seq = read_file(world.store.path('journal')).count(b'\n', 0, at)
        texts = [finding['text'] for finding in checked['findings']
                 if finding['what'] == 'journal' and finding['loss']]
        assert any(f'entry {seq} ' in text for text in texts), f'octet {at}, entry {seq}: {texts}'
        flip(path, at, at % 8)
    check(home, status=0)


def the_stamped_journal_without_its_index(world):
    """What a checkpoint covers needs no index; what none covers is said to be unprotected."""
    home = world.copy()
    path = os.path.join(home.store, 'journal')
    os.remove(os.path.join(home.store, 'index.sqlite'))
    covered = max(int(world.store.read_canonical('batch', batch['batch'])['checkpoint'].split('\n')[1])
                  for batch in world.store.list('batch'))
    remark, = check(home, status=0)['findings']
    assert not remark['loss'] and f'from {covered} on' in remark['text'], remark
    lines = read_file(path).split(b'\n')
    end = sum(len(line) + 1 for line in lines[:covered])
    for at in range(0, end, 3 * JOURNAL_STRIDE):
        flip(path, at, at % 8)
        assert 'journal' in lost_names(check(home)), f'octet {at}'
        flip(path, at, at % 8)


def a_changed_record(world):
    """The draft cannot be proven, and no other is counted with it."""
    home = world.copy()
    path = os.path.join(home.store, 'journal')
    draft = world.store.draft(world.log[1]['record'])
    at = read_file(path).index(draft.octets) + draft.octets.index(b'"size":') + len('"size":')
    for is_indexed in (True, False):
        flip(path, at)
        if not is_indexed:
            os.remove(os.path.join(home.store, 'index.sqlite'))
        checked = check(home)
        same(checked['drafts'], {'all': 5, 'proven': 3, 'test': 0, 'not_stamped': 1,
                                 'locked': 0, 'unprovable': 1, 'without_bytes': 0}, 'drafts')
        flip(path, at)


def entries_that_are_gone(world):
    """Cut off behind the last checkpoint: the index still knows them."""
    home = world.copy()
    path = os.path.join(home.store, 'journal')
    octets = read_file(path)
    with open(path, 'wb') as file:
        file.write(octets[:octets[:-1].rindex(b'\n') + 1])
    texts = [finding['text'] for finding in check(home)['findings']]
    assert any(f'entry {len(world.store.entries) - 1} of the journal is lost' in text
               for text in texts), texts
    with open(path, 'wb') as file:
        file.write(octets + b'{"half')
    remark, = check(home, status=0)['findings']
    assert 'ends within an entry' in remark['text'] and not remark['loss'], remark


def a_change_that_others_met_first(world):
    """Whoever opens a store whose last entry was changed makes an index anew; what the one before
    remembered is still told, until a person has the index made anew."""
    home = world.copy()
    path = os.path.join(home.store, 'journal')
    octets = read_file(path)
    seq = len(world.store.entries) - 1
    at = octets.rindex(b'"salt":"') + len('"salt":"')
    with open(path, 'wb') as file:
        file.write(octets[:at] + (b'1' if octets[at:at + 1] == b'0' else b'0') + octets[at + 1:])
    assert 'draftseal check' in home.run('log').expect(0).err
    texts = [finding['text'] for finding in check(home)['findings']]
    assert any(f'entry {seq} ' in text for text in texts), texts
    with open(path, 'wb') as file:
        file.write(octets[:octets[:-1].rindex(b'\n') + 1])
    home.do('log')
    texts = [finding['text'] for finding in check(home)['findings']]
    assert any(f'entry {seq} of the journal is lost' in text for text in texts), texts
    check(home, '--rebuild')
    check(home, status=0)


def a_journal_that_was_cut(world):
    """Under a checkpoint, and to nothing."""
    home = world.copy()
    path = os.path.join(home.store, 'journal')
    octets = read_file(path)
    covered = octets.index(world.store.list('batch')[1].octets)
    for end in (covered - 40, covered - 400, 30, 0):
        os.truncate(path, end)
        assert 'journal' in lost_names(check(home)), f'cut to {end}'
        same(os.path.getsize(path), end, 'journal')
        with open(path, 'wb') as file:
            file.write(octets)
    check(home, status=0)


def the_index(world):
    """Where a change alters what the index says it is found; else the answers are the same."""
    home = world.copy()
    path = os.path.join(home.store, 'index.sqlite')
    octets = read_file(path)
    found = 0
    for at in range(0, len(octets), len(octets) // 30):
        flip(path, at, at % 8)
        checked = check(home, status=home.run('check', '--json').status)
        if losses(checked):
            assert {what for what, _name in losses(checked)} <= {'index', 'journal', 'draft'}, checked
            found += 1
        else:
            same(home.log(), world.log, f'log with another octet {at} of the index')
        with open(path, 'wb') as file:
            file.write(octets)
    assert found > 2, f'{found} changes of the index were found'


def a_wrong_index_is_made_anew(world):
    home = world.copy()
    path = os.path.join(home.store, 'index.sqlite')
    at = read_file(path).index(b'shade.svg')
    flip(path, at)
    same(losses(check(home)), {('index', 'index.sqlite')}, 'losses')
    same(check(home, '--rebuild', status=0)['rebuilt'], True, 'rebuilt')
    same(check(home, status=0)['findings'], [], 'findings')
    same(home.log(), world.log, 'log')


def without_its_index_log_says_the_same(world):
    home = world.copy()
    os.remove(os.path.join(home.store, 'index.sqlite'))
    same(home.log(), world.log, 'log')
    check(home, status=0)


def files_that_are_gone(world):
    for folder in ('vault', 'batch', 'token', 'trust'):
        for name in world.files(folder):
            home = world.copy()
            os.remove(os.path.join(home.store, name))
            assert name.removesuffix('.zst') in lost_names(check(home)), f'without {name}'
            shutil.rmtree(home.folder)


def files_that_nobody_names(world):
    """Whole ones are a remark, changed ones are damage."""
    home = world.copy()
    for folder in ('vault', 'batch', 'token', 'trust'):
        name = world.store.entries[0].digest
        path = os.path.join(home.store, folder, name[:2] if folder == 'vault' else '', name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(world.store.entries[0].octets)
    checked = check(home, status=0)
    same([finding['name'] for finding in checked['findings']], ['vault', 'batch', 'token', 'trust'],
         'remarks')
    flip(path, 3)
    same(lost_names(check(home)), {f'trust/{name}'}, 'losses')


def one_project(world):
    home = world.copy()
    lamp = [draft for draft in world.log if draft['project'] == 'lamp']
    flip(os.path.join(home.store, world.kept(lamp[0])), 0)
    checked = check(home, '--project', 'lamp')
    same((checked['drafts']['all'], checked['drafts']['unprovable']), (3, 1), 'lamp')
    checked = check(home, '--project', 'shade', status=0)
    same((checked['drafts']['all'], checked['drafts']['proven']), (2, 2), 'shade')
    home.run('check', '--project', 'none').expect(1)


def an_interrupted_check(world):
    """On a terminal it shows how far it is; Ctrl-C ends it at once, with a sentence."""
    home = world.copy()
    path = os.path.join(home.store, next(name for name in world.files('vault')
                                         if not name.endswith('.zst')))
    os.truncate(path, ENDLESS_OCTETS)
    ours, theirs = pty.openpty()
    with subprocess.Popen([home.program, 'check'], env=home.environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        out, _none = process.communicate(timeout=COMMAND_S)
        shown += os.read(ours, 4096)
    os.close(ours)
    same((process.returncode, out), (1, b''), 'exit status and output')
    assert b'the check: ' in shown and b'interrupted before its end' in shown, shown


CASES = (
    what_is_whole, nothing_is_written, a_kept_copy, a_batch_or_a_round, a_token, both_tokens,
    a_certificate, the_store_file, the_journal, the_stamped_journal_without_its_index,
    a_changed_record, entries_that_are_gone, a_change_that_others_met_first,
    a_journal_that_was_cut, the_index, a_wrong_index_is_made_anew,
    without_its_index_log_says_the_same, files_that_are_gone, files_that_nobody_names, one_project,
    an_interrupted_check,
)


def main(program):
    with scratch() as folder:
        tap.run(tap.bind(CASES, World(program, folder)))


if __name__ == '__main__':
    main(*sys.argv[1:])
