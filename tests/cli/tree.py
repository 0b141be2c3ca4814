"""tree.py - the hash trees of the store, computed anew from the documents (RFC 4998, RFC 6962).

SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import hashlib


def digest(octets):
    return hashlib.sha256(octets).digest()


def join(one, other):
    """The octets whose digest is the node above both (RFC 4998, 4.2)."""
    return b''.join(sorted((one, other)))


def pair_node(draft, record):
    """The leaf of a draft: its bytes and its record, bound together."""
    return digest(join(digest(draft), digest(record)))


def level_above(nodes):
    above = [digest(join(*nodes[i:i + 2])) for i in range(0, len(nodes) - 1, 2)]
    return above + nodes[len(nodes) - len(nodes) % 2:]   # an odd last one goes up unchanged


def signed_octets(leaves):
    """The 64 octets whose digest is the root; what a token over the root is a token of."""
    assert len(leaves) >= 2, 'a tree has two leaves at least'
    while len(leaves) > 2:
        leaves = level_above(leaves)
    return join(*leaves)


def root(leaves):
    return digest(signed_octets(leaves))


def climb(leaves, index):
    """The root that one leaf reaches with one sibling a level, and how many there were."""
    node, siblings = leaves[index], 0
    while len(leaves) > 1:
        neighbour = index ^ 1
        if neighbour < len(leaves):
            node, siblings = digest(join(node, leaves[neighbour])), siblings + 1
        leaves, index = level_above(leaves), index // 2
    return node, siblings


def log_root(entries):
    """The Merkle tree hash of the journal (RFC 6962, 2.1)."""
    if not entries:
        return digest(b'')
    if len(entries) == 1:
        return digest(b'\x00' + entries[0])
    left = 1 << (len(entries) - 1).bit_length() - 1
    return digest(b'\x01' + log_root(entries[:left]) + log_root(entries[left:]))


def checkpoint(store_id, entries):
    """The text that is stamped along with each batch."""
    head = base64.b64encode(log_root(entries)).decode()
    return f'draftseal/{store_id}\n{len(entries)}\n{head}\n'
