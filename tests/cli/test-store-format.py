#!/usr/bin/env python3
"""test-store-format.py - that a store is written as its format says, to the octet.

Usage: test-store-format.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import getpass
import json
import os
import socket
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import canonical
import schema
import tap
import tree
from foreign_tsa import ForeignTsa, openssl, serve
from home import Home, scratch
from project import Project
from store import Store, hex_digest, path_of, read_file
from tap import same
from tokens import check_tokens

NOT_CANONICAL = (b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a":1.0}', b'{"a":1e3}', b'{"a": 1}',
                 b'{"a":null}', b'{"a":-1}', b'{"a":9007199254740992}', b'{"a":"\\u0041"}',
                 b'{"a":"\\/"}', b'{"a":"\xff"}', b'[' * 9 + b']' * 9)
CANONICAL = (b'{"a":1,"b":[true,false,""]}', b'{"\xf0\x9d\x84\x9e":1,"\xef\xad\x82":2}',
             b'"\\u0001\\b\\n\x7f/"', b'9007199254740991', b'[' * 8 + b']' * 8)
WRONG_FIELDS = ({'time': '2026-11-22T09:04:32.18735031Z'}, {'gen_time': '2026-11-22T09:04:32.10Z'},
                {'serial': '0a'}, {'serial': 'A'}, {'path': '/etc'}, {'salt': 'ab'},
                {'target': {}}, {'size': True}, {'stage_by': 'both'}, {'kept': True})


class World:
    """A store with something of everything in it, written once; the cases only read."""

    def __init__(self, program, folder):
        self.folder = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        self.tsa = ForeignTsa(os.path.join(folder, 'alpha'), 'alpha', digits=3)
        with serve(self.tsa):
            self.write_store()
        self.store = Store(self.home.store)

    def write_store(self):
        self.project = project = Project(self.home, '灯 lamp')
        self.tsa.add_to(self.home, '--interval', '0', '--operator', 'Alpha ©')
        self.home.do('config', '--project', project.name, 'ignore', '*.psd')
        self.tsa.is_away = True
        project.save('01-outline/灯.svg', b'outline')
        project.save(b'not utf-8 \xff.svg', b'octets')
        project.save('line\nfeed "quoted" \\ \t\x01.svg', b'control')
        project.scan(status=1)
        project.save('01-outline/灯.svg', b'outline, again')
        project.scan(status=1)
        self.tsa.is_away = False
        os.makedirs(project.path('02-final'))
        os.rename(project.path('01-outline/灯.svg'), project.path('02-final/灯.svg'))
        project.scan()
        with open(project.path('02-final/灯.svg'), 'wb') as file:
            file.write(b'final')
        project.saved['02-final/灯.svg'.encode(), 3] = b'final'   # the work goes on
        project.scan()
        self.home.do('stage', self.home.log()[0]['id'], 'concept')
        self.home.do('stage', self.home.log()[1]['id'], 'final')
        project.scan()


def the_reader_refuses_what_is_not_canonical(_world):
    for octets in CANONICAL:
        canonical.read(octets)
    for octets in NOT_CANONICAL:
        try:
            canonical.read(octets)
        except ValueError:
            continue
        raise AssertionError(f'{octets} was read')


def the_schema_finds_what_is_wrong(world):
    for wrong in WRONG_FIELDS:
        assert list(schema.offences({**world.store.entries[0].fields, **wrong})), f'{wrong} passed'
    assert list(schema.offences({'type': 'genesis'})), 'an entry without fields passed'


def every_line_is_canonical(world):
    for number, entry in enumerate(world.store.entries):   # Store read each strictly
        same(entry['seq'], number, 'seq')
        assert len(entry.octets) <= 64 * 1024


def every_entry_has_its_fields(world):
    for entry in world.store.entries:
        same(list(schema.offences(entry.fields)), [], f'offences of {entry.octets}')
    same({entry['type'] for entry in world.store.entries}, set(schema.REQUIRED), 'types')


def no_salt_occurs_twice(world):
    salts = {entry['salt'] for entry in world.store.entries}
    same(len(salts), len(world.store.entries), 'different salts')


def the_store_is_named_by_its_genesis(world):
    same(json.loads(world.store.read('store.json')), {'format': 1, 'id': world.store.id}, 'store')
    same(world.store.entries[0]['type'], 'genesis', 'first entry')


def drafts_follow_each_other_in_a_work(world):
    last = {}
    for draft in world.store.list('draft'):
        previous = last.get(draft['work'])
        same(draft['number'], previous['number'] + 1 if previous else 1, 'number')
        same(draft.get('prev'), previous.digest if previous else None, 'prev')
        last[draft['work']] = draft
    same(sorted(draft['number'] for draft in last.values()), [1, 1, 3], 'last numbers')


def a_rename_keeps_the_work(world):
    renamed, = world.store.list('renamed')
    last, = [draft for draft in world.store.list('draft') if draft['number'] == 3]
    same((last['path'], last.get('from'), last['work']),
         ('02-final/灯.svg', '01-outline/灯.svg', renamed['work']), 'the draft after it')
    same((renamed['from'], renamed['path']), ('01-outline/灯.svg', '02-final/灯.svg'), 'renamed')


def drafts_tell_what_was_saved(world):
    found = {(path_of(draft), draft['number']): (draft['digests']['sha256'], draft['size'])
             for draft in world.store.list('draft')}
    saved = {place: (hex_digest(octets), len(octets))
             for place, octets in world.project.saved.items()}
    same(found, saved, 'drafts')


def only_names_that_are_not_utf8_are_octets(world):
    octets = [draft['path_octets'] for draft in world.store.list('draft')
              if 'path_octets' in draft.fields]
    same(octets, [b'not utf-8 \xff.svg'.hex()], 'path_octets')


def a_record_names_no_person_and_no_computer(world):
    for draft in world.store.list('draft'):
        for word in (world.folder, getpass.getuser(), socket.gethostname()):
            assert word.encode() not in draft.octets, f'{word} is in {draft.octets}'


def stages_are_by_rule_and_by_person(world):
    stages = {draft['number']: draft['stage'] for draft in world.store.list('draft')
              if path_of(draft).endswith('灯.svg'.encode())}
    same(stages, {1: 'outline', 2: 'outline', 3: 'final'}, 'stages by rule')
    same([entry['stage'] for entry in world.store.list('stage')], ['concept', 'final'], 'by person')


def the_vault_holds_exactly_the_drafts(world):
    kept = {}
    for folder, _folders, names in os.walk(world.store.path('vault')):
        for name in names:
            same(os.path.basename(folder), name[:2], 'folder')
            digest = name.removesuffix('.zst')
            kept[digest] = world.store.read_kept(digest)
    same(kept, {hex_digest(octets): octets for octets in world.project.saved.values()}, 'vault')


def files_are_named_by_their_digests(world):
    for folder in ('batch', 'token', 'trust'):
        names = os.listdir(world.store.path(folder))
        assert names, f'{folder} is empty'
        for name in names:
            same(hex_digest(world.store.read(folder, name)), name, f'digest of a file in {folder}')


def batches_are_frozen_before_they_are_sent(world):
    frozen = {entry[entry['type']]: entry for entry in world.store.entries
              if entry['type'] in ('batch', 'round')}
    for request in world.store.list('request'):
        (kind, target), = request['target'].items()
        if kind in ('batch', 'round'):
            same(frozen[target]['root'], request['imprint'], 'what is sent')
            assert frozen[target]['seq'] < request['seq']
    covered = [record for batch in world.store.list('batch')
               for record in world.store.read_canonical('batch', batch['batch'])['drafts']]
    same(covered, [draft.digest for draft in world.store.list('draft')], 'drafts in batches')


def every_answer_names_its_request(world):
    answers = world.store.list('stamped') + world.store.list('failed')
    same(sorted(answer['request'] for answer in answers),
         [request['seq'] for request in world.store.list('request')], 'requests answered')
    assert all(answer['request'] < answer['seq'] for answer in answers)
    nonces = {request['nonce'] for request in world.store.list('request')}
    same(len(nonces), len(answers), 'different nonces')


def the_whole_path_is_kept_with_a_token(world):
    for stamped in world.store.list('stamped'):
        subjects = [openssl('x509', '-inform', 'DER', '-noout', '-subject', '-in',
                            world.store.path('trust', name)).stdout for name in stamped['certs']]
        same(subjects, [b'subject=O = alpha, CN = alpha TSA\n',
                        b'subject=O = alpha, CN = alpha root\n'], 'certificates')


def tokens_cover_batches_rounds_and_finals(world):
    stamped = check_tokens(world.home.store, world.project.saved, {'alpha': world.tsa.root.pem})
    kinds = [list(world.store.entries[one['request']]['target'])[0] for one in stamped]
    same(kinds, ['round', 'batch', 'draft'], 'targets')


def each_leaf_reaches_its_root(world):
    for batch in world.store.list('batch'):
        leaves = world.store.batch_leaves(batch['batch'], world.project.saved)
        for index in range(len(leaves)):
            same(tree.climb(leaves, index)[0].hex(), batch['root'], 'root')


def log_tells_what_the_journal_says(world):
    drafts = {draft.digest: draft for draft in world.store.list('draft')}
    for shown in world.home.log():
        draft = drafts.pop(shown['record'])
        same(shown['id'], draft.digest[:16], 'id')
        same(shown['project'], world.project.name, 'project')
        for name in ('work', 'number', 'size', 'seen_at'):
            same(shown[name], draft[name], name)
        same(shown['sha256'], draft['digests']['sha256'], 'sha256')
        same(shown['path'], draft.get('path') or 'not utf-8 \ufffd.svg', 'path')
    same(drafts, {}, 'drafts that are not shown')


def the_index_is_rebuilt(world):
    before = world.home.log()
    other = world.home.copy(os.path.join(world.folder, 'rebuilt'))
    os.remove(os.path.join(other.store, 'index.sqlite'))
    same(other.log(), before, 'log with a new index')
    same(Store(other.store).read('journal'), world.store.read('journal'), 'journal')


def a_torn_tail_is_put_aside_and_told(world):
    other = world.home.copy(os.path.join(world.folder, 'torn'))
    whole = read_file(os.path.join(other.store, 'journal'))
    with open(os.path.join(other.store, 'journal'), 'ab') as file:
        file.write(b'{"digests":{"sha')
    assert 'journal.torn' in other.run('log').expect(0).err, 'it was not told'
    assert read_file(os.path.join(other.store, 'journal')).startswith(whole), 'entries were lost'
    same(Store(other.store).entries[-1]['type'], 'recovered', 'what is journalled of it')
    same(other.log(), world.home.log(), 'log')
    same(read_file(os.path.join(other.store, 'journal.torn')), b'{"digests":{"sha', 'torn')


def a_newer_format_is_only_read(world):
    other = world.home.copy(os.path.join(world.folder, 'newer'))
    with open(os.path.join(other.store, 'store.json'), 'w', encoding='utf-8') as file:
        json.dump({'format': 2, 'id': world.store.id}, file, separators=(',', ':'))
    refused = other.run('scan').expect(1)
    assert 'newer release' in refused.err, refused.err
    same(other.log(), world.home.log(), 'log, which only reads')
    same(read_file(os.path.join(other.store, 'journal')), world.store.read('journal'), 'journal')


CASES = (
    the_reader_refuses_what_is_not_canonical, the_schema_finds_what_is_wrong,
    every_line_is_canonical, every_entry_has_its_fields, no_salt_occurs_twice,
    the_store_is_named_by_its_genesis, drafts_follow_each_other_in_a_work, a_rename_keeps_the_work,
    drafts_tell_what_was_saved, only_names_that_are_not_utf8_are_octets,
    a_record_names_no_person_and_no_computer, stages_are_by_rule_and_by_person,
    the_vault_holds_exactly_the_drafts, files_are_named_by_their_digests,
    batches_are_frozen_before_they_are_sent, every_answer_names_its_request,
    the_whole_path_is_kept_with_a_token, tokens_cover_batches_rounds_and_finals,
    each_leaf_reaches_its_root, log_tells_what_the_journal_says, the_index_is_rebuilt,
    a_torn_tail_is_put_aside_and_told, a_newer_format_is_only_read,
)


def main(program):
    with scratch() as folder:
        tap.run(tap.bind(CASES, World(program, folder)))


if __name__ == '__main__':
    main(*sys.argv[1:])
