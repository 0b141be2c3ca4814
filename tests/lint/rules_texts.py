"""rules_texts.py - texts that are translated: how they are marked, and that they are.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import re

from tree import line_of, select

STRING = r'"(?:\\.|[^"\\\n])*"'
LITERAL = rf'{STRING}(?:\s*{STRING})*'
CHECK = re.compile(r'\bds_verdict_(?:pass|note|skip|doubt|fail) \(')
MARKED = re.compile(rf'\b(?:N?_|ngettext) \(\s*({LITERAL})|\bN?C_ \(\s*{STRING},\s*({LITERAL})')
ENTRY = re.compile(rf'^msgid ({LITERAL})\n(?:msgid_plural {LITERAL}\n)?msgstr(?:\[0\])? ({LITERAL})',
                   re.MULTILINE)


def joined(literals):
    """Neighbouring literals as the compiler and gettext join them."""
    return ''.join(part[1:-1] for part in re.findall(STRING, literals))


def first_literal_argument(text, start):
    """The argument of the call opening at start that holds a blank: the sentence, not a name."""
    for argument in re.finditer(rf',\s*(N_ \(\s*{LITERAL}\)|{LITERAL})', text[start:]):
        words = argument[1]
        if words.startswith('N_') or ' ' in joined(words) and not is_source(joined(words)):
            return words
        if '%' in words:
            return words
    return ''


def is_source(words):
    """ "RFC 3161, 2.4.2", "Draftseal store format 1": where a rule stands is no sentence."""
    return re.match(r'RFC |EN 3|FIPS |ETSI |ISO |X\.690|Draftseal ', words) is not None


def checks_have_templates(tree):
    """A check keeps its sentence and its values apart, so that the sentence can be translated."""
    for path, text in select(tree, r'src/.*\.c'):
        for call in CHECK.finditer(text):
            end = text.find(';', call.end())
            words = first_literal_argument(text[:end], call.end())
            where = f'{path}:{line_of(text, call.start())}'
            if words == '"%s"':
                continue
            if words and not words.startswith('N_'):
                yield f'{where}: the sentence of a check is not marked with N_()'
            elif re.search(r'%(?!s)', joined(words)):
                yield f'{where}: a check\'s sentence has another directive than "%s"'


def translated(tree):
    """language file -> the texts it translates."""
    return {path: {joined(entry[1]) for entry in ENTRY.finditer(text) if joined(entry[2])}
            for path, text in select(tree, r'po/.*\.po')}


def texts_are_translated(tree):
    """Whatever is marked is in a file that po/POTFILES.in names, and in every language."""
    listed = tree.get('po/POTFILES.in', '').split()
    languages = translated(tree)
    for path, text in select(tree, r'src/.*\.c'):
        for mark in MARKED.finditer(text):
            words = joined(mark[1] or mark[2])
            where = f'{path}:{line_of(text, mark.start())}'
            if path not in listed:
                yield f'{where}: a text to be translated, but po/POTFILES.in lacks the file'
                break
            for language in [name for name, texts in languages.items() if words not in texts]:
                yield f'{where}: "{words}" is not translated in {language}'


PASS = 'ds_verdict_pass (verdict, "path", "RFC 5280, 6", %s);\n'
CHINESE = {'po/POTFILES.in': 'src/app/ds-x.c', 'po/zh_CN.po': 'msgid "Kept"\nmsgstr "已存"\n'}

RULES = {
    checks_have_templates: (
        {'src/evidence/ds-x.c': PASS % '"it is %s", why'},
        {'src/evidence/ds-x.c': PASS % 'N_ ("%d of them"), count'}),
    texts_are_translated: (
        {'src/app/ds-x.c': 'puts (_ ("Kept"));\n'},
        {**CHINESE, 'src/app/ds-x.c': 'puts (_ ("Lost"));\n'},
        {**CHINESE, 'src/app/ds-x.c': 'puts (C_ ("verdict", "Lost"));\n'}),
}
