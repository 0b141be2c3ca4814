"""rules_words.py - what is never claimed, and words that have one meaning.

Looked at is what a person reads: README and man page, string literals, UI templates and their
translations, desktop and metainfo files. A sentence may deny a claim ("does not prove
authorship"): the denial has to stand before it, in the same sentence.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import re

from tree import line_of, select

PROVES = r'\b(?:prov|certif|establish|guarantee|demonstrat|confirm)\w*'
CLAIMS = {
    'authorship, originality or ownership is proven': (
        PROVES + r'[^.;:]{0,50}\b(?:authors?|authored|authorship|originality|owner\w*|copyright)\b',
        r'证明[^。；]{0,12}(?:作者|著作权|原创|所有权|权属|归属)'),
    'created at genTime': (
        r'\b(?:created|made|drawn|designed) (?:at|on) (?:the |that )?(?:gen_?time|time|date|%|\d)',
        r'(?:创作|创建|完成)(?:于|时间为)'),
    'the identity of a person is proven': (
        PROVES + r'[^.;:]{0,30}\b(?:identity|who (?:made|drew|saved))\b',
        r'证明[^。；]{0,8}身份'),
    'legal force': (
        r'\b(?:legally|universally|worldwide) (?:valid|binding|recogni[sz]ed|accepted|enforceable)',
        r'\b(?:valid|accepted|recogni[sz]ed) (?:worldwide|everywhere|in (?:all|every) )',
        r'\bcourt[- ](?:approved|accepted|certified|proof)', r'\badmissible in\b',
        r'法律(?:上)?(?:有效|认可|效力)', r'(?:法院|法庭)(?:认可|认证|采信)', r'全球(?:有效|认可)'),
    'as good as notarisation': (
        r'\b(?:equals?|equivalent to|as good as|replaces?|instead of) (?:a )?notar\w+',
        r'\bno (?:need (?:for|of) )?(?:a )?notar\w+', r'\bwithout (?:a )?notar\w+',
        r'(?:等同于?|替代|代替)公证', r'(?:无需|免|不需要?)公证'),
    'made by a human': (
        r'\bhuman[- ]made\b', r'\bmade by (?:a )?humans?\b', r'\bnot (?:made by )?AI\b', r'人类创作'),
    'tamper-proof': (
        r'\btamper[- ]?(?:proof|resistant)', r'\birrefutabl\w+', r'\bindisputabl\w+',
        r'\bunforgeab\w+', r'\bunalterab\w+', r'不可(?:篡改|伪造|抵赖|否认|辩驳)', r'防篡改'),
    'nothing was left out of the journal': (
        r'\bnothing (?:was|is|has been|can be) (?:left out|omitted|missing|hidden)',
        r'(?:没有|毫无|无任何)遗漏'),
    'verifiable for ever': (
        r'\b(?:verif\w+|provable|proofs?|evidence|valid|stamps?)\b[^.;:]{0,40}'
        r'\b(?:for ?ever|eternal\w*|permanent\w*|for all time)\b',
        r'永久(?:有效|可验证|证明)', r'永远(?:有效|可验证)'),
    'endorsement by an authority': (
        r'\b(?:endorsed|approved|recommended|accredited|certified) by\b',
        r'(?:官方|权威(?:机构)?)(?:认可|认证|背书|推荐)'),
    'local file times are true': (
        r'\b(?:local|file|saved?|computer\'s) (?:times?|clock)\b[^.;:]{0,20}'
        r'\b(?:is|are) (?:true|correct|reliable|trustworthy|proven)',
        r'(?:本机|本地|文件)时间(?:真实|可靠|准确)'),
}
DENIAL = re.compile(r"\b(?:not|never|no|nor|neither|cannot|nobody|nothing|without)\b|n't\b"
                    r'|不|没有|未|无法|并非|勿', re.IGNORECASE)
SENTENCE_END = re.compile(r'[.!?](?=\s|$)|[。！？]|\n\s*\n|\\n\\n')

STRING = r'"(?:\\.|[^"\\\n])*"'
C_WORDS = re.compile(rf'/\*.*?\*/|//[^\n]*|(?P<words>{STRING}(?:\s*{STRING})*)', re.DOTALL)
PROSE = r'README\.md|data/.*\.1|ui/.*\.(ui|blp)|data/.*\.in|po/.*\.po'


def string_literals(text):
    """(position, what it says), neighbouring literals joined as the compiler joins them."""
    for match in C_WORDS.finditer(text):
        if match['words']:
            parts = re.findall(STRING, match['words'])
            yield match.start(), ''.join(part[1:-1] for part in parts)


def passages(tree):
    """(path, line, text) of whatever a person reads."""
    for path, text in select(tree, r'src/.*\.[ch]'):
        for position, words in string_literals(text):
            yield path, line_of(text, position), words
    for path, text in select(tree, r'src/.*\.ini'):
        for number, words in enumerate(text.splitlines(), 1):
            yield path, number, words
    for path, text in select(tree, PROSE):
        yield path, 1, re.sub(r'^msgid .*\n(?:".*\n)*', '', text, flags=re.MULTILINE) \
            if path.endswith('.po') else text


def sentences(text):
    """(position, sentence with line breaks made blanks)."""
    start = 0
    for end in [match.end() for match in SENTENCE_END.finditer(text)] + [len(text)]:
        yield start, re.sub(r'\s', ' ', text[start:end])
        start = end


def claims(tree):
    """product.md, "Never say"."""
    for path, line, text in passages(tree):
        for position, sentence in sentences(text):
            for claim, patterns in CLAIMS.items():
                for match in re.finditer('|'.join(patterns), sentence, re.IGNORECASE):
                    if not DENIAL.search(sentence, 0, match.start()):
                        where = line + text.count('\n', 0, position + match.start())
                        yield f'{path}:{where}: "{match[0]}" claims: {claim}'


def says(*texts):
    return [{'README.md': text} for text in texts]


RULES = {
    claims: (
        *says('Draftseal proves that you are the author.', 'It establishes ownership of a design.',
              'The file was created at genTime.', 'This draft was created on 2026-11-22.',
              'A stamp proves your identity.', 'Stamps are legally valid.',
              'A court-approved report.', 'It equals notarisation.', 'No notarisation needed.',
              'Proof of human-made work.', 'A tamper-proof\njournal.', 'Irrefutable evidence.',
              'Nothing was left out of the journal.', 'The proof stays verifiable for ever.',
              'Endorsed by the EU.', 'Local times are true.',
              'It is not a toy. It is tamper-proof.',
              '本软件证明您是作者。', '该文件创作于此时间。', '法院认可的证据。', '无需公证。',
              '不可篡改的日志。', '永久有效的证明。', '官方认可。'),
        {'src/cli/ds-x.c': 'puts ("This is tamper"\n      "-proof.");\n'},
        {'src/report/ds-x.ini': 'a=It is no proof\nb=It is tamper-proof\n'},
        {'ui/window.ui': '<property name="label">Legally valid worldwide</property>\n'},
        {'po/zh_CN.po': 'msgid "Kept"\nmsgstr "不可篡改"\n'},
        {'data/draftseal.1': '.SH DESCRIPTION\nThe journal is unforgeable.\n'}),
}
ALLOWED = (
    *says('It does not prove authorship, originality or ownership.',
          'A stamp never says who made\na file, nor proves who saved it.',
          'Tamper-evident, not tamper-proof.', '它不证明作者身份，也不等同于公证。',
          'The file existed no later than the time in the token.',
          'No change to this journal between the stamps shown.'),
    {'src/cli/ds-x.c': '/* tamper-proof is a word never said */\n'},
)
