"""steps.py - the system calls that saving is made of, one method a verb.

A step is a line of words, the first of which is a verb of Saver: “rename poster.psd poster.bak”.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import ctypes
import mmap
import os
import random
import shlex
import sqlite3
import time

SAVE_OCTETS = 200_000
PIECES = 4                    # a save is written so, for writers are seldom quick
PIECE_PAUSE_S = 0.02
GROW_OCTETS = 4 * 1024 * 1024
PAST_NS = 1_600_000_000 * 10**9

LIBC = ctypes.CDLL(None)
LIBC.mmap.restype = ctypes.c_void_p
LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int,
                      ctypes.c_long]


class Saver:
    """Saves in a folder, on a disk so slow that each step takes `lag_s` more. A step that has
    nothing to act on, as a program's first save has no earlier one to put aside, does nothing;
    `idle` are the steps that never did anything."""

    def __init__(self, folder, seed, lag_s=0):
        self.folder = folder
        self.lag_s = lag_s
        self.random = random.Random(seed)
        self.octets = b''
        self.held = {}   # what a program keeps open: descriptors by name
        self.idle = set()
        self.done = set()

    def follow(self, steps):
        """Does each line; new octets are saved."""
        self.octets = self.random.randbytes(SAVE_OCTETS)
        for line in filter(None, map(str.strip, steps.splitlines())):
            verb, *names = shlex.split(line)
            try:
                getattr(self, 'do_' + verb)(*names)
                self.done.add(line)
            except FileNotFoundError:
                self.idle.add(line)
            time.sleep(self.lag_s)
        self.idle -= self.done

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, descriptor, octets, pause_s=PIECE_PAUSE_S):
        size = -(-len(octets) // PIECES)
        for start in range(0, len(octets), size):
            os.write(descriptor, octets[start:start + size])
            time.sleep(pause_s)

    def open(self, name, flags):
        return os.open(self.path(name), flags | os.O_CLOEXEC, 0o644)

    # what is saved

    def do_write(self, name):
        """The usual: truncated and written in place."""
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self.put(descriptor, self.octets)
        os.fsync(descriptor)
        os.close(descriptor)

    def do_unnamed(self, name):
        """Written without a name and linked to its own when complete (O_TMPFILE)."""
        try:
            descriptor = self.open('.', os.O_WRONLY | os.O_TMPFILE)
        except OSError:   # not every file system can; programs take a name then
            self.do_write(name)
            return
        self.put(descriptor, self.octets)
        os.fdatasync(descriptor)
        # Python follows the link to what is open only where a folder is given.
        os.link(f'/proc/self/fd/{descriptor}', self.path(name), src_dir_fd=descriptor)
        os.close(descriptor)

    def do_copied(self, name):
        """As `cp -p`: in place, and the time of change is set back before the end."""
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self.put(descriptor, self.octets)
        os.utime(descriptor, ns=(PAST_NS, PAST_NS))
        os.close(descriptor)

    def do_slowly(self, name, seconds):
        """In place, with a pause half way through; meanwhile another opens and closes the file."""
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(descriptor, self.octets[:SAVE_OCTETS // 2])
        self.do_reopen(name)
        time.sleep(float(seconds))
        os.write(descriptor, self.octets[SAVE_OCTETS // 2:])
        os.close(descriptor)

    def do_scattered(self, name, seconds):
        """Two parts written at their places, so far apart, by a descriptor that never moves."""
        descriptor = self.open(name, os.O_RDWR | os.O_CREAT)
        os.pwrite(descriptor, self.octets[SAVE_OCTETS // 2:], SAVE_OCTETS // 2)
        time.sleep(float(seconds))
        os.pwrite(descriptor, self.octets[:SAVE_OCTETS // 2], 0)
        os.close(descriptor)

    def do_parts(self, name, seconds):
        """Three parts changed in place, each opened and closed, so far apart."""
        for part in range(3):
            descriptor = self.open(name, os.O_RDWR | os.O_CREAT)
            os.pwrite(descriptor, self.octets[:SAVE_OCTETS // 3], part * (SAVE_OCTETS // 3))
            os.close(descriptor)
            time.sleep(float(seconds))

    def do_rounds(self, name, seconds):
        """Three whole files, one after the other, the last of which counts."""
        for kept in (SAVE_OCTETS - 2, SAVE_OCTETS - 1, SAVE_OCTETS):
            descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.write(descriptor, self.octets[:kept])
            os.close(descriptor)
            time.sleep(float(seconds))

    def do_grow(self, name, size, seconds):
        """So much, written evenly over such a time; every block is on disk."""
        block = bytearray(self.random.randbytes(GROW_OCTETS))
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        began = time.monotonic()
        for at in range(0, int(size), GROW_OCTETS):
            block[:8] = at.to_bytes(8, 'big')
            os.write(descriptor, block)
            time.sleep(max(0, began + float(seconds) * at / int(size) - time.monotonic()))
        os.close(descriptor)

    def do_mapped(self, name, seconds):
        """Written through memory alone, by a program that has closed the file meanwhile."""
        descriptor = self.open(name, os.O_RDWR | os.O_CREAT)
        os.ftruncate(descriptor, SAVE_OCTETS)
        # Not the module mmap: that would keep the file open.
        memory = LIBC.mmap(None, SAVE_OCTETS, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_SHARED,
                           descriptor, 0)
        os.close(descriptor)
        for at in range(0, SAVE_OCTETS, mmap.PAGESIZE):
            piece = self.octets[at:at + mmap.PAGESIZE]
            ctypes.memmove(memory + at, piece, len(piece))
            time.sleep(float(seconds) * mmap.PAGESIZE / SAVE_OCTETS)
        LIBC.munmap(ctypes.c_void_p(memory), SAVE_OCTETS)

    def do_database(self, name, mode):
        """A transaction of SQLite, in the journal mode given; its neighbours come and go."""
        with sqlite3.connect(self.path(name)) as base:
            base.execute(f'PRAGMA journal_mode={mode}')
            base.execute('CREATE TABLE IF NOT EXISTS page (layer BLOB)')
            base.execute('INSERT INTO page VALUES (?)', [self.octets])
        base.close()

    # what is never to be kept

    def do_junk(self, name):
        """Something else of the program's own."""
        with open(self.path(name), 'wb') as file:
            file.write(self.random.randbytes(SAVE_OCTETS // 10))

    def do_empty(self, name):
        os.close(self.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL))

    def do_cancelled(self, name, seconds):
        """An export that is given up half way."""
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        self.put(descriptor, self.octets[:SAVE_OCTETS // 2], float(seconds) / PIECES)
        os.unlink(self.path(name))
        os.close(descriptor)

    def do_reopen(self, name):
        """Opened for writing and closed as it was."""
        os.close(os.open(self.path(name), os.O_RDWR | os.O_CLOEXEC))

    def do_hold(self, name):
        """Opened for writing, to be kept so."""
        self.held[name] = os.open(self.path(name), os.O_RDWR | os.O_CLOEXEC)

    def do_release(self, name):
        if name not in self.held:
            raise FileNotFoundError(name)
        os.close(self.held.pop(name))

    # names and attributes

    def do_rename(self, name, new_name):
        os.rename(self.path(name), self.path(new_name))

    def do_link(self, name, new_name):
        os.link(self.path(name), self.path(new_name))

    def do_unlink(self, name):
        os.unlink(self.path(name))

    def do_mkdir(self, name):
        os.makedirs(self.path(name), exist_ok=True)

    def do_rmdir(self, name):
        os.rmdir(self.path(name))

    def do_chmod(self, mode, name):
        os.chmod(self.path(name), int(mode, 8))

    def do_touch(self, name):
        os.utime(self.path(name))

    def do_past(self, name):
        """The time of change that the file has elsewhere."""
        os.utime(self.path(name), ns=(PAST_NS, PAST_NS))

    def do_pause(self, seconds):
        time.sleep(float(seconds))
