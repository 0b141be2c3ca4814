"""test-report-command.py - draftseal report on a real store, and its printed steps run as copied

SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

DRAFTSEAL, PDFTOTEXT = os.path.abspath(sys.argv[1]), sys.argv[2]
COMMANDS = r'(sha256sum|sed|pair|hash|tr|n=|[0-9a-f]{64}.*\||openssl|cp|-in|-purpose|-attime)'
count = 0


def report(passed, name, detail=''):
    global count
    count += 1
    print(f'{"ok" if passed else "not ok"} {count} - {name}', flush=True)
    if not passed:
        print('\n'.join(f'# {line}' for line in str(detail).splitlines()), flush=True)


class Home:
    """A home of its own, with a project and the practice TSA."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='draftseal-')
        self.store = os.path.join(self.folder, 'data', 'draftseal')
        self.project = os.path.join(self.folder, 'project')
        self.env = dict(os.environ, HOME=self.folder, TZ='UTC', XDG_RUNTIME_DIR=self.folder,
                        XDG_DATA_HOME=os.path.join(self.folder, 'data'))
        self.tsa = subprocess.Popen([DRAFTSEAL, 'practice-tsa', '--port', '0'], env=self.env,
                                    stdout=subprocess.PIPE, text=True)
        self.url = next(line.split('listening on ')[1].strip() for line in self.tsa.stdout
                        if 'listening on ' in line)

    def run(self, *arguments):
        return subprocess.run([DRAFTSEAL, *arguments], env=self.env, capture_output=True,
                              text=True)

    def save(self, path, content):
        path = os.path.join(self.project, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(content)

    def report(self, name, *options):
        path = os.path.join(self.folder, name)
        return path, self.run('report', '--project', 'Lantern', '-o', path, *options)

    def close(self):
        self.tsa.terminate()
        self.tsa.wait()
        self.tsa.stdout.close()
        shutil.rmtree(self.folder)


def text_of(path, *options):
    return subprocess.run([PDFTOTEXT, *options, path, '-'], capture_output=True,
                          text=True, check=True).stdout


def fill(home):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M{} 0h9"/></svg>'
    home.save('01-outline/poster.svg', svg.format(1))
    home.save('02-concept/lid.svg', svg.format(2))
    home.save('05-final/poster.svg', svg.format(3))
    home.run('authority', 'add', 'practice', home.url, '--interval', '0', '--window', '1')
    home.run('add', home.project, '--name', 'Lantern')
    return home.run('scan')


def check_digests(home, path):
    words = set(text_of(path).split())
    log = json.loads(home.run('log', '--json').stdout)
    digests = set(re.findall('[0-9a-f]{64}', json.dumps(
        [{key: draft[key] for key in ('record', 'sha256', 'stamps')} for draft in log])))
    report(len(log) == 3 and len(digests) >= 7 and digests <= words,
           'every digest of log --json stands whole in the text', digests - words)


def check_steps(home, path):
    """The commands, copied from the page, in a copy of the store."""
    copy = os.path.join(home.folder, 'copy')
    shutil.copytree(home.store, copy)
    shutil.copy(os.path.join(home.project, '05-final/poster.svg'), copy)
    page = text_of(path, '-layout').split('How to verify independently')[1].split('\f')[0]
    lines = [line.strip() for line in page.splitlines()]
    script = '\n'.join(line for line in lines
                       if re.match(COMMANDS, line) and not line.startswith('sha256 F'))
    run = subprocess.run(['sh', '-e', '-c', script], cwd=copy, capture_output=True, text=True)
    said = {' '.join(line.split()) for line in (run.stdout + run.stderr).splitlines()}
    promised = {' '.join(line.split()) for line in lines
                if re.match('[0-9a-f]{64} +[-p r]|"sha256"|CMS|Verif|Time st|sha256 F', line)
                and not line.endswith('hash)')}
    report(run.returncode == 0 and len(promised) == 8 and promised <= said,
           'the printed steps, run as copied, print what is printed',
           '\n'.join([script, run.stdout, run.stderr, *promised - said]))


def check_refusals(home):
    rows = [
        ('over a file that is there', ['report', '--project', 'Lantern', '-o', '{there}'], 1),
        ('an unknown project', ['report', '--project', 'None', '-o', '{new}'], 1),
        ('an unknown stage', ['report', '--project', 'Lantern', '-o', '{new}', '--stage', 'x'], 2),
        ('a date that is none', ['report', '--project', 'Lantern', '-o', '{new}', '--to', 'x'], 2),
        ('nothing in the scope',
         ['report', '--project', 'Lantern', '-o', '{new}', '--to', '2001-01-01'], 1),
        ('an unknown language',
         ['report', '--project', 'Lantern', '-o', '{new}', '--language', 'de'], 2),
        ('no name to write to', ['report', '--project', 'Lantern'], 2),
        ('what comes later', ['report', '--project', 'Lantern', '-o', '{new}', '--no-seal'], 2),
    ]
    names = {'there': os.path.join(home.folder, 'both.pdf'),
             'new': os.path.join(home.folder, 'new.pdf')}
    for name, arguments, status in rows:
        run = home.run(*[argument.format(**names) for argument in arguments])
        report(run.returncode == status and run.stderr.strip() and not os.path.exists(names['new']),
               f'refuses {name}', f'{run.returncode}: {run.stderr}')


def main():
    print('1..14')
    home = Home()
    try:
        scan = fill(home)
        both, run = home.report('both.pdf', '--applicant', 'A. Designer')
        report(run.returncode == 0 and '3 drafts' in run.stdout and 'TEST' in run.stdout,
               'writes a report', scan.stderr + run.stderr + run.stdout)
        check_digests(home, both)
        check_steps(home, both)
        first = text_of(both, '-l', '1')
        report('A. Designer' in first and 'prove nothing to others' in first
               and 'existed no later' not in first, 'says TEST, claims nothing', first)
        path, run = home.report('final.pdf', '--stage', '定稿', '--language', 'zh_CN',
                                '--from', '2020-01-01', '--to', '2100-01-01')
        text = text_of(path)
        report('05-final/poster.svg' in text and '02-concept' not in text,
               'keeps to the stage that was asked for', run.stderr)
        report('3 份设计稿中的 1 份' in text and 'Evidence' not in text,
               'says how much of the project it is, in the one language', text)
        check_refusals(home)
    finally:
        home.close()


main()
