"""der.py - as much of DER as it takes to read what a token says (RFC 3161, 2.4.2).

SPDX-License-Identifier: GPL-3.0-or-later
"""

INTEGER, OCTETS, OID, GENERALIZED_TIME = 0x02, 0x04, 0x06, 0x18


def elements(octets):
    """(tag, content) of each element, one after the other."""
    at = 0
    while at < len(octets):
        tag, length, at = octets[at], octets[at + 1], at + 2
        if length >= 0x80:
            wide = length & 0x7f
            length, at = int.from_bytes(octets[at:at + wide], 'big'), at + wide
        assert at + length <= len(octets), 'an element reaches past its end'
        yield tag, octets[at:at + length]
        at += length


def inside(octets):
    """The elements of the one element that the octets are."""
    (_tag, content), = elements(octets)
    return list(elements(content))


def content_of(elements_, *path):
    """Goes down: takes the numbered element of each level; returns the last one's content."""
    content = None
    for index in path:
        content = elements_[index][1]
        elements_ = list(elements(content))
    return content


class Token:
    """imprint, serial (hex), gen_time (as in the journal) and nonce (hex or None)."""

    def __init__(self, octets):
        signed_data = list(elements(content_of(inside(octets), 1, 0)))
        encapsulated = list(elements(signed_data[2][1]))
        (tag, info), = elements(encapsulated[1][1])
        assert tag == OCTETS
        fields = inside(info)
        self.imprint = list(elements(fields[2][1]))[1][1]
        self.serial = signed_hex(fields[3][1])
        self.gen_time = exact_time(fields[4][1].decode('ascii'))
        nonces = [content for tag, content in fields[5:] if tag == INTEGER]
        self.nonce = signed_hex(nonces[0]) if nonces else None


def signed_hex(content):
    """Digits of an INTEGER, no leading zeros, a minus sign if it is negative."""
    return f'{int.from_bytes(content, "big", signed=True):x}'


def exact_time(text):
    """RFC 3339 of a genTime, with its own fraction digits."""
    assert text.endswith('Z'), text
    date = f'{text[0:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}'
    return date + text[14:]


def token_of_response(octets):
    """The TimeStampToken of a TimeStampResp, exactly its octets (RFC 3161, 2.4.2)."""
    (_tag, content), = elements(octets)
    (_status_tag, status), _token = elements(content)
    status_octets = 2 + len(status)
    assert len(status) < 0x80
    return content[status_octets:]


def imprint_of_request(octets):
    """The digest that a TimeStampReq sends (RFC 3161, 2.4.1)."""
    return list(elements(inside(octets)[1][1]))[1][1]
