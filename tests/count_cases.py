#!/usr/bin/env python3
"""count_cases.py - test cases in Meson's testlog.json: prints "PASSED FAILED SKIPPED".

Meson counts programs; a person wants to know how many cases held. A program that speaks TAP has
one case for each test line of its own (not of a subtest), any other is one case itself. What
Meson calls bad although no case says so (a crash, a time-out, a plan not kept) is one failed case.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import re
import sys

TEST_LINE = re.compile(r'^(?P<failed>not )?ok\b(?P<rest>[^\n]*)', re.MULTILINE)
SKIP_ALL = re.compile(r'^1\.\.0\b', re.MULTILINE)
DIRECTIVE = re.compile(r'#\s*(skip|todo)\b', re.IGNORECASE)
GOOD = ('OK', 'EXPECTEDFAIL')


def count_program(entry):
    """(passed, failed, skipped) of one line of the log."""
    passed = failed = skipped = 0
    output = entry.get('stdout', '')
    for line in TEST_LINE.finditer(output):
        if DIRECTIVE.search(line['rest']):
            skipped += 1
        elif line['failed']:
            failed += 1
        else:
            passed += 1
    result = entry['result']
    if passed + failed + skipped == 0:
        if result == 'SKIP' or (result in GOOD and SKIP_ALL.search(output)):
            skipped = 1
        elif result in GOOD:
            passed = 1
    if result not in GOOD + ('SKIP',) and failed == 0:
        failed = 1
    return passed, failed, skipped


def count_log(lines):
    counts = [count_program(json.loads(line)) for line in lines if line.strip()]
    return tuple(map(sum, zip(*counts))) if counts else (0, 0, 0)


def main(path):
    try:
        with open(path, encoding='utf-8') as log:
            print(*count_log(log))
    except FileNotFoundError:   # Meson found no test to run and wrote no log
        print(0, 0, 0)


if __name__ == '__main__':
    main(sys.argv[1])
