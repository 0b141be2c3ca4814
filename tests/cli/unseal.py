"""unseal.py - opens an encrypted object of a vault with its recovery key.

Shares nothing with src: it follows the description in src/project/ds-seal.h and ds-vault-key.h, as
somebody would who finds a vault in thirty years.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import hashlib
import re

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 1048576
TAG = 16


def read_recovery(text):
    digits = re.sub(r'[\s-]', '', text.lower()).removeprefix('dsk1')
    secret = bytes.fromhex(digits[:64])
    assert hashlib.sha256(secret).hexdigest()[:8] == digits[64:], 'the recovery key has a slip'
    return secret


def unseal(octets, recovery):
    """What is encrypted in `octets`: a draft, or the zstd frame of one."""
    assert octets[:20] == b'draftseal sealed\x00\x00\x00\x01'
    vault_key, own_key, wrapped = octets[20:52], octets[52:84], octets[84:132]
    shared = X25519PrivateKey.from_private_bytes(read_recovery(recovery)).exchange(
        X25519PublicKey.from_public_bytes(own_key))
    wrapping = HKDF(algorithm=SHA256(), length=32, salt=own_key + vault_key,
                    info=b'draftseal sealed 1').derive(shared)
    content = AESGCM(AESGCM(wrapping).decrypt(bytes(12), wrapped, None))
    chunks, clear = octets[132:], b''
    for number, at in enumerate(range(0, len(chunks), CHUNK + TAG)):
        chunk = chunks[at:at + CHUNK + TAG]
        last = at + len(chunk) == len(chunks)
        clear += content.decrypt(number.to_bytes(11, 'big') + bytes([last]), chunk, None)
    return clear
