"""test-lost-saves.py - the last content of every name is found, whatever the kernel could not tell.

test-lost-saves.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time

import tap
from home import Home, scratch
from project import Project

SAVES = 20_000
SAVES_A_NAME = 4
FOLDERS = 2_000
WATCHES = 1_000
FOUND_S = 60             # after the process can see them again
SCAN_PERIOD_S = 300      # the longest between two looks at folders without events
START_S = 60
LOOK_EVERY_S = 3         # looking keeps the watcher from its work
LIMITS = '/proc/sys/user/'


class Watch:
    """`draftseal watch`; what it prints goes into a file, for nobody reads a pipe fast enough."""

    def __init__(self, home, process, output):
        self.home = home
        self.process = process
        self.output = output

    def wait_for(self, text):
        until = time.monotonic() + START_S
        while True:
            with open(self.output, encoding='utf-8') as file:
                printed = file.read()
            if text in printed:
                return
            assert time.monotonic() < until, f'no {text!r} in {printed[-2000:]!r}'
            time.sleep(0.05)


@contextlib.contextmanager
def watching(home, limit=None):
    """With (name, value) of a limit in namespaces of its own, where it is nobody else's."""
    output = os.path.join(home.folder, 'watch.txt')
    command = [home.program, 'watch']
    if limit is not None:
        command = ['unshare', '-Ur', 'sh', '-c', f'echo {limit[1]} >{LIMITS}{limit[0]}; exec "$@"',
                   'sh', *command]
    with open(output, 'wb') as file:
        process = subprocess.Popen(command, env=home.environment, cwd=home.folder, stdout=file,
                                   stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    watch = Watch(home, process, output)
    try:
        watch.wait_for('watching')
        yield watch
        process.terminate()
        tap.same(process.wait(timeout=START_S), 0, 'exit status of watch')
    finally:
        process.kill()
        process.wait()


def save(project, name, text):
    """Alternately in place and by rename, as programs do."""
    path = project.path(name)
    if len(text) % 2 == 0:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return
    beside = path + b'.tmp'
    with open(beside, 'w', encoding='utf-8') as file:
        file.write(text)
    os.rename(beside, path)


def burst(project):
    """Returns what each name held at last."""
    last = {}
    for number in range(SAVES):
        name = f'{number % (SAVES // SAVES_A_NAME)}.svg'
        text = f'<svg>{name} {number}</svg>'
        save(project, name, text)
        last[name] = text
    return last


def missing(project, last):
    newest = {}
    for draft in project.home.log('--project', project.name):
        newest[draft['path']] = draft['sha256']
    return [name for name, text in last.items()
            if newest.get(name) != hashlib.sha256(text.encode()).hexdigest()]


def all_are_found(project, last, within_s):
    """Fails unless every last content is a draft in time; tells how long it took."""
    begin = time.monotonic()
    while True:
        left = missing(project, last)
        took = time.monotonic() - begin
        if not left:
            print(f'# {len(last)} names found after {took:.0f} s', flush=True)
            return
        assert took < within_s, f'{len(left)} of {len(last)} names missing, as {left[:3]}'
        time.sleep(LOOK_EVERY_S)


def gap_reasons(home):
    with open(os.path.join(home.store, 'journal'), encoding='utf-8') as file:
        return [line.split('"reason":"')[1].split('"')[0] for line in file
                if '"type":"gap"' in line]


def need_limit(name):
    probe = subprocess.run(['unshare', '-Ur', 'sh', '-c', f'echo 100 >{LIMITS}{name}'],
                           capture_output=True, check=False)
    if probe.returncode != 0:
        raise tap.Skip(f'no limit {name} of one\'s own here: {probe.stderr.decode().strip()}')


@contextlib.contextmanager
def new_project(program):
    with scratch() as folder:
        yield Project(Home(program, folder))


def a_burst(program):
    with new_project(program) as project, watching(project.home):
        all_are_found(project, burst(project), FOUND_S)


def a_burst_while_stopped(program):
    with new_project(program) as project, watching(project.home) as watch:
        watch.process.send_signal(signal.SIGSTOP)
        last = burst(project)
        watch.process.send_signal(signal.SIGCONT)
        all_are_found(project, last, FOUND_S)
        assert 'more events than the system keeps' in gap_reasons(project.home)


def more_folders_than_watches(program):
    need_limit('max_inotify_watches')
    with new_project(program) as project:
        for number in range(FOLDERS):
            os.mkdir(project.path(str(number)))
        with watching(project.home, ('max_inotify_watches', WATCHES)) as watch:
            watch.wait_for('max_user_watches')
            last = {f'{number}/a.svg': f'<svg>{number}</svg>' for number in range(FOLDERS)}
            for name, text in last.items():
                save(project, name, text)
            all_are_found(project, last, FOUND_S)
            assert 'folders without events' in gap_reasons(project.home)
            assert 'folders without events' in project.home.do('status')


def no_inotify(program):
    need_limit('max_inotify_instances')
    with new_project(program) as project:
        with watching(project.home, ('max_inotify_instances', 0)) as watch:
            watch.wait_for('max_user_instances')
            last = {}
            for number in range(20):
                last[f'{number}.svg'] = f'<svg>{number}</svg>'
                save(project, f'{number}.svg', last[f'{number}.svg'])
            all_are_found(project, last, SCAN_PERIOD_S)


tap.run(tap.bind([a_burst, a_burst_while_stopped, more_folders_than_watches, no_inotify],
                 sys.argv[1]))
