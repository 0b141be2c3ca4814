#!/usr/bin/env python3
"""test-man.py DRAFTSEAL MAN_PAGE - the man page has every command, option and JSON key; TAP

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import subprocess
import sys
import tempfile

KEYS_PRINTED = re.compile(r'ds_cli_json_\w+ \(builder, "(\w+)"|set_member_name \(builder, "(\w+)"')


def ask(draftseal, *arguments):
    return subprocess.run([draftseal, *arguments], capture_output=True, text=True,
                          check=True).stdout


def read_man(path):
    """The page as plain words: no macros, no escapes."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    return re.sub(r'["\s]+', ' ', re.sub(r'\\f[BIR]', '', text.replace('\\-', '-')))


def json_keys(folder):
    for name in sorted(os.listdir(folder)):
        if name.startswith('cmd-'):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                yield from (found[0] or found[1] for found in KEYS_PRINTED.findall(file.read()))


def report(number, name, missing):
    print(f'{"not ok" if missing else "ok"} {number} - {name}')
    for word in missing:
        print(f'# the man page does not have {word}', file=sys.stderr)
    return not missing


def main(draftseal, source_root):
    man = read_man(os.path.join(source_root, 'data', 'draftseal.1'))
    commands = re.findall(r'^  ([a-z-]+) +\S', ask(draftseal, '--help'), re.MULTILINE)
    options = sorted({option for command in commands
                      for option in re.findall(r'--[a-z-]+', ask(draftseal, command, '--help'))})
    told = set(re.findall(r'(?<![\w-])--[a-z][a-z-]*', man))
    checks = (
        ('commands', [name for name in commands if f'draftseal {name}' not in man]),
        ('options', [name for name in options if name not in told]),
        ('no option that is not there', sorted(told - set(options) - {'--version'})),
        ('JSON keys', [key for key in json_keys(os.path.join(source_root, 'src', 'cli'))
                       if not re.search(rf'\b{key}\b', man)]),
    )
    print(f'1..{len(checks)}')
    held = [report(number, *check) for number, check in enumerate(checks, 1)]
    return 0 if all(held) and commands else 1


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as home:
        os.environ['HOME'] = home
        sys.exit(main(*sys.argv[1:]))
