"""project.py - a project folder in a home, and a memory of every octet that was saved into it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os


class Project:
    """`saved` holds the octets of each draft by path and number, as store.py wants them."""

    def __init__(self, home, name='lamp', folder=None):
        self.home = home
        self.name = name
        self.folder = os.path.join(home.folder, os.fsdecode(folder or name))
        self.saved = {}
        os.makedirs(self.folder)
        home.do('add', self.folder, '--name', name)

    def path(self, name):
        return os.path.join(os.fsencode(self.folder), os.fsencode(name))

    def save(self, name, octets):
        """Saves a new draft of the work of that name; the name may be octets."""
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), 'wb') as file:
            file.write(octets)
        number = 1 + sum(path == os.fsencode(name) for path, _number in self.saved)
        self.saved[os.fsencode(name), number] = octets

    def scan(self, status=0):
        return self.home.do('scan', status=status)

    def grades(self):
        return [draft['grade'] for draft in self.home.log()]
