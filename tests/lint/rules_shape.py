"""rules_shape.py - the shape of the tree and of a file.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import re

from tree import line_of, select, without_comments_and_strings

TOP_LEVEL = ('src', 'data', 'ui', 'po', 'tests', 'meson.build', 'flatpak', 'README.md', 'run',
             'LICENSE', '.ci')
FILE_LINES = 800
SOURCE = r'(src|tests)/.*\.[ch]'


def top_level(tree):
    """The names that stand at the top are few, and they are these."""
    for name in sorted({path.split('/')[0] for path in tree}):
        if name not in TOP_LEVEL:
            yield f'{name}: not one of {" ".join(TOP_LEVEL)}'


def no_goto(tree):
    for path, text in select(tree, SOURCE):
        for match in re.finditer(r'\bgoto\b', without_comments_and_strings(text)):
            yield f'{path}:{line_of(text, match.start())}: goto (use g_autoptr)'


def file_length(tree):
    for path, text in select(tree, SOURCE):
        lines = text.count('\n')
        if lines > FILE_LINES:
            yield f'{path}: {lines} lines, more than {FILE_LINES}: two concepts in one?'


def opening_comment(tree):
    """ "ds-token.c - what it is", then the SPDX tag."""
    for path, text in select(tree, SOURCE):
        name = path.split('/')[-1]
        opening = rf'/\* {re.escape(name)} - \S(?:(?!\*/).)*SPDX-License-Identifier: '
        if not re.match(opening, text, re.DOTALL):
            yield f'{path}:1: does not open with "{name} - …" and the SPDX tag'


RULES = {
    top_level: ({'utils/ds-x.c': ''}, {'notes.txt': ''}),
    no_goto: ({'src/base/ds-x.c': 'int f (void)\n{\n  goto out;\n}\n'},),
    file_length: ({'src/base/ds-x.c': '\n' * (FILE_LINES + 1)},),
    opening_comment: ({'src/base/ds-x.c': '#include <glib.h>\n'},
                      {'src/base/ds-x.c': '/* ds-y.c - other\n * SPDX-License-Identifier: X */\n'}),
}
