"""keyring.py - a keyring of a test's own: a bus that nobody else is on, with the Secret Service.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import os
import shutil
import subprocess
import time

from tap import Skip

PATIENCE_S = 30
COLLECTION = '/org/freedesktop/secrets/collection/login'
PROGRAMS = ('dbus-daemon', 'gnome-keyring-daemon', 'gdbus')
PASSWORD = b'password of the keyring'

# A bus that starts nothing by itself, or a second daemon would be there before the first is ready.
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/><allow eavesdrop="false"/><allow own="*"/>
  </policy>
</busconfig>
"""


class Keyring:
    """In one home; locked and unlocked as the person's session would do it."""

    def __init__(self, home, address):
        self.environment = dict(home.environment, DBUS_SESSION_BUS_ADDRESS=address)
        home.environment = self.environment
        self.daemon = None

    def unlock(self):
        self.stop()
        self.daemon = subprocess.Popen(
            ['gnome-keyring-daemon', '--foreground', '--components=secrets', '--unlock'],
            env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        self.daemon.stdin.write(PASSWORD)
        self.daemon.stdin.close()
        self.wait_until(lambda: self.is_locked() is False)

    def lock(self):
        self.call('org.freedesktop.Secret.Service.Lock', f"['{COLLECTION}']", path='')
        self.wait_until(self.is_locked)

    def stop(self):
        if self.daemon:
            self.daemon.kill()
            self.daemon.wait()

    def is_locked(self):
        """None while there is no such keyring."""
        answer = self.call('org.freedesktop.DBus.Properties.Get',
                           'org.freedesktop.Secret.Collection', 'Locked', path=COLLECTION)
        return {'(<true>,)': True, '(<false>,)': False}.get(answer.strip())

    def call(self, method, *arguments, path):
        return subprocess.run(
            ['gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path',
             path or '/org/freedesktop/secrets', '--method', method, *arguments],
            env=self.environment, capture_output=True, text=True, check=False,
            timeout=PATIENCE_S).stdout

    def wait_until(self, condition):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, 'the keyring does not answer'
            time.sleep(0.05)


@contextlib.contextmanager
def keyring(home):
    """An unlocked one; whatever `home` runs from now on finds it."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        raise Skip(f'there is no {", ".join(missing)} here')
    config = os.path.join(home.folder, 'bus.conf')
    with open(config, 'w', encoding='utf-8') as file:
        file.write(BUS)
    with subprocess.Popen(['dbus-daemon', f'--config-file={config}', '--nofork', '--print-address'],
                          env=home.environment, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as bus:
        own = Keyring(home, bus.stdout.readline().strip())
        try:
            own.unlock()
            yield own
        finally:
            own.stop()
            bus.terminate()
