"""table.py - one aligned row for each figure, beside the figure it is to be read against.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import statistics

WIDTHS = (54, 11, 42, 11, 7)


def line(*cells):
    name, figure, peer, peer_figure, ratio, *goal = cells
    widths = zip((name, figure, peer, peer_figure, ratio), WIDTHS)
    text = [f'{cell:<{width}}' if place in (0, 2) else f'{cell:>{width}}'
            for place, (cell, width) in enumerate(widths)]
    print('  '.join(text + goal).rstrip(), flush=True)


def head(title):
    """A part of the table, with how busy the computer is as it begins."""
    load = os.getloadavg()[0]
    print(f'\n{title}  (load {load:.1f} on {os.cpu_count()} processors)', flush=True)
    line('', 'figure', 'peer', 'figure', 'ratio')


def row(name, figure, peer='', peer_figure=None, unit='ms', goal=''):
    """One figure; with a peer, how many times the peer's it is."""
    form = '{:.0f}' if unit == '' else '{:.1f} ' + unit
    ratio = '' if not peer_figure else f'{figure / peer_figure:.2f}'
    line(name, form.format(figure), peer, '' if peer_figure is None else form.format(peer_figure),
         ratio, goal and f'goal: {goal}')


def percentile(values, percent):
    return sorted(values)[(len(values) - 1) * percent // 100]


median = statistics.median
