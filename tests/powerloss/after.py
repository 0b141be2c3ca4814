"""after.py - starts draftseal on what a power cut left, and sees whether every promise is kept.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import json
import os
import shutil

import disk
from home import Home
from store import Store, hex_digest
from tap import same

BY_GRADE = {'LOCAL': 3, 'STAMPED': 0, 'CORROBORATED': 0}   # exit status of verify


def home_of(program, found, folder):
    """A home with the store that was found; a folder that is not there yet."""
    os.makedirs(folder)
    disk.build(found, os.path.join(folder, 'disk'))
    home = Home(program, os.path.join(folder, 'home'))
    home.environment['XDG_DATA_HOME'] = os.path.join(folder, 'disk', 'share')
    return home


def look(home):
    """What log shows; nothing twice."""
    drafts = home.log()
    for what in (('id',), ('work', 'number'), ('path', 'sha256')):
        times = collections.Counter(tuple(draft[name] for name in what) for draft in drafts)
        assert not [key for key, count in times.items() if count > 1], f'{what} twice: {times}'
    return {draft['id']: draft for draft in drafts}


def names_exist(store, folder, names):
    for name in names:
        same(hex_digest(store.read(folder, name)), name, f'{folder}/{name}')


def copies_exist(store):
    """Of each draft's bytes, in whichever form; `verify` reads them."""
    for entry in store.list('draft'):
        name = entry['digests']['sha256']
        folder = store.path('vault', name[:2])
        copies = [copy for copy in os.listdir(folder) if copy.split('.')[0] == name]
        assert copies, f'no copy of {name}'
        if name in copies:
            names_exist(store, os.path.join('vault', name[:2]), [name])


def check_store(store):
    """What the journal speaks of is on disk."""
    copies_exist(store)
    same([entry['seq'] for entry in store.entries], list(range(len(store.entries))), 'seq')
    names_exist(store, 'batch', [entry['batch'] for entry in store.list('batch')])
    names_exist(store, 'batch', [entry['round'] for entry in store.list('round')])
    for entry in store.list('stamped'):
        names_exist(store, 'token', [entry['token']])
        names_exist(store, 'trust', entry['certs'])
    for entry in store.list('setting'):
        if entry['key'].startswith('authority.'):
            names_exist(store, 'trust', entry['value']['trust'])


def facts_of(drafts, store):
    """What was promised and is kept: the kind and the key of each promise, and its what."""
    kept = collections.defaultdict(set)
    for draft in drafts.values():
        kept['draft', draft['id']] |= {
            draft['path'],
            f'{draft["path"]} {draft["number"]} {draft["sha256"]} {draft["record"]}'}
        kept['stamp', draft['id']] = {stamp['token'] for stamp in draft['stamps']}
    for entry in store.entries if store else ():
        if entry['type'] == 'stage':
            kept['stage', entry['draft']].add(entry['stage'])
        elif entry['type'] == 'project':
            kept['project', entry['name']].add('')
        elif entry['type'] == 'setting' and entry['key'].startswith('authority.'):
            kept['authority', entry['key'].removeprefix('authority.')].add('')
        elif entry['type'] == 'request':
            kept['asked', entry['imprint']].add(entry['tsa'])
    return kept


def check_promises(promises, drafts, store):
    kept = facts_of(drafts, store)
    broken = [promise for promise in promises if promise.what not in kept[promise[:2]]]
    assert not broken, f'{len(broken)} of {len(promises)} promises: {broken[:3]}'


def check_proofs(home, drafts):
    """Everything that is there can be read and proven, by the word of `check`; and so does `verify`
    say of the oldest and the newest draft."""
    judged = json.loads(home.run('check', '--json').out)
    lost = [finding for finding in judged['findings'] if finding['loss']]
    same((judged['losses'], lost, judged['drafts']['unprovable'],
          judged['drafts']['without_bytes']), (0, [], 0, 0), 'what check finds')
    for draft in [*drafts.values()][:1] + [*drafts.values()][-1:]:
        verdict = home.run('verify', '--json', draft['id']).expect(BY_GRADE[draft['grade']])
        same(json.loads(verdict.out)['grade'], draft['grade'], f'the grade of {draft["id"]}')


def goes_on(home, promises, last_saved):
    """One more scan finds what is new, has all of it stamped, and loses nothing."""
    home.do('scan')
    drafts = look(home)
    store = Store(home.store)
    check_promises(promises, drafts, store)
    check_store(store)
    kept = facts_of(drafts, store)
    if kept['project', 'vase']:
        assert last_saved in {draft['path'] for draft in drafts.values()}, 'a save was missed'
    n_authorities = sum((type_, name) in kept for type_, name in
                        (('authority', 'alpha'), ('authority', 'beta')))
    grade = ('LOCAL', 'STAMPED', 'CORROBORATED')[n_authorities]
    same({draft['grade'] for draft in drafts.values()} - {grade}, set(), 'grades but ' + grade)


def check(program, found, folder, promises, last_saved=None):
    """Raises what is wrong. Without `last_saved` only what lies there is looked at."""
    home = home_of(program, found, folder)
    try:
        drafts = look(home)
        store = Store(home.store) if os.path.exists(home.store) else None
        if store:
            check_store(store)
        check_promises(promises, drafts, store)
        if last_saved:
            check_proofs(home, drafts)
            goes_on(home, promises, last_saved)
        else:
            os.mkdir(os.path.join(folder, 'design'))
            home.do('add', os.path.join(folder, 'design'))   # it can still be written
    finally:
        shutil.rmtree(folder)
