"""tap.py - runs the cases of a script; TAP on standard output.

A case is a function; its name, with dashes, is what is printed. Why one failed goes to standard
error, which Meson shows of a test that failed.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys
import traceback


class Skip(Exception):
    """Raised by a case that cannot be tried here; its text says why."""


def same(found, expected, what):
    if found != expected:
        raise AssertionError(f'{what}: {found!r}, not {expected!r}')


def run_case(number, name, case):
    """Prints one test line; returns whether the case held."""
    try:
        case()
    except Skip as reason:
        print(f'ok {number} - {name} # SKIP {reason}', flush=True)
        return True
    except Exception:   # whatever went wrong, the other cases still count
        print(f'not ok {number} - {name}', flush=True)
        print(f'# {name}\n{traceback.format_exc()}', file=sys.stderr)
        return False
    print(f'ok {number} - {name}', flush=True)
    return True


def run(cases):
    """(name, function) pairs; ends the program."""
    cases = list(cases)
    print(f'1..{len(cases)}')
    held = [run_case(number, name, case) for number, (name, case) in enumerate(cases, 1)]
    sys.exit(0 if all(held) else 1)


def name_of(function):
    return function.__name__.replace('_', '-')


def bind(functions, *arguments):
    """One case for each function, which is given the arguments."""
    for function in functions:
        yield name_of(function), lambda function=function: function(*arguments)
