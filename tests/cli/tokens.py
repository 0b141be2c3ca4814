"""tokens.py - that every stored token covers what the journal says it covers, by openssl's word.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os

import der
from foreign_tsa import token_covers
from store import Store, hex_digest
from tap import same


def check_token(store, stamped, saved, roots):
    """One `stamped` entry: what it says, and what its token is a token of."""
    request = store.entries[stamped['request']]
    octets = store.read('token', stamped['token'])
    token = der.Token(octets)
    source = store.source_of(stamped, saved)
    path, root = store.path('token', stamped['token']), roots[stamped['tsa']]

    same(hex_digest(octets), stamped['token'], 'the name of a token')
    same(token.gen_time, stamped['gen_time'], 'gen_time')
    same(token.serial, stamped['serial'], 'serial')
    same(int(token.nonce, 16), int(request['nonce'], 16), 'nonce')
    same((request['type'], request['tsa']), ('request', stamped['tsa']), 'what was asked')
    same(hex_digest(source), request['imprint'], 'what was sent')
    assert token_covers(path, source, root), f'openssl refuses {stamped.fields}'
    spoilt = bytes([source[0] ^ 1]) + source[1:]
    assert not token_covers(path, spoilt, root), 'openssl accepts other data'


def check_tokens(folder, saved, roots):
    """Every token of a store; returns the `stamped` entries. `roots`: {tsa: PEM file}."""
    store = Store(folder)
    stamped = store.list('stamped')
    same(sorted(os.listdir(store.path('token'))), sorted({one['token'] for one in stamped}),
         'the tokens on disk')
    for one in stamped:
        check_token(store, one, saved, roots)
    return stamped
