"""bench-save.py - from a save to its record and its stamp, beside a shell pipeline that only stamps.

bench-save.py BUILD-FOLDER
SPDX-License-Identifier: GPL-3.0-or-later
"""
import calendar
import hashlib
import json
import os
import subprocess
import sys
import time

import table

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'cli'))
from home import Home, scratch   # noqa: E402  its folder is none of this one's

SAVES = 100
SAVE_EVERY_S = 0.1
ALL_THERE_S = 60
QUIET_MS = 600   # a save is over when its file was quiet so long
ROOT = 'data/draftseal-practice/root.pem'   # of the practice TSA, below its home
PEER = 'openssl ts | curl | openssl ts'
PIPELINE = '''set -e
openssl ts -query -data "$1" -sha256 -cert -out "$1.tsq" 2>"$1.err"
curl -sf -H 'Content-Type: application/timestamp-query' --data-binary "@$1.tsq" -o "$1.tsr" "$2"
openssl ts -verify -queryfile "$1.tsq" -in "$1.tsr" -CAfile "$3" >"$1.txt" 2>"$1.err"
'''


def save(folder, number):
    """Writes one file as design programs do; returns when it was there, and its path."""
    path = os.path.join(folder, f'lantern-{number:03}.svg')
    with open(path + '~', 'w', encoding='utf-8') as file:
        file.write(f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {number} --></svg>\n")
    os.rename(path + '~', path)
    return time.time(), path


def seconds(text):
    """A local time of the journal, in seconds since 1970."""
    whole, fraction = text.rstrip('Z').split('.')
    return calendar.timegm(time.strptime(whole, '%Y-%m-%dT%H:%M:%S')) + float('0.' + fraction)


def read_times(home):
    """When each draft was recorded and when it was first covered by a token, by path."""
    with open(os.path.join(home.store, 'journal'), 'rb') as file:
        lines = [line[:-1] for line in file if line.endswith(b'\n')]
    journal = [json.loads(line) for line in lines]
    path_of = {hashlib.sha256(line).hexdigest(): entry['path']
               for line, entry in zip(lines, journal) if entry['type'] == 'draft'}
    recorded = {entry['path']: seconds(entry['time']) for entry in journal
                if entry['type'] == 'draft'}
    stamped = {}
    for entry in journal:
        if entry['type'] == 'stamped':
            for record in covered(home, journal, journal[entry['request']]['target']):
                stamped.setdefault(path_of[record], seconds(entry['time']))
    return recorded, stamped


def covered(home, journal, target):
    """The records below what a TSA was asked to sign: a batch, or a round of batches."""
    if 'batch' in target:
        return read_tree(home, target['batch'])['drafts']
    roots = read_tree(home, target['round'])['roots']
    return [record for entry in journal if entry['type'] == 'batch' and entry['root'] in roots
            for record in read_tree(home, entry['batch'])['drafts']]


def read_tree(home, digest):
    with open(os.path.join(home.store, 'batch', digest), encoding='utf-8') as file:
        return json.load(file)


def wait_for_stamps(home, count):
    until = time.monotonic() + ALL_THERE_S
    while True:
        recorded, stamped = read_times(home)
        if len(stamped) >= count:
            return recorded, stamped
        assert time.monotonic() < until, f'{len(stamped)} of {count} drafts are stamped'
        time.sleep(0.2)


def bench_watched(home, design, folder):
    """Each save for itself, as a designer's come; what waits for quiet is most of the time."""
    with home.background('watch') as watch:
        watch.wait_for('watching')
        saved = {}
        for number in range(SAVES):
            when, path = save(design, number)
            saved[os.path.relpath(path, folder)] = when
            time.sleep(SAVE_EVERY_S)
        recorded, stamped = wait_for_stamps(home, SAVES)
    return ([(times[path] - saved[path]) * 1000 for path in saved]
            for times in (recorded, stamped))


def bench_pipeline(design, url, root):
    took = []
    for number in range(SAVES):
        _when, path = save(design, number)
        begin = time.monotonic()
        subprocess.run(['sh', '-c', PIPELINE, 'sh', path, url, root], check=True)
        took.append((time.monotonic() - begin) * 1000)
    return took


def bench_scan(home, design):
    """The same number of files at once, until the last of them is stamped."""
    for number in range(SAVES):
        save(design, SAVES + number)
    begin = time.monotonic()
    home.do('scan', status=0)
    took = (time.monotonic() - begin) * 1000
    assert len(read_times(home)[1]) == 2 * SAVES, 'scan ends with every draft stamped'
    return took


def tell(recorded, stamped, pipeline, scanned):
    table.head(f'{SAVES} saves, one every {SAVE_EVERY_S * 1000:.0f} ms, practice TSA, interval 0')
    for name, values in (('recorded', recorded), ('stamped', stamped)):
        table.row(f'from save to {name}, median', table.median(values), PEER,
                  table.median(pipeline))
        table.row(f'from save to {name}, 95th percentile', table.percentile(values, 95), PEER,
                  table.percentile(pipeline, 95))
    table.row(f'from save to stamped without {QUIET_MS} ms of quiet, median',
              table.median(stamped) - QUIET_MS, PEER, table.median(pipeline))
    table.row(f'{SAVES} files at once, draftseal scan', scanned, f'{PEER}, one by one',
              sum(pipeline))


def main(build):
    with scratch() as folder:
        home = Home(os.path.join(build, 'src/cli/draftseal'), folder)
        design, elsewhere = (os.path.join(folder, name) for name in ('design', 'elsewhere'))
        os.mkdir(design)
        os.mkdir(elsewhere)
        with home.background('practice-tsa', '--port', '0') as tsa:
            url = tsa.wait_for(r'listening on (\S+)')[1]
            home.do('authority', 'add', 'practice', url, '--interval', '0', '--window', '0')
            home.do('add', design)
            recorded, stamped = bench_watched(home, design, design)
            pipeline = bench_pipeline(elsewhere, url, os.path.join(folder, ROOT))
            scanned = bench_scan(home, design)
        tell(recorded, stamped, pipeline, scanned)


main(*sys.argv[1:])
