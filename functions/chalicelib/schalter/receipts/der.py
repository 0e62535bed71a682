"""A strict reader of DER (ITU-T X.690), and its inverse: one-byte tags, definite minimal lengths, every byte accounted for. Pure.

As much as a seal needs, and nothing of BER's other spellings of the same value. Not done here: what the values mean (`cms`).
"""

from dataclasses import dataclass

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, SEQUENCE, SET = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x31
GENERALIZED_TIME = 0x18
#: `[0]` and `[1]`, constructed: what optional parts are marked with.
MARKED_0, MARKED_1 = 0xA0, 0xA1
#: Three bytes of length reach 16 MB, far beyond any seal.
_MAX_LENGTH_BYTES = 3


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its tag, its content, and all its bytes."""

    tag: int
    content: bytes
    whole: bytes


def first(data: bytes) -> Value:
    """Return the value at the beginning of ``data``, which may be longer.

    Raises:
        ValueError: cut off, or not DER.
    """
    if len(data) < 2 or data[0] & 0x1F == 0x1F:
        raise ValueError("no tag of one byte and length")
    start, length = 2, data[1]
    if length >= 0x80:
        count = length & 0x7F
        start += count
        if not 1 <= count <= _MAX_LENGTH_BYTES or len(data) < start:
            raise ValueError("length is not definite and short")
        length = int.from_bytes(data[2:start], "big")
        if length < 0x80 or length < 256 ** (count - 1):
            raise ValueError("length is not minimal")
    if len(data) < start + length:
        raise ValueError("value is cut off")
    return Value(data[0], data[start : start + length], data[: start + length])


def inside(value: Value, tag: int) -> list[Value]:
    """Return the values that fill ``value``, which must have ``tag``, without a gap.

    Raises:
        ValueError: another tag, or not filled.
    """
    rest = content(value, tag)
    values = []
    while rest:
        values.append(first(rest))
        rest = rest[len(values[-1].whole) :]
    return values


def content(value: Value, tag: int) -> bytes:
    """Return the content of ``value``, which must have ``tag``.

    Raises:
        ValueError: another tag.
    """
    if value.tag != tag:
        raise ValueError(f"tag is {value.tag:#x}, expected {tag:#x}")
    return value.content


def write(tag: int, *contents: bytes) -> bytes:
    """Return the value with ``tag`` that ``contents`` fill."""
    content = b"".join(contents)
    # X.690, 8.1.3: a length below 128 stands by itself, a longer one behind the number of its bytes.
    size = len(content)
    length = size.to_bytes((size.bit_length() + 7) // 8, "big") if size >= 0x80 else b""
    return bytes([tag, 0x80 | len(length)]) + length + content if length else bytes([tag, size]) + content


def integer(number: int) -> bytes:
    """Return a number of zero or more as INTEGER."""
    return write(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))
