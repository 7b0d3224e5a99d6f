"""Pulses of the NIST Randomness Beacon 2.0, verified with the standard library alone.

A value is what a pulse signs and its signature, in hexadecimal and apart by a space. The certificate
stands in the plan. Shares no code with the program that draws.
"""

import hashlib
import re
from datetime import datetime, timezone

RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d0101010500")
SHA512_INFO = bytes.fromhex("3051300d060960864801650304020305000440")


class Malformed(Exception):
    """Bytes that are not what they should be."""


def require(condition):
    if not condition:
        raise Malformed


class Bytes:
    """What is left to read."""

    def __init__(self, data):
        self.data = data

    def take(self, count):
        require(len(self.data) >= count)
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def framed(self):
        return self.take(self.number(4))

    def hash(self):
        value = self.framed()
        require(len(value) == 64)
        return value

    def der(self, tag):
        """The content of the next DER value, whose length has its shortest spelling."""
        require(self.number(1) == tag)
        length = self.number(1)
        if length >= 0x80:
            width = length - 0x80
            require(width in (1, 2))
            length = self.number(width)
            require(length >= (0x80 if width == 1 else 0x100))
        return Bytes(self.take(length))

    def positive(self):
        content = self.der(0x02).data
        require(content and content[0] < 0x80 and content != b"\0")
        require(content[0] > 0 or content[1] >= 0x80)
        return int.from_bytes(content, "big")

    def end(self):
        require(not self.data)


def public_key(certificate):
    """Modulus and exponent of an X.509 certificate."""
    file = Bytes(certificate)
    signed = file.der(0x30)
    file.end()
    body = signed.der(0x30)
    signed.der(0x30), signed.der(0x03), signed.end()
    for tag in (0xA0, 0x02, 0x30, 0x30, 0x30, 0x30):
        body.der(tag)
    info = body.der(0x30)
    require(info.der(0x30).data == RSA_ENCRYPTION)
    bits = info.der(0x03)
    info.end()
    require(bits.number(1) == 0)
    numbers = bits.der(0x30)
    bits.end()
    modulus, exponent = numbers.positive(), numbers.positive()
    numbers.end()
    require(2048 <= modulus.bit_length() <= 8192 and modulus % 2 == 1)
    require(17 <= exponent.bit_length() <= 32 and exponent % 2 == 1)
    return modulus, exponent


def from_hex(text):
    require(re.fullmatch("([0-9a-f]{2})*", text))
    return bytes.fromhex(text)


def is_certificate(text):
    """Whether a plan can hold it: DER in hexadecimal, with a key that can be used."""
    try:
        return isinstance(text, str) and public_key(from_hex(text)) is not None
    except Malformed:
        return False


def read(value):
    """What was signed, the signature, and of it certificate, chain, index and time; None if malformed."""
    try:
        require(value.count(" ") == 1)
        signed, signature = map(from_hex, value.split(" "))
        fields = Bytes(signed)
        fields.framed(), fields.framed()  # address and version
        require(fields.number(4) == 0)  # RSA with SHA-512
        fields.number(4)  # period
        certificate = fields.hash()
        chain, index = fields.number(8), fields.number(8)
        time = seconds_of(fields.framed())
        fields.hash(), fields.hash(), fields.number(4), fields.hash()  # its chance; external
        for _ in range(6):  # five earlier outputs, the commitment to the next chance
            fields.hash()
        require(fields.number(4) < 8)  # status without faults
        fields.end()
    except Malformed:
        return None
    return signed, signature, certificate, chain, index, time


def seconds_of(moment):
    require(re.fullmatch(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.000Z", moment))
    try:
        plain = datetime.fromisoformat(moment[:19].decode())
    except ValueError:
        raise Malformed from None
    return int(plain.replace(tzinfo=timezone.utc).timestamp())


def output(chain, index, value, certificate):
    """The output of a pulse that is signed with this certificate, or None."""
    pulse = read(value)
    if pulse is None:
        return None
    signed, signature, certificate_id, *place = pulse
    der = from_hex(certificate)
    if place[:2] != [chain, index] or certificate_id != hashlib.sha512(der).digest():
        return None
    modulus, exponent = public_key(der)
    width = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != width or number >= modulus:
        return None
    encoded = b"\0" + SHA512_INFO + hashlib.sha512(signed).digest()
    encoded = b"\0\1" + b"\xff" * (width - 2 - len(encoded)) + encoded
    if pow(number, exponent, modulus).to_bytes(width, "big") != encoded:
        return None
    return hashlib.sha512(signed + signature).digest()
