"""bench-window.py - the window on 20 000 drafts: first frame, scrolling, saves that arrive.

bench-window.py BUILD-FOLDER [DRAFTS], on a display and a bus: see run.sh.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import os
import subprocess
import sys
import time

import table

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'cli'))
from home import Home, scratch   # noqa: E402  its folder is none of this one's

RUNS = 7              # starts of each window
FEW = 400             # drafts in the small project; more than GTK keeps rows for
SAVES = 200
SAVE_EVERY_S = 0.05
DESIGN = ("<svg xmlns='http://www.w3.org/2000/svg' width='760' height='560'>"
          "<rect width='152' height='112' fill='#7d1f17'/><!-- {} --></svg>\n")
QUIET_S = 10          # for the noise of the computer; as long as the saves take
AFTERWARDS_S = 5      # the last of them is stamped
LOADED_S = 120


class Window:
    """The window on the store of one home, in a process of its own."""

    def __init__(self, program, home):
        environment = {**os.environ, 'XDG_DATA_HOME': home.environment['XDG_DATA_HOME']}
        self.process = subprocess.Popen(
            [program, str(time.monotonic_ns() // 1000)], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.frame_ms, self.settled_ms = (
            self.numbers('frame')[0] / 1000, self.numbers('settled')[0] / 1000)

    def numbers(self, word):
        first, *numbers = self.process.stdout.readline().split()
        assert first == word, f'{first!r} where {word!r} was to come'
        return list(map(int, numbers))

    def ask(self, question):
        self.process.stdin.write(question + '\n')
        self.process.stdin.flush()
        return self.numbers(question)

    def wait_for_items(self, count):
        until = time.monotonic() + LOADED_S
        while self.ask('items')[0] < count:
            assert time.monotonic() < until, f'{count} drafts are not all there'
            time.sleep(0.2)

    def close(self):
        self.process.stdin.close()
        assert self.process.wait() == 0


def make_home(build, folder, name, drafts):
    home = Home(os.path.join(build, 'src/cli/draftseal'), os.path.join(folder, name),
                os.environ['XDG_RUNTIME_DIR'])
    os.makedirs(home.folder)
    subprocess.run([os.path.join(build, 'tests/app/fill-store'), home.folder + '/design', name,
                    str(drafts), 'mixed' if drafts else 'empty'], env=home.environment, check=True)
    return home


def bench_first_frame(program, empty, full, drafts):
    """The two take turns, so that a busy moment strikes both."""
    windows = {empty: [], full: []}
    for _ in range(RUNS):
        for home, starts in windows.items():
            window = Window(program, home)
            starts.append((window.frame_ms, window.settled_ms))
            window.close()

    table.head(f'First frame, medians of {RUNS} starts')
    for place, name in enumerate(('first frame', 'first frame with what the project holds')):
        figures = [table.median(start[place] for start in windows[home]) for home in (full, empty)]
        table.row(f'{name}, {drafts} drafts', figures[0], 'project without drafts', figures[1],
                  goal='ratio < 2')


def bench_scrolling(program, few, full, drafts):
    """The same way through both lists; GTK binds as many rows whatever their number."""
    answers = []
    for home, count in ((few, FEW), (full, drafts)):
        window = Window(program, home)
        window.wait_for_items(count)
        before = window.ask('sqlite')
        answers.append({way: window.ask(way) for way in ('line', 'jump')})
        statements = window.ask('sqlite')
        window.close()

    peer = f'list of {FEW} drafts'
    table.head('Scrolling, 60 frames each way')
    for way, name in (('line', 'row by row'), ('jump', 'to random places')):
        (_, few_binds, few_gap, few_cpu, few_max), (_, binds, gap, cpu, most) = (
            answer[way] for answer in answers)
        table.row(f'{name}: rows bound', binds, peer, few_binds, unit='')
        table.row(f'{name}: processor time of a frame, median', cpu / 1000, peer, few_cpu / 1000)
        table.row(f'{name}: processor time of a frame, most', most / 1000, peer, few_max / 1000)
        table.row(f'{name}: largest gap between frames', gap / 1000, peer, few_gap / 1000)
    table.row('SQL statements of the main thread, scrolling', statements[0] - before[0],
              unit='', goal='0')
    table.row('SQL statements of the main thread, since start', statements[0],
              'of all other threads', statements[1], unit='', goal='0')


@contextlib.contextmanager
def stamped_by_practice(home):
    """The store asks a practice TSA, which has signed what is old before anything is measured."""
    with home.background('practice-tsa', '--port', '0') as tsa:
        url = tsa.wait_for(r'listening on (\S+)')[1]
        home.do('authority', 'add', 'bench', url, '--interval', '1', '--window', '2')
        home.run('stamp')   # the other authorities of the store do not answer: it says so
        yield


def save(folder):
    for number in range(SAVES):
        path = os.path.join(folder, f'lantern-{number:03}.svg')
        with open(path + '~', 'w', encoding='utf-8') as file:
            file.write(DESIGN.format(number))
        os.rename(path + '~', path)
        time.sleep(SAVE_EVERY_S)


def bench_stalls(program, home, drafts):
    with stamped_by_practice(home):
        window = Window(program, home)
        window.wait_for_items(drafts)
        time.sleep(AFTERWARDS_S)
        window.ask('gaps')
        time.sleep(QUIET_S)
        quiet = window.ask('gaps')
        save(home.folder + '/design')
        window.wait_for_items(drafts + SAVES)
        time.sleep(AFTERWARDS_S)
        busy = window.ask('gaps')
        statements = window.ask('sqlite')
        window.close()

    peer = 'the same window without a save'
    table.head(f'Main thread while {SAVES} saves arrive, {drafts} drafts, sampled every ms')
    table.row('largest gap', busy[2] / 1000, peer, quiet[2] / 1000, goal='<= 50 ms')
    table.row('most processor time between two samples', busy[3] / 1000, peer, quiet[3] / 1000,
              goal='<= 50 ms')
    table.row('99th percentile of the gaps', busy[1] / 1000, peer, quiet[1] / 1000)
    table.row('SQL statements of the main thread', statements[0], 'of all other threads',
              statements[1], unit='', goal='0')


def main(build, drafts='20000'):
    program = os.path.join(build, 'tests/bench/bench-window')
    drafts = int(drafts)
    with scratch() as folder:
        empty, few, full = (make_home(build, folder, name, count) for name, count in
                            (('empty', 0), ('few', FEW), ('full', drafts)))
        bench_first_frame(program, empty, full, drafts)
        bench_scrolling(program, few, full, drafts)
        bench_stalls(program, full, drafts)


main(*sys.argv[1:])
