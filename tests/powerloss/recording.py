"""recording.py - runs draftseal with the shim before it, and reads what the shim wrote down.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import mmap
import os
import struct
from typing import NamedTuple

CONTROL = struct.Struct('=4I')         # as Control in disk-log.c: calls, first, last, fault
CALLERS = 12
HEAD = struct.Struct(f'=4IQq2I{CALLERS}Q')
KILL = 0xffffffff
FOR_EVER = 0xffffffff


class Event(NamedTuple):
    """One change of the folder; which fields mean something depends on the kind, see disk-log.h."""
    kind: str
    pid: int
    call: int
    is_own: bool   # of a sync: no library asked for it
    inode: int
    offset: int
    path: str
    data: bytes
    callers: tuple


def read_events(octets):
    """The whole events at the beginning of a log, and where each ends."""
    events, ends, at = [], [], 0
    while at + HEAD.size <= len(octets):
        kind, pid, call, is_own, inode, offset, path_length, data_length, *callers = HEAD.unpack_from(
            octets, at)
        path = at + HEAD.size
        data = path + path_length
        at = data + data_length
        if at > len(octets):
            break
        events.append(Event(chr(kind), pid, call, bool(is_own), inode, offset,
                            octets[path:data].decode('utf-8', 'surrogateescape'),
                            octets[data:at], tuple(filter(None, callers))))
        ends.append(at)
    return events, ends


class Recording:
    """All that draftseal does below the folder, in one order, by whichever process."""

    def __init__(self, shim, folder, control):
        self.folder = folder
        self.log = control + '.log'
        with open(control, 'wb') as file:
            file.write(bytes(CONTROL.size))
        with open(self.log, 'wb'):
            pass
        with open(control, 'r+b') as file:
            self.control = mmap.mmap(file.fileno(), CONTROL.size)
        self.environment = {'LD_PRELOAD': os.path.abspath(shim), 'DRAFTSEAL_DISK_ROOT': folder,
                            'DRAFTSEAL_DISK_CONTROL': control,
                            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '')
                                            + ':verify_asan_link_order=0'}   # the shim is first

    def count_calls(self):
        return CONTROL.unpack(self.control)[0]

    def fail(self, fault, first=1, last=FOR_EVER):
        """From now on: the calls from the first to the last, counted from here, fail with that
        errno; KILL: whoever makes the first is killed."""
        self.control[:] = CONTROL.pack(0, first, last, fault)

    def heal(self):
        self.control[4:8] = bytes(4)

    def size(self):
        """A moment, to be found again among the ends of the events."""
        return os.path.getsize(self.log)

    def read(self):
        with open(self.log, 'rb') as file:
            return read_events(file.read())
