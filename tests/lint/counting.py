"""counting.py - that tests/count_cases.py counts right, for ./run test ends with its numbers.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import sys

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from count_cases import count_log

LOGS = (
    # result, standard output, passed, failed, skipped
    ('OK', '1..2\nok 1 /a\nok 2 /b\n', (2, 0, 0)),
    ('FAIL', '1..2\nok 1 /a\nnot ok 2 /b\n', (1, 1, 0)),
    ('OK', '1..2\nok 1 /a\nok 2 /b # SKIP no gimp\n', (1, 0, 1)),
    ('SKIP', '1..0 # SKIP no display\n', (0, 0, 1)),
    ('OK', '', (1, 0, 0)),                             # no TAP: the program is the case
    ('FAIL', '', (0, 1, 0)),
    ('TIMEOUT', 'ok 1 /a\n', (1, 1, 0)),               # it never said that it failed
    ('ERROR', '1..3\nok 1 /a\nBail out!\n', (1, 1, 0)),
    ('OK', '1..1\n# Subtest: x\n    not ok 1\nok 1 /a\n', (1, 0, 0)),
    ('FAIL', '1..1\n# ok, now\nokay\nnot ok 1 /a\n', (0, 1, 0)),
)


def wrong_counts():
    for result, output, expected in LOGS:
        counted = count_log([json.dumps({'result': result, 'stdout': output})])
        if counted != expected:
            yield f'{result} {output!r}: {counted}, not {expected}'
    if count_log([]) != (0, 0, 0):
        yield 'an empty log'
