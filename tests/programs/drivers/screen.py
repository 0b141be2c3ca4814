"""screen.py - a screen of its own, and a person who paints and presses keys in a program's window.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import os
import subprocess
import time

import desk

NEEDED = ['Xvfb', 'openbox', 'xdotool']
QUIET_S = 0.6         # a file of this age was saved completely
STROKE_STEPS = 12
READY_S = 4           # a window that is there does not yet listen


def look(name):
    """How a file looks; it differs after each save."""
    with contextlib.suppress(FileNotFoundError):
        st = os.stat(desk.path(name))
        return st.st_ino, st.st_size, st.st_mtime_ns
    return None


class Screen:
    """Xvfb and a window manager; what is started at the desk afterwards is shown there."""

    def __init__(self, at):
        ready, number = os.pipe()
        at.start('Xvfb', '-displayfd', str(number), '-screen', '0', '1400x1000x24',
                 '-nolisten', 'tcp', pass_fds=[number])
        os.close(number)
        with open(ready, encoding='ascii') as file:
            at.environment['DISPLAY'] = ':' + file.readline().strip()
        at.start('openbox')
        self.environment = at.environment
        self.window = None

    def do(self, *arguments):
        return subprocess.run(['xdotool', *map(str, arguments)], env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False).stdout

    def find(self, title):
        """The visible window whose title has a match of a pattern."""
        window, = desk.wait_until(
            lambda: self.do('search', '--onlyvisible', '--name', title).split()[-1:],
            f'a window “{title}”')
        return window

    def turn_to(self, title):
        """What is done from now on is done in this window."""
        self.window = self.find(title)
        self.do('windowactivate', '--sync', self.window, 'sleep', READY_S)

    def press(self, keys):
        self.do('key', '--clearmodifiers', keys)

    def paint(self, number):
        """A stroke of its own on the canvas in the middle."""
        self.do('mousemove', '--window', self.window, 350 + 30 * number, 400, 'mousedown', 1)
        for _ in range(STROKE_STEPS):
            self.do('mousemove_relative', '--', 8, 5 * number, 'sleep', 0.05)
        self.do('mouseup', 1, 'sleep', 1)

    def save(self, name):
        """Ctrl+S; returns when the file looks otherwise and has done so for a while."""
        before = look(name)

        def is_over():
            now = look(name)
            return now not in (None, before) and now[1] > 0 and time.time() - now[2] / 1e9 > QUIET_S
        self.press('ctrl+s')
        desk.wait_until(is_over, f'a save of {name}')
        desk.saved(name)
