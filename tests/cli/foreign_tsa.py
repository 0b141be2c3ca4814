"""foreign_tsa.py - authorities that are not our code: the openssl program behind a small server.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import http.server
import os
import subprocess
import threading
import time
from typing import NamedTuple

import der

QUERY_OCTETS_MAX = 64 * 1024
OPENSSL_S = 30
RSA = ('rsa:2048',)
EC = ('ec', '-pkeyopt', 'ec_paramgen_curve:P-256')

ROOT_EXTENSIONS = '''basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
'''
TSA_EXTENSIONS = '''basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
'''
TSA_SETTINGS = '''[tsa]
default_tsa = this
[this]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {root}
signer_digest = sha256
default_policy = 1.3.6.1.4.1.13762.3
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
clock_precision_digits = {digits}
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
'''


def openssl(*arguments):
    """Runs openssl without any settings of this computer; returns how it ended."""
    return subprocess.run(['openssl', *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          env={'PATH': os.environ['PATH'], 'OPENSSL_CONF': os.devnull},
                          timeout=OPENSSL_S, check=False)


def must(*arguments):
    done = openssl(*arguments)
    assert done.returncode == 0, f'openssl {arguments}: {done.stderr.decode()}'
    return done.stdout


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


class Root:
    """A certification authority with one key; `pem` is what others trust."""

    def __init__(self, folder, name):
        os.makedirs(folder)
        self.folder = folder
        self.pem = os.path.join(folder, 'root.pem')
        self.key = os.path.join(folder, 'root.key')
        settings = write(os.path.join(folder, 'root.cnf'),
                         '[req]\ndistinguished_name = name\nx509_extensions = root\n'
                         f'[name]\n[root]\n{ROOT_EXTENSIONS}')
        must('req', '-x509', '-config', settings, '-newkey', *EC, '-nodes', '-days', '3650',
             '-sha256', '-subj', f'/O={name}/CN={name} root', '-keyout', self.key,
             '-out', self.pem)

    def issue(self, folder, name, key, days):
        """A TSA's key and certificate: tsa.key and tsa.pem in the folder."""
        os.makedirs(folder)
        request, extensions = os.path.join(folder, 'tsa.csr'), os.path.join(folder, 'tsa.ext')
        write(extensions, TSA_EXTENSIONS)
        settings = write(os.path.join(folder, 'req.cnf'),
                         '[req]\ndistinguished_name = name\n[name]\n')
        must('req', '-new', '-config', settings, '-newkey', *key, '-nodes', '-subj',
             f'/O={name}/CN={name} TSA', '-keyout', os.path.join(folder, 'tsa.key'),
             '-out', request)
        must('x509', '-req', '-in', request, '-CA', self.pem, '-CAkey', self.key,
             '-CAcreateserial', '-days', str(days), '-sha256', '-extfile', extensions,
             '-out', os.path.join(folder, 'tsa.pem'))

    def list_revoked(self, path, certificate=None, reason=None):
        """Writes a CRL of now: empty, or with one certificate revoked a day ahead, so that it
        lies behind every genTime of the test."""
        database = write(path + '.index', '')
        if certificate is not None:
            serial = must('x509', '-in', certificate, '-noout', '-serial').decode()
            when = time.strftime('%y%m%d%H%M%SZ', time.gmtime(time.time() + 86400))
            write(database, f'R\t491231235959Z\t{when},{reason}\t'
                            f'{serial.strip().split("=")[1]}\tunknown\t/CN=any\n')
        settings = write(path + '.cnf', '[ca]\ndefault_ca = this\n[this]\n'
                         f'database = {database}\ndefault_md = sha256\ndefault_crl_days = 7\n')
        must('ca', '-gencrl', '-config', settings, '-cert', self.pem, '-keyfile', self.key,
             '-out', path)
        return path


class Request(NamedTuple):
    """One TimeStampReq that came in."""
    imprint: bytes
    arrival: float   # seconds of the monotonic clock


class ForeignTsa:
    """One TSA and its root. While `is_away` it hangs up on whoever asks; `reply` may be replaced by
    another function from TimeStampReq to (HTTP status, body)."""

    def __init__(self, folder, name, key=EC, root=None, digits=0, days=3000):
        os.makedirs(folder)
        self.name = name
        self.root = root or Root(os.path.join(folder, 'root'), name)
        self.folder = os.path.join(folder, 'tsa')
        self.root.issue(self.folder, name, key, days)
        self.settings = write(os.path.join(self.folder, 'ts.cnf'), TSA_SETTINGS.format(
            folder=self.folder, root=self.root.pem, digits=digits))
        write(os.path.join(self.folder, 'serial'), '01')
        self.is_away = False
        self.requests = []
        self.lock = threading.Lock()
        self.url = None
        self.reply = lambda query: (200, self.sign(query))

    def add_to(self, home, *options):
        home.do('authority', 'add', self.name, self.url, '--trust', self.root.pem, *options)

    def answer(self, query):
        self.requests.append(Request(der.imprint_of_request(query), time.monotonic()))
        return self.reply(query)

    def sign(self, query):
        """TimeStampResp to a TimeStampReq; one at a time, for the serials are in a file."""
        with self.lock:
            path = os.path.join(self.folder, 'query')
            with open(path, 'wb') as file:
                file.write(query)
            return must('ts', '-reply', '-config', self.settings, '-queryfile', path)


def handler_of(tsa):
    class Handler(http.server.BaseHTTPRequestHandler):
        """RFC 3161, 3.4: a query posted, a reply given."""

        def do_POST(self):
            if tsa.is_away:
                self.close_connection = True
                return
            length = min(int(self.headers['Content-Length']), QUERY_OCTETS_MAX)
            status, body = tsa.answer(self.rfile.read(length))
            self.send_response(status)
            self.send_header('Content-Type', 'application/timestamp-reply')
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):   # whoever asked was killed meanwhile
                self.wfile.write(body)

        def log_message(self, *_):
            """Standard error is for what is wrong."""

    return Handler


@contextlib.contextmanager
def serve(*tsas):
    """The TSAs answer on ports of their own on loopback until the block ends."""
    servers = []
    try:
        for tsa in tsas:
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler_of(tsa))
            servers.append(server)
            tsa.url = f'http://127.0.0.1:{server.server_address[1]}/tsa'
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def token_covers(token, source, root):
    """Whether plain openssl says that the token (a file) is one of the source (octets)."""
    data = token + '.source'
    with open(data, 'wb') as file:
        file.write(source)
    done = openssl('ts', '-verify', '-data', data, '-in', token, '-token_in', '-CAfile', root)
    os.remove(data)
    return done.returncode == 0 and b'Verification: OK' in done.stdout
