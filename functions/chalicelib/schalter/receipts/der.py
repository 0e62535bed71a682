"""A strict reader of DER (ITU-T X.690): one-byte tags, definite minimal lengths, every byte accounted for. Pure.

As much as a seal needs, and nothing of BER's other spellings of the same value. Not done here: what the values mean (`cms`).
"""

from dataclasses import dataclass

INTEGER, OCTET_STRING, NULL, OID, SEQUENCE, SET = 0x02, 0x04, 0x05, 0x06, 0x30, 0x31
#: `[0]`, constructed: what an optional part is marked with.
MARKED_0 = 0xA0
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
