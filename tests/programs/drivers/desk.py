"""desk.py - what a driver needs to have a real program save: a home of its own and a tongue.

A driver is run as DRIVER.py FOLDER [SAVES] and prints, when a save is complete, one line
“SAVE path sha256”, the path relative to FOLDER, and “UNSAVED what” after something that is no save.
All else goes to standard error. Exit status 0: all happened; 3: a program is missing.
Some drivers are loaded by their program's own Python too, and find this module beside them.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

FOLDER, SAVES, TELL, PAUSE = 'DESK_FOLDER', 'DESK_SAVES', 'DESK_TELL', 'PAUSE'
PROGRAM_S = 300        # no program takes so long for its saves
APPEAR_S = 120         # nor to show its window
SHORT_S = 10           # nor to end when it is told to
STEP_S = 0.1
MISSING_STATUS = 3


def folder():
    return os.environ[FOLDER]


def path(name):
    return os.path.join(folder(), name)


def saves():
    """The numbers of the saves to make."""
    return range(1, int(os.environ[SAVES]) + 1)


def tell(line):
    """Also from inside a program, whose standard output is its own."""
    os.write(int(os.environ[TELL]), (line + '\n').encode())


def pause():
    """Saves that are to be told apart lie so far apart."""
    time.sleep(float(os.environ.get(PAUSE, '2')))


def digest(name):
    with open(path(name), 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def saved(name):
    tell(f'SAVE {name} {digest(name)}')
    pause()


def not_saved(what):
    """Something happened that is no save."""
    pause()
    tell(f'UNSAVED {what}')


def wait_until(condition, what, patience_s=APPEAR_S):
    """Returns what `condition` returns once it is true."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(STEP_S)
    raise RuntimeError(f'{what}: not after {patience_s} s')


class Desk:
    """A home and the processes started in it; all of it is gone in the end."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.processes = []
        self.environment = {
            **{name: os.environ[name] for name in ('PATH', FOLDER, SAVES, TELL, PAUSE)
               if name in os.environ},
            'HOME': self.make('home'), 'XDG_RUNTIME_DIR': self.make('run'),
            'TMPDIR': self.make('tmp'), 'LC_ALL': 'C.UTF-8', 'PYTHONDONTWRITEBYTECODE': '1',
            'NO_AT_BRIDGE': '1', 'GTK_USE_PORTAL': '0', 'GIO_USE_VFS': 'local',
            'LIBGL_ALWAYS_SOFTWARE': '1', 'QT_LOGGING_RULES': '*=false'}

    def make(self, *names):
        """A folder of the desk, made if need be."""
        made = os.path.join(self.scratch, *names)
        os.makedirs(made, mode=0o700, exist_ok=True)
        return made

    def write(self, name, text):
        """A file of the desk, with its folders."""
        made = os.path.join(self.make(os.path.dirname(name)), os.path.basename(name))
        with open(made, 'w', encoding='utf-8') as file:
            file.write(text)
        return made

    def start(self, *command, pass_fds=()):
        process = subprocess.Popen(command, env=self.environment, cwd=self.scratch,
                                   stdin=subprocess.DEVNULL, start_new_session=True,
                                   pass_fds=[int(os.environ[TELL]), *pass_fds])
        self.processes.append(process)
        return process

    def run(self, *command):
        """Runs a program that must end well."""
        status = self.start(*command).wait(PROGRAM_S)
        if status != 0:
            raise RuntimeError(f'{command[0]} ended with {status}')

    def end(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(SHORT_S)
            with contextlib.suppress(ProcessLookupError):   # whom it left behind
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def drive(needed, work):
    """Runs work(desk) if the programs needed are here; the end of a driver."""
    missing = [program for program in needed if shutil.which(program) is None]
    if missing:
        print(f'missing program: {" ".join(missing)}', file=sys.stderr)
        sys.exit(MISSING_STATUS)
    os.environ[FOLDER] = os.path.abspath(sys.argv[1])
    os.environ[SAVES] = sys.argv[2] if len(sys.argv) > 2 else '3'
    os.environ[TELL] = str(os.dup(1))
    os.dup2(2, 1)   # standard output is for tell() alone
    with tempfile.TemporaryDirectory(prefix='draftseal-desk-', ignore_cleanup_errors=True) as home:
        desk = Desk(home)
        try:
            work(desk)
        finally:
            desk.end()
