"""store.py - reads a store with code of its own: journal, batches, rounds, tokens.

Shares nothing with src: it follows the description of the store, format 1, so that what it reaches
a stranger reaches.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import os
import subprocess

import canonical
import tree

ENTRY_OCTETS_MAX = 64 * 1024


def hex_digest(octets):
    return hashlib.sha256(octets).hexdigest()


def read_file(path):
    with open(path, 'rb') as file:
        return file.read()


class Entry:
    """A line of the journal: its octets, without the line feed, and their meaning."""

    def __init__(self, octets):
        self.octets = octets
        self.digest = hex_digest(octets)
        self.fields = canonical.read(octets)

    def __getitem__(self, name):
        return self.fields[name]

    def get(self, name):
        return self.fields.get(name)


class Store:
    """What is on disk now; index.sqlite is never looked at."""

    def __init__(self, folder):
        self.folder = folder
        journal = self.read('journal')
        assert journal.endswith(b'\n'), 'the journal ends within a line'
        self.entries = [Entry(line) for line in journal[:-1].split(b'\n')]
        self.id = self.entries[0].digest[:32]

    def read(self, *path):
        return read_file(self.path(*path))

    def read_kept(self, digest):
        """The octets of a draft, in whichever form the vault has them."""
        path = self.path('vault', digest[:2], digest)
        if os.path.exists(path):
            return read_file(path)
        return subprocess.run(['zstd', '-dc', path + '.zst'], check=True, capture_output=True).stdout

    def path(self, *path):
        return os.path.join(self.folder, *path)

    def list(self, type_):
        return [entry for entry in self.entries if entry['type'] == type_]

    def read_canonical(self, folder, name):
        """A batch or round file: canonical JSON and a line feed, named by its digest."""
        octets = self.read(folder, name)
        assert hex_digest(octets) == name, f'{folder}/{name} has another digest'
        assert octets.endswith(b'\n')
        return canonical.read(octets[:-1])

    def draft(self, record):
        """The draft entry that has this digest."""
        return next(entry for entry in self.list('draft') if entry.digest == record)

    def batch_leaves(self, name, saved):
        """The leaves of a batch, from the journal and from the octets that were saved, not from the
        batch: {(path, number): octets}. The batch must say the same."""
        batch = self.read_canonical('batch', name)
        entry = next(entry for entry in self.list('batch') if entry['batch'] == name)
        drafts = sorted(map(self.draft, batch['drafts']), key=lambda draft: draft['seq'])
        leaves = [tree.pair_node(saved[path_of(draft), draft['number']], draft.octets)
                  for draft in drafts]
        size = int(batch['checkpoint'].split('\n')[1])
        checkpoint = tree.checkpoint(self.id, [one.octets for one in self.entries[:size]])
        leaves.append(tree.digest(checkpoint.encode()))
        stated = {'checkpoint': checkpoint, 'drafts': [draft.digest for draft in drafts],
                  'leaves': [leaf.hex() for leaf in leaves], 'root': tree.root(leaves).hex(),
                  'v': 1}
        assert batch == stated, f'batch {name} says {batch}, the journal {stated}'
        assert size <= entry['seq'] and all(draft['seq'] < size for draft in drafts)
        assert entry['root'] == batch['root'] and entry['count'] == len(drafts)
        return leaves

    def round_leaves(self, name, saved):
        """The leaves of a round: the roots of batches, each computed anew."""
        round_ = self.read_canonical('batch', name)
        entry = next(entry for entry in self.list('round') if entry['round'] == name)
        frozen = [batch for batch in self.list('batch') if batch['root'] in round_['roots']]
        leaves = [tree.root(self.batch_leaves(batch['batch'], saved)) for batch in frozen]
        stated = {'root': tree.root(leaves).hex(), 'roots': [leaf.hex() for leaf in leaves], 'v': 1}
        assert round_ == stated, f'round {name} says {round_}, the journal {stated}'
        assert entry['root'] == round_['root'] and len(leaves) >= 2
        return leaves

    def source_of(self, stamped, saved):
        """The octets that a token must be a token of."""
        (kind, target), = self.entries[stamped['request']]['target'].items()
        if kind == 'batch':
            return tree.signed_octets(self.batch_leaves(target, saved))
        if kind == 'round':
            return tree.signed_octets(self.round_leaves(target, saved))
        if kind == 'draft':
            draft = self.draft(target)
            return saved[path_of(draft), draft['number']]
        return next(octets for octets in saved.values() if hex_digest(octets) == target)


def path_of(draft):
    """The octets of a draft's path as on disk."""
    if draft.get('path') is not None:
        return draft['path'].encode('utf-8')
    return bytes.fromhex(draft['path_octets'])
