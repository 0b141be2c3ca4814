#!/usr/bin/env python3
"""lint.py - the rules of src/README.md that a program can check; TAP on standard output.

For each rule two cases: the tree keeps it, and every offence planted beside the rule is found, so
that no rule can pass because it sees nothing.
Usage: lint.py SOURCE_ROOT BUILD_ROOT
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import counting
import rules_include
import rules_shape
import rules_texts
import rules_tools
import rules_words
from tree import read_tree


def cases(tree):
    """(name, function that yields what is wrong)."""
    for module in (rules_include, rules_shape, rules_texts, rules_tools,
                   rules_words):
        for rule, planted in module.RULES.items():
            name = rule.__name__.replace('_', '-')
            yield name, lambda rule=rule: rule(tree)
            yield f'{name} finds what is planted', lambda rule=rule, planted=planted: (
                f'not found: {offence}' for offence in planted if not list(rule(offence)))
    yield 'claims may be denied', lambda: (
        wrong for allowed in rules_words.ALLOWED for wrong in rules_words.claims(allowed))
    yield 'cases of a test log are counted', counting.wrong_counts


def report(number, name, find):
    """Prints one test line; returns whether it holds."""
    try:
        wrong = list(find())
    except rules_tools.Skip as reason:
        print(f'ok {number} - {name} # SKIP {reason}')
        return True
    print(f'{"not ok" if wrong else "ok"} {number} - {name}')
    for line in wrong:
        print(f'# {line}', file=sys.stderr)   # Meson shows this stream of a test that failed
    return not wrong


def main(source_root, build_root):
    os.environ['SOURCE_ROOT'] = os.path.abspath(source_root)
    os.environ['BUILD_ROOT'] = os.path.abspath(build_root)
    checks = list(cases(read_tree(source_root)))
    print(f'1..{len(checks)}')
    held = [report(number, name, find) for number, (name, find) in enumerate(checks, 1)]
    return 0 if all(held) else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
