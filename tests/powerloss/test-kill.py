#!/usr/bin/env python3
"""test-kill.py - a save is killed between any two calls to the store: it is kept, once, and stamped.

Usage: test-kill.py DRAFTSEAL SHIM STEP
STEP: how many calls lie between two kills; 1: each is tried.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import concurrent.futures
import signal
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

from one_save import OneSave
import tap
from foreign_tsa import serve
from home import scratch
from recording import KILL
from tap import same

WORKERS = 8   # each waits most of the time for a save to be over
FEW_CALLS = 12


def count_calls(world):
    """Of a scan that nobody disturbs."""
    trial = world.begin('whole')
    same(trial.scan(), (0, []), 'a scan that nobody disturbs')
    calls = trial.recording.count_calls()
    trial.all_is_there()
    return calls


def what_is_wrong(world, call, calls):
    """After a kill right before that call of so many."""
    trial = world.begin(call)
    try:
        trial.recording.fail(KILL, call, call)
        status = trial.scan()[0]
        # Threads meet towards the end, and may then make a few calls less.
        assert status == -signal.SIGKILL or call > calls - FEW_CALLS, f'the scan ended with {status}'
        trial.recording.heal()
        trial.goes_on()
    except Exception as wrong:   # whatever it is, it is told with the call
        return f'killed before call {call}: {type(wrong).__name__}: {wrong}'
    finally:
        trial.end()
    return None


def a_save_killed_between_two_calls_is_kept_once_and_stamped(world, step):
    calls = count_calls(world)
    kills = range(1, calls + 1, step)
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        wrong = list(filter(None, pool.map(lambda call: what_is_wrong(world, call, calls), kills)))
    print(f'# {len(kills)} kills, a save makes {calls} calls', flush=True)
    assert not wrong, f'{len(wrong)} of {len(kills)}:\n' + '\n'.join(wrong[:5])


def main():
    with scratch() as folder:
        world = OneSave(sys.argv[1], sys.argv[2], folder)
        with serve(world.tsa):
            world.prepare()
            tap.run(tap.bind([a_save_killed_between_two_calls_is_kept_once_and_stamped], world,
                             int(sys.argv[3])))


main()
