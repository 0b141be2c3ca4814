"""home.py - a home of its own for one person, in a scratch folder, and draftseal run in it.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

COMMAND_S = 60   # no command of a test takes this long unless it hangs
LINE_S = 20      # nor does a background command stay silent this long


class Done:
    """What one run of draftseal left: status, out and err (both octets as text)."""

    def __init__(self, arguments, finished):
        self.arguments = arguments
        self.status = finished.returncode
        self.out = finished.stdout.decode('utf-8', 'surrogateescape')
        self.err = finished.stderr.decode('utf-8', 'surrogateescape')

    def expect(self, status):
        assert self.status == status, (
            f'draftseal {self.arguments}: exit {self.status}, not {status}\n{self.out}{self.err}')
        return self


class Home:
    """Folders below `folder`; nothing outside is read or written."""

    def __init__(self, program, folder, runtime=None):
        self.program = os.path.abspath(program)
        self.folder = folder
        self.environment = {
            'PATH': os.environ['PATH'], 'LC_ALL': 'C.UTF-8', 'HOME': folder,
            'XDG_DATA_HOME': os.path.join(folder, 'data'),
            'XDG_RUNTIME_DIR': runtime or os.path.join(folder, 'run'),
        }
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS'):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        os.makedirs(self.environment['XDG_RUNTIME_DIR'], mode=0o700, exist_ok=True)

    @property
    def store(self):
        return os.path.join(self.environment['XDG_DATA_HOME'], 'draftseal')

    def copy(self, folder):
        """The same store, to be spoilt elsewhere."""
        other = Home(self.program, folder)
        shutil.copytree(self.store, other.store)
        return other

    def run(self, *arguments):
        return self.tell('', *arguments)

    def tell(self, text, *arguments):
        """Runs a command that finds this text on its standard input."""
        return Done(arguments, subprocess.run(
            [self.program, *arguments], env=self.environment, cwd=self.folder,
            input=text.encode(), capture_output=True, timeout=COMMAND_S, check=False))

    def call(self, *arguments, stdout):
        """Runs a command that prints somewhere else; returns its exit status."""
        return subprocess.run([self.program, *arguments], env=self.environment, cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL,
                              timeout=COMMAND_S, check=False).returncode

    def do(self, *arguments, status=0):
        """Runs a command that must end so; returns what it printed."""
        return self.run(*arguments).expect(status).out

    def log(self, *arguments):
        return json.loads(self.do('log', '--json', *arguments))

    def verify(self, *arguments, status):
        """The object that verify --json prints."""
        return json.loads(self.do('verify', '--json', *arguments, status=status))

    @contextlib.contextmanager
    def background(self, *arguments):
        """A command that runs until the block ends, then is interrupted and must end well."""
        with subprocess.Popen([self.program, *arguments], env=self.environment, cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as process:
            lines = Lines(process)
            try:
                yield lines
            finally:
                status = lines.stop()
            assert status == 0, f'draftseal {arguments}: exit {status}'


class Lines:
    """What a background command prints, waited for line by line."""

    def __init__(self, process):
        self.process = process

    def wait_for(self, pattern):
        """The match in the first line that has one; the command is killed if none comes."""
        signal.signal(signal.SIGALRM, lambda *_: self.process.kill())
        signal.alarm(LINE_S)
        try:
            for line in self.process.stdout:
                match = re.search(pattern, line.decode('utf-8', 'surrogateescape'))
                if match:
                    return match
        finally:
            signal.alarm(0)
        raise AssertionError(f'no line with {pattern!r} came')

    def stop(self):
        """Interrupts the command, if it still runs; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self):
        """Reads on until the command ends by itself; returns its exit status."""
        self.process.stdout.read()
        return self.process.wait(timeout=COMMAND_S)


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory(prefix='draftseal-') as folder:
        yield folder


def failed_checks(judged):
    """The names of the checks that failed in what verify --json printed."""
    return {check['name'] for check in judged['checks'] if check['result'] == 'failed'}
