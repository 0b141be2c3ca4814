"""tree.py - the files of the source tree as a mapping from path to text.

Rules take such a mapping, so that a planted offence is a dictionary of one file.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re

IGNORED_BY_GIT = re.compile(r'\.(?!ci$)|_|build')   # at the top: dotfiles, /_*/ and /build*/
TEXTS = ('.ini', '.c', '.h', '.md', '.1', '.ui', '.blp', '.po', '.in')


def read_tree(root):
    """Every file of the project; the text only of those that a rule reads."""
    paths = []
    for name in sorted(os.listdir(root)):
        if not IGNORED_BY_GIT.match(name):
            paths += files_below(root, name)
    return {path: read_text(os.path.join(root, path)) if path.endswith(TEXTS) else ''
            for path in paths}


def files_below(root, name):
    """The file name itself, or every file of the folder of that name."""
    if os.path.isfile(os.path.join(root, name)):
        return [name]
    return [os.path.relpath(os.path.join(place, file), root)
            for place, _folders, files in os.walk(os.path.join(root, name)) for file in files]


def read_text(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def select(tree, pattern):
    """The (path, text) pairs whose whole path matches the regular expression."""
    return [(path, text) for path, text in tree.items() if re.fullmatch(pattern, path)]


def line_of(text, position):
    return text.count('\n', 0, position) + 1


C_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def without_comments_and_strings(text):
    """C code alone, every line where it was."""
    return C_TOKEN.sub(lambda token: re.sub(r'[^\n]', ' ', token[0]), text)
