"""rules_tools.py - what needs a compiler, clang-format or ctags to be seen.

A rule whose tool is absent raises Skip, and the case says so.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile

from tree import select

FUNCTION_LINES = 80
CLANG_FORMAT = '14'   # another release formats some constructs otherwise


class Skip(Exception):
    """The tool a rule needs is not here."""


def written_out(tree, pattern, folder):
    """Writes the files a rule is about below folder; returns their paths."""
    paths = []
    for path, text in select(tree, pattern):
        target = os.path.join(folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, 'w', encoding='utf-8') as file:
            file.write(text)
        paths.append(path)
    return paths


def run_in(folder, *command):
    return subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)


def function_length(tree):
    if not shutil.which('ctags') or 'Universal' not in run_in('.', 'ctags', '--version').stdout:
        raise Skip('universal-ctags is not installed')
    with tempfile.TemporaryDirectory() as folder:
        paths = written_out(tree, r'(src|tests)/.*\.c', folder)
        tags = run_in(folder, 'ctags', '--output-format=json', '--fields=+ne', '--kinds-C=f',
                      '-f', '-', *paths).stdout
    for tag in map(json.loads, tags.splitlines()):
        lines = tag['end'] - tag['line'] + 1
        if lines > FUNCTION_LINES and not tag['name'].endswith('_class_init'):
            yield f'{tag["path"]}:{tag["line"]}: {tag["name"]} has {lines} lines'


def formatting(tree):
    """Sources only: the columns of a header are a table, aligned by hand."""
    if not shutil.which('clang-format'):
        raise Skip('clang-format is not installed')
    if f'version {CLANG_FORMAT}.' not in run_in('.', 'clang-format', '--version').stdout:
        raise Skip(f'clang-format is not release {CLANG_FORMAT}')
    with tempfile.TemporaryDirectory() as folder:
        paths = written_out(tree, r'(src|tests)/.*\.c', folder)
        shutil.copy(os.path.join(os.environ['SOURCE_ROOT'], '.clang-format'), folder)
        errors = run_in(folder, 'clang-format', '--dry-run', '-Werror', *paths).stderr
    for line in re.findall(r'^(.+:\d+):\d+: error:', errors, re.MULTILINE):
        yield f'{line}: clang-format would write it otherwise'


def compile_flags():
    """The flags this build compiles with: those of a program, for it may include every layer."""
    with open(os.path.join(os.environ['BUILD_ROOT'], 'compile_commands.json'),
              encoding='utf-8') as file:
        commands = [command for command in json.load(file) if '/src/' in command['file']
                    or command['file'].startswith('src/')]
    words = []
    for command in commands:
        words += [word for word in shlex.split(command['command'])
                  if word.startswith(('-I', '-D', '-std='))]
    return list(dict.fromkeys(words))


def headers_stand_alone(tree):
    """Those without a source of their own; for the others see own_header_first."""
    flags = compile_flags()
    with tempfile.TemporaryDirectory() as folder:
        headers = [header for header in written_out(tree, r'src/.*\.h', folder)
                   if header[:-2] + '.c' not in tree]
        flags.insert(0, '-I' + os.path.join(folder, 'src'))
        for header in headers:
            path = os.path.join(folder, header)
            errors = run_in(os.environ['BUILD_ROOT'], 'cc', '-fsyntax-only', '-x', 'c', *flags,
                            '-include', path, os.devnull).stderr
            first = re.search(r'error: (.*)', errors)
            if first:
                yield f'{header}: does not compile alone: {first[1]}'


def man_pages(tree):
    if not shutil.which('groff'):
        raise Skip('groff is not installed')
    for path, text in select(tree, r'data/.*\.1'):
        warnings = subprocess.run(('groff', '-K', 'utf8', '-T', 'utf8', '-man', '-ww', '-z'),
                                  input=text, text=True, capture_output=True, check=False).stderr
        for line in re.findall(r'(\d+: .*)', warnings):
            yield f'{path}:{line}'


RULES = {
    function_length: ({'src/base/ds-x.c': 'int\nf (void)\n{\n' + '  g ();\n' * 80 + '}\n'},),
    formatting: ({'src/base/ds-x.c': 'int f(void){return 1;}\n'},),
    headers_stand_alone: ({'src/base/ds-x.h': '#pragma once\ngboolean f (void);\n'},),
    man_pages: ({'data/draftseal.1': '.TH X 1\n.SH NAME\n.NOSUCHMACRO x\n'},),
}
