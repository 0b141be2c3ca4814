"""sites.py - which line of reasoning in the program a sync comes from.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import re
import subprocess
from typing import NamedTuple

DIGEST = re.compile(r'[0-9a-f]{64}')
RANDOM = re.compile(r'\.?-?[0-9a-f]{16,}')


# Whoever calls these asks for the sync.
GENERAL = {'ds_folder_sync', 'ds_file_adopt', 'ds_file_keep', 'ds_file_replace', 'write_beside'}


class Site(NamedTuple):
    """Functions from the one that syncs outwards to the one that asks, and what is synced."""
    functions: tuple
    what: str

    def __str__(self):
        return f'{self.what}: {" < ".join(self.functions)}'


def kind_of(path, is_folder):
    """`vault/xx` and not which: the same for all files that are kept alike."""
    path = path.removeprefix('share/draftseal').lstrip('/') or ('the store' if path else 'its home')
    path = re.sub(r'^vault/[0-9a-f]{2}\b', 'vault/xx', DIGEST.sub('*', path))
    path = RANDOM.sub('', path)
    return ('folder ' if is_folder else 'file ') + path


def name_functions(program, addresses):
    """{address: the functions there, the inlined ones first}."""
    addresses = sorted(addresses)
    lines = ''.join(f'{address - 1:#x}\n' for address in addresses)   # of the call, not behind it
    done = subprocess.run(['addr2line', '-a', '-f', '-i', '-e', program], input=lines.encode(),
                          stdout=subprocess.PIPE, check=True)
    functions = {}
    for line in done.stdout.decode().splitlines():
        if line.startswith('0x'):
            names = functions.setdefault(int(line, 16) + 1, [])
            is_name = True
        elif is_name:
            names.append(line)
            is_name = False
        else:
            is_name = True
    return functions


def find_sites(program, events):
    """{Site: its events' places}, of those that the program itself asks for."""
    syncs = [(place, event) for place, event in enumerate(events)
             if event.kind == 's' and event.is_own]
    names = name_functions(program, {address for _place, event in syncs
                                     for address in event.callers})
    sites = {}
    for place, event in syncs:
        functions = [name for address in event.callers for name in names[address]]
        asks = next(place for place, name in enumerate(functions) if name not in GENERAL)
        site = Site(tuple(functions[:asks + 1]), kind_of(event.path, event.offset))
        sites.setdefault(site, set()).add(place)
    return sites
