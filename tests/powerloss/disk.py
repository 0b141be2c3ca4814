"""disk.py - what a disk may hold after a power cut, by what was written and what was synced.

The rules are POSIX's and no file system's: what was written into a file is there if the file was
synced since; a name, or that one is gone, if its folder was. All else may be there or not, each
write and each name for itself, the last write in part. After a sync that failed what it should have
brought to disk is nowhere but in memory: a later sync that succeeds does not bring it there.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import os
from typing import NamedTuple

FOLDER = object()
NEVER = float('inf')
BEFORE = -1
INDEX = 'index.sqlite'             # which may be lost: what else its library syncs is no promise
LOST_WITH_THE_POWER = ('-shm',)   # memory shared by the index's readers


class Change(NamedTuple):
    """One change and when it was on disk for sure: the place of the sync, or NEVER."""
    place: int
    file: int = None         # of a write or a size: which file, a number of our own
    offset: int = 0
    data: bytes = None       # None: the file gets the size `offset`
    names: tuple = ()        # of a change of names: (path, file, FOLDER or None for gone)...
    synced: float = NEVER


class Changes:
    """The events of a recording as changes of files, which inodes are not: they come again. What
    was there when it began is given as read_back() and inodes_of() tell it."""

    def __init__(self, events, found=(), inodes=()):
        self.changes = []
        self.syncs = []      # (place, event, file or path)
        self.files = {}      # inode: file
        self.names = {'': FOLDER}
        self.n_files = 0
        self.take_found(dict(found), dict(inodes))
        for place, event in enumerate(events):
            self.take(place, event)

    def take_found(self, found, inodes):
        """On disk since long ago."""
        for path, octets in found.items():
            self.names[path] = FOLDER if octets is FOLDER else self.n_files
            self.changes.append(Change(BEFORE, names=((path, self.names[path]),), synced=BEFORE))
            if octets is not FOLDER:
                self.files[inodes[path]] = self.n_files
                self.changes.append(Change(BEFORE, self.n_files, 0, octets, synced=BEFORE))
                self.n_files += 1

    def take(self, place, event):
        if event.kind == 'c':
            self.files[event.inode] = self.n_files
            self.n_files += 1
            if event.path:
                self.rename(place, (event.path, self.files[event.inode]))
        elif event.kind == 'd':
            self.rename(place, (event.path, FOLDER))
        elif event.kind == 'l':
            self.rename(place, (event.path, self.files[event.inode]))
        elif event.kind == 'u':
            self.rename(place, (event.path, None))
        elif event.kind == 'r':
            target = event.data.decode('utf-8', 'surrogateescape')
            self.rename(place, (event.path, None), (target, self.names[event.path]))
        elif event.kind in 'wt':
            self.changes.append(Change(place, self.files[event.inode], event.offset,
                                       event.data if event.kind == 'w' else None))
        elif event.kind in 'sx':
            self.syncs.append((place, event,
                               event.path if event.offset else self.files[event.inode]))

    def rename(self, place, *names):
        for path, target in names:
            self.names[path] = target
        self.changes.append(Change(place, names=names))


def folder_of(path):
    return os.path.dirname(path)


def target_of(change):
    """What is to be synced: a file's number, or a folder and whether it is about the index's names.
    What is moved between folders is there once the new name is."""
    path = change.names[-1][0] if change.names else ''
    return (folder_of(path), INDEX in path) if change.names else change.file


def targets_of(event, target):
    """What a sync brings to disk: that of a library brings the index alone."""
    if not event.offset:
        return [target]
    return [(target, True), (target, False)] if event.is_own else [(target, True)]


def when_synced(changes, withdrawn=()):
    """The changes, each with the place of the sync that brought it to disk, had those syncs that are
    withdrawn never been made."""
    waiting, synced = {}, {}
    syncs = {place: (event, target) for place, event, target in changes.syncs}
    places = {change.place: change for change in changes.changes if change.place != BEFORE}
    for place in sorted([*syncs, *places]):
        if place in places:
            change = places[place]
            waiting.setdefault(target_of(change), []).append(place)
            continue
        event, target = syncs[place]
        if event.kind == 'x':
            if not event.offset:
                waiting.pop(target, None)
        elif place not in withdrawn:
            synced.update((earlier, place) for one in targets_of(event, target)
                          for earlier in waiting.pop(one, ()))
    return [change._replace(synced=synced.get(change.place, change.synced))
            for change in changes.changes]


def apply_data(content, change, octets):
    """Writes the first so many octets of the change."""
    if change.data is None:
        del content[change.offset:]
        content.extend(bytes(change.offset - len(content)))
        return
    if octets:
        content.extend(bytes(max(0, change.offset - len(content))))
        content[change.offset:change.offset + octets] = change.data[:octets]


class Fate:
    """What becomes of changes that were not synced. This one: they are all lost."""
    name = 'only what was synced'
    keeps_sizes = False   # where the data are not: zeros

    def keeps_names(self, _change):
        return False

    def keeps_octets(self, _change):
        return 0


class AllKept(Fate):
    """As after a kill."""
    name = 'all of it'

    def keeps_names(self, _change):
        return True

    def keeps_octets(self, change):
        return len(change.data or b'')


class NamesKept(Fate):
    """As file systems do that write names through a log and data when they like."""
    name = 'names without data'

    def keeps_names(self, _change):
        return True


class SizesKept(NamesKept):
    name = 'names and sizes without data'
    keeps_sizes = True


class DataKept(AllKept):
    name = 'data without names'

    def keeps_names(self, _change):
        return False


class AllBut(AllKept):
    """All but what would have been on disk had one sync been made."""
    name = 'all but what was not synced'

    def __init__(self, places):
        self.places = places

    def keeps_names(self, change):
        return change.place not in self.places

    def keeps_octets(self, change):
        return 0 if change.place in self.places else super().keeps_octets(change)


class Torn(Fate):
    """Each for itself; some in part."""
    name = 'some of it, some in part'

    def __init__(self, random):
        self.random = random

    def keeps_names(self, _change):
        return self.random.random() < 0.5

    def keeps_octets(self, change):
        kept = self.random.random()
        length = len(change.data or b'')
        return length if kept < 0.4 else self.random.randrange(length + 1) if kept < 0.6 else 0


def after_cut(changes, cut, fate):
    """{path: octets or FOLDER} that are found when the power is back; `cut` events were made."""
    names, contents = {'': FOLDER}, {}
    for change in changes:
        if change.place >= cut:
            break
        is_synced = change.synced < cut
        if change.names:
            if is_synced or fate.keeps_names(change):
                names.update(change.names)
            continue
        octets = len(change.data or b'') if is_synced else fate.keeps_octets(change)
        if is_synced or change.data is not None or fate.keeps_names(change):
            content = contents.setdefault(change.file, bytearray())
            apply_data(content, change, octets)
            if fate.keeps_sizes and change.data:
                content.extend(bytes(max(0, change.offset + len(change.data) - len(content))))
    found = {}
    for path in sorted(names):   # folders before what is in them
        target = names[path]
        if target is None or path.endswith(LOST_WITH_THE_POWER):
            continue
        if path == '' or found.get(folder_of(path)) is FOLDER:
            found[path] = FOLDER if target is FOLDER else bytes(contents.get(target, b''))
    return found


def digest_of(found):
    """The same for the same state."""
    state = hashlib.sha256()
    for path, octets in found.items():
        content = b'/' if octets is FOLDER else hashlib.sha256(octets).digest()
        state.update(os.fsencode(path) + b'\0' + content)
    return state.digest()


def build(found, folder):
    """Puts the state into a folder that is not there yet."""
    for path, octets in found.items():
        target = os.path.join(folder, path)
        if octets is FOLDER:
            os.makedirs(target, mode=0o700)
        else:
            with open(target, 'wb') as file:
                file.write(octets)


def read_back(folder):
    """What a folder holds now, as after_cut() says it."""
    found = {'': FOLDER}
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            whole = os.path.join(parent, name)
            path = os.path.relpath(whole, folder)
            if name in folders:
                found[path] = FOLDER
            elif not path.endswith(LOST_WITH_THE_POWER):
                with open(whole, 'rb') as file:
                    found[path] = file.read()
    return found


def inodes_of(folder, found):
    """{path: inode} of the files."""
    return {path: os.stat(os.path.join(folder, path)).st_ino
            for path, octets in found.items() if octets is not FOLDER}
