#!/usr/bin/env python3
"""test-corpus.py - genuine tokens of many authorities, through the command line.

For each token and response of the manifest: what verify says at genTime with the row's anchor and
chain, with no anchor, and with one bit of the data (or its digest) flipped. Prints the table.
Usage: test-corpus.py DRAFTSEAL
SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import json
import os
import shutil
import sys

sys.dont_write_bytecode = True   # nothing is written into the source tree

import tap
from home import Home, scratch
from tap import same

STATUS = {'PASSED': 0, 'FAILED': 1, 'INDETERMINATE': 3}
NO_SIGNER = 'invalid:signer-cert-missing'
# Doctored by hand, so that the signature is wrong; the others are genuine and break the standard.
FORGED = ('invalid:ess-',)


class Corpus:
    def __init__(self, program, folder):
        self.folder = os.path.join(os.environ['DRAFTSEAL_SHARED'], 'corpus')
        self.scratch = folder
        self.home = Home(program, os.path.join(folder, 'home'))
        with open(os.path.join(self.folder, 'manifest.tsv'), encoding='utf-8') as file:
            self.rows = [row for row in csv.DictReader(file, delimiter='\t',
                                                       quoting=csv.QUOTE_NONE)
                         if row['kind'] in ('token', 'response')]

    def path(self, name):
        return os.path.join(self.folder, name)

    def data(self, row, flip=False):
        """The arguments that name the data, or with `flip` data that differs in one bit."""
        source = row['data_or_hash']
        if source.startswith('hash:'):
            digits = source[len('hash:'):]
            if flip:
                digits = f'{int(digits[0], 16) ^ 1:x}{digits[1:]}'
            return ['--digest', f'{row["imprint_alg"]}:{digits}']
        if not flip:
            return [self.path(source)]
        flipped = os.path.join(self.scratch, 'flipped')
        shutil.copyfile(self.path(source), flipped)
        with open(flipped, 'r+b') as file:
            first = file.read(1)[0]
            file.seek(0)
            file.write(bytes([first ^ 1]))
        return [flipped]

    def verify(self, row, flip=False, trust=True):
        arguments = [*self.data(row, flip), '--proof', self.path(row['file']),
                     '--at', row['genTime']]
        if trust and row['ca_file']:
            arguments += ['--trust', self.path(row['ca_file'])]
        if row['chain_file']:
            arguments += ['--untrusted', self.path(row['chain_file'])]
        done = self.home.run('verify', '--json', *arguments)
        judged = json.loads(done.out)
        same(done.status, STATUS[judged['verdict']], f'exit status for {row["file"]}')
        return judged


def troubles(judged):
    return {check['trouble'] for check in judged['checks'] if check['trouble']}


def is_allowed(row, judged):
    verdict, expected = judged['verdict'], row['verdict']
    if expected.startswith(FORGED):
        return verdict == 'FAILED'
    if expected == NO_SIGNER:
        return (verdict, judged['reason']) == ('INDETERMINATE', 'NO_SIGNING_CERTIFICATE_FOUND')
    if expected != 'valid' or not row['genTime'].endswith('+00:00'):
        return verdict == 'INDETERMINATE' and 'breaks-the-standard' in troubles(judged)
    if verdict == 'PASSED':
        return judged['sentence'].endswith('revocation was not checked.')
    return ('WEAK TODAY' in row['note'] and verdict == 'INDETERMINATE'
            and judged['reason'].startswith('CRYPTO_CONSTRAINTS_FAILURE'))


def each_row_is_judged_as_known(corpus):
    wrong = []
    for row in corpus.rows:
        judged = corpus.verify(row)
        print(f'# {judged["verdict"]:13} {row["verdict"]}: {row["file"]}; '
                f'{judged["reason"] or "revocation was not checked"}')
        if not is_allowed(row, judged):
            wrong.append(row['file'])
    same(wrong, [], 'rows judged otherwise')


def without_an_anchor_nothing_passes(corpus):
    passed = [row['file'] for row in corpus.rows
              if corpus.verify(row, trust=False)['verdict'] == 'PASSED']
    same(passed, [], 'rows that passed')


def one_bit_of_the_data_is_enough(corpus):
    """Rows whose imprint has the length of another digest cover nothing, so nothing is compared."""
    rows = [row for row in corpus.rows if row['verdict'] == 'valid'
            and not (row['imprint_alg'] == 'sha1' and len(row['data_or_hash']) == len('hash:') + 64)]
    held = [row['file'] for row in rows if corpus.verify(row, flip=True)['reason'] != 'HASH_FAILURE']
    same(held, [], 'rows that did not fail')


CASES = (each_row_is_judged_as_known, without_an_anchor_nothing_passes,
         one_bit_of_the_data_is_enough)


def main(program):
    if not os.path.isfile(os.path.join(os.environ.get('DRAFTSEAL_SHARED', ''), 'corpus',
                                       'manifest.tsv')):
        print('1..0 # SKIP no corpus of genuine tokens: DRAFTSEAL_SHARED names no folder that has '
              'corpus/manifest.tsv')
        return
    with scratch() as folder:
        tap.run(tap.bind(CASES, Corpus(program, folder)))


if __name__ == '__main__':
    main(*sys.argv[1:])
