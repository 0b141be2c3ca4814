"""canonical.py - the subset of RFC 8785 that the store is written in, read and written strictly.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json

INTEGER_MAX = 2 ** 53 - 1
DEPTH_MAX = 8
SHORT_ESCAPES = {'"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f',
                 '\r': '\\r'}


def refuse(text):
    raise ValueError(f'not of the subset: {text}')


def unique(pairs):
    names = [name for name, _value in pairs]
    if len(set(names)) != len(names):
        refuse(f'a key twice in {names}')
    return dict(pairs)


def write_text(text):
    def escape(character):
        if character in SHORT_ESCAPES:
            return SHORT_ESCAPES[character]
        return f'\\u{ord(character):04x}' if character < ' ' else character
    return '"' + ''.join(map(escape, text)) + '"'


def write(value, depth=1):
    """Text of a value (RFC 8785, 3.2); names in order of their UTF-16 code units."""
    if depth > DEPTH_MAX and isinstance(value, (dict, list)):
        refuse('too deep')
    if value is True or value is False:
        return 'true' if value else 'false'
    if isinstance(value, int) and 0 <= value <= INTEGER_MAX:
        return str(value)
    if isinstance(value, str):
        return write_text(value)
    if isinstance(value, list):
        return '[' + ','.join(write(item, depth + 1) for item in value) + ']'
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode('utf-16-be'))
        return '{' + ','.join(f'{write_text(name)}:{write(value[name], depth + 1)}'
                              for name in names) + '}'
    return refuse(repr(value))


def read(octets):
    """The value of octets that are canonical; ValueError for all others."""
    value = json.loads(octets.decode('utf-8'), object_pairs_hook=unique, parse_float=refuse,
                       parse_constant=refuse)
    if write(value).encode('utf-8') != octets:
        refuse(octets)
    return value
