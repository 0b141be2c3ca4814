"""rules_include.py - who may include whom (src/README.md).

SPDX-License-Identifier: GPL-3.0-or-later
"""
import re

from tree import line_of, select

BELOW = {
    'base': '',
    'stamp': 'base',
    'project': 'base',
    'practice': 'base stamp',
    'evidence': 'base stamp project',
    'watch': 'base',
    'service': 'base stamp project evidence watch',
    'report': 'base stamp project evidence',
    'cli': 'base stamp project practice evidence watch service report',
    'app': 'base stamp project practice evidence watch service report',
}
GENERATED = ('config.h',)
OPENSSL_LAYERS = ('base', 'stamp', 'evidence', 'practice')
OWN_INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ANY_INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)', re.MULTILINE)
SYSTEM_INCLUDE = re.compile(r'^\s*#\s*include\s+<([^>]+)>', re.MULTILINE)


def includes(tree, pattern):
    """(where, layer, path, included) of each include in src."""
    for path, text in select(tree, r'src/\w+/.*\.[ch]'):
        for match in pattern.finditer(text):
            yield f'{path}:{line_of(text, match.start(1))}', path.split('/')[1], path, match[1]


def layers(tree):
    """An include goes to the same layer or to one below it."""
    for where, layer, _path, included in includes(tree, OWN_INCLUDE):
        if included in GENERATED:
            continue
        to = included.split('/')[0]
        if layer not in BELOW:
            yield f'{where}: {layer} is no layer this rule knows: give it a line in BELOW'
        elif to != layer and to not in BELOW[layer].split():
            yield f'{where}: {layer} may not include "{included}"'


def gtk_only_in_app(tree):
    for where, layer, _path, included in includes(tree, SYSTEM_INCLUDE):
        if re.match(r'(gtk|gdk|gsk)/|adwaita', included) and layer != 'app':
            yield f'{where}: GTK outside src/app'


def openssl_where_it_belongs(tree):
    for where, layer, _path, included in includes(tree, SYSTEM_INCLUDE):
        if included.startswith('openssl/') and layer not in OPENSSL_LAYERS:
            yield f'{where}: OpenSSL outside {", ".join(OPENSSL_LAYERS)}'


def sqlite_only_in_catalog(tree):
    for where, _layer, path, included in includes(tree, SYSTEM_INCLUDE):
        if included == 'sqlite3.h' and not re.fullmatch(r'src/project/ds-catalog[^/]*', path):
            yield f'{where}: SQL outside src/project/ds-catalog*'


def own_header_first(tree):
    """Then compiling ds-x.c shows that ds-x.h compiles alone."""
    for path, text in select(tree, r'src/.*\.c'):
        header = path[:-2] + '.h'
        found = [name for name in ANY_INCLUDE.findall(text) if name not in GENERATED]
        if header in tree and found[:1] != [header[len('src/'):]]:
            yield f'{path}:1: does not include {header} before all others'


RULES = {
    layers: ({'src/base/ds-x.c': '#include "project/ds-store.h"\n'},
             {'src/cli/ds-x.c': '# include "app/window/ds-window.h"\n'},
             {'src/stamp/ds-x.h': '#include "ds-token.h"\n'},
             {'src/misc/ds-x.h': '#include "base/ds-time.h"\n'}),
    own_header_first: ({'src/base/ds-x.h': '', 'src/base/ds-x.c': '#include "base/ds-y.h"\n'},
                       {'src/base/ds-x.h': '',
                        'src/base/ds-x.c': '#include <glib.h>\n#include "base/ds-x.h"\n'}),
    gtk_only_in_app: ({'src/watch/ds-x.c': '#include <gtk/gtk.h>\n'},
                      {'src/cli/ds-x.h': '#include <adwaita.h>\n'}),
    openssl_where_it_belongs: ({'src/project/ds-x.c': '#include <openssl/evp.h>\n'},),
    sqlite_only_in_catalog: ({'src/project/ds-journal.c': '#include <sqlite3.h>\n'},
                             {'src/watch/ds-catalog-x.c': '#include <sqlite3.h>\n'}),
}
