"""schema.py - the fields of journal entries: which there must be, and how each is written.

A reader skips what it does not know, so fields and types that are not named here are no offence.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import re

INTEGER_MAX = 2 ** 53 - 1
DIGEST = r'[0-9a-f]{64}'
ID = r'[0-9a-f]{32}'
LOCAL_TIME = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z'
GEN_TIME = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?Z'
TSA = r'[a-z0-9-]{1,32}'


def matches(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def is_integer(value):
    return type(value) is int and 0 <= value <= INTEGER_MAX


def is_count(value):
    return is_integer(value) and value >= 1


def is_text(value):
    return isinstance(value, str) and value != ''


def is_path(value):
    return is_text(value) and not value.startswith('/') and '..' not in value.split('/')


def is_list_of_digests(value):
    return isinstance(value, list) and value != [] and all(map(matches(DIGEST), value))


def is_target(value):
    return (isinstance(value, dict) and len(value) == 1
            and set(value) <= {'batch', 'round', 'draft', 'file'}
            and all(map(matches(DIGEST), value.values())))


def is_digests(value):
    return isinstance(value, dict) and all(map(matches(DIGEST), [value.get('sha256')]))


FIELDS = {
    'v': lambda value: value == 1, 'seq': is_integer, 'type': is_text, 'salt': matches(DIGEST),
    'time': matches(LOCAL_TIME), 'seen_at': matches(LOCAL_TIME), 'mtime': matches(LOCAL_TIME),
    'gen_time': matches(GEN_TIME), 'format': lambda value: value == 1,
    'project': matches(ID), 'work': matches(ID), 'number': is_count, 'size': is_integer,
    'count': is_count, 'request': is_integer,
    'path': is_path, 'from': is_path, 'path_octets': matches(r'([0-9a-f]{2})+'),
    'digests': is_digests, 'prev': matches(DIGEST), 'stage': is_text,
    'stage_by': matches('rule|person'), 'found': matches('event|scan|first-look'),
    'kept': lambda value: value is False, 'draft': matches(DIGEST), 'batch': matches(DIGEST),
    'round': matches(DIGEST), 'root': matches(DIGEST), 'token': matches(DIGEST),
    'imprint': matches(DIGEST), 'tsa': matches(TSA), 'target': is_target,
    'nonce': matches(r'[0-9a-f]{2,}'), 'serial': matches(r'-?(0|[1-9a-f][0-9a-f]*)'),
    'certs': is_list_of_digests, 'revocation': is_list_of_digests, 'reason': is_text,
    'key': is_text, 'name': is_text, 'state': is_text, 'sha256': matches(DIGEST),
    'result': matches('whole|damaged|missing'),
}
ALWAYS = {'v', 'seq', 'type', 'time', 'salt'}
REQUIRED = {
    'genesis': set(),
    'draft': {'project', 'work', 'number', 'size', 'digests', 'mtime', 'seen_at', 'stage',
              'stage_by', 'found'},
    'renamed': {'work'},
    'stage': {'draft', 'stage'},
    'project': {'project'},
    'setting': {'key'},
    'batch': {'batch', 'root', 'count'},
    'round': {'round', 'root', 'tsa'},
    'request': {'tsa', 'target', 'imprint', 'nonce'},
    'stamped': {'request', 'tsa', 'token', 'gen_time', 'serial', 'certs'},
    'failed': {'request', 'reason'},
}


def offences(fields):
    """What is wrong with one entry."""
    missing = (ALWAYS | REQUIRED.get(fields.get('type'), set())) - set(fields)
    yield from (f'{name} is missing' for name in sorted(missing))
    for name, value in fields.items():
        if name in FIELDS and not FIELDS[name](value):
            yield f'{name} is {value!r}'
    if fields.get('type') == 'draft' and ('path' in fields) == ('path_octets' in fields):
        yield 'a draft has one of path and path_octets'
