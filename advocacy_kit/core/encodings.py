"""Bytes as text: what they are by their own witness; nothing is guessed."""

from __future__ import annotations

import codecs
import re
import unicodedata

from advocacy_kit.core.errors import KitError


def utf16_text(data: bytes) -> str | None:
    """Return UTF-16 as text, known by its BOM or, as `>>` of Windows writes it, by a NUL in every other byte.

    None for anything else, also for UTF-16 with bytes of another encoding in it: a line break of those would be a sign
    of Gurmukhi or Gujarati here.
    """
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2])
    if encoding is None:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        high = data[1::2] if encoding == "utf-16-le" else data[::2]
        if high[:1] != b"\x00" or high.count(0) * 3 < len(high):
            return None
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    mixed = any(
        sign in "\x00\ufeff" or unicodedata.category(sign) == "Cn" or 0xA00 <= ord(sign) < 0xB00 for sign in text
    )
    return None if mixed else text


def cp1252_preview(data: bytes, byte: int, *, masked: bool = False) -> str:
    """Return what stands around a byte that is not UTF-8, read as Windows text; `masked` blots out digits."""
    preview = data[max(0, byte - 10) : byte + 10].decode("cp1252", "replace")
    return re.sub(r"[\r\n]", " ", re.sub(r"\d", "•", preview) if masked else preview)


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def recoded(data: bytes, encoding: str, file: str) -> bytes:
    """Return the bytes of a file, read in an encoding that the user named, as UTF-8.

    Raises:
        KitError: K004 if there is no such encoding, or the bytes are not in it.
    """
    try:
        return data.decode(codecs.lookup(encoding).name).removeprefix("\ufeff").encode("utf-8")
    except LookupError:
        what = f"there is no encoding {encoding!r}"
    except ValueError:
        what = f"{file} is not in the encoding {encoding}"
    raise KitError.of("K004", what, "Name another: cp1252 is what Windows writes in the West.", file=file)
