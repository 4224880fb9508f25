"""From the bytes of a text file to Unicode: a byte order mark first, then what the words themselves say."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.letters.legacy import Legacy, from_legacy, tcvn_codes, voted_legacy
from sxsh_eval.inputs.letters.syllables import vietnamese_share

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LIKELY = 0.7
"""Share of Vietnamese words from which a decoding is believed without asking further."""

CONTROLS_ALLOWED = frozenset("\t\n\v\f\r\x1a")


@dataclass(frozen=True)
class Decoded:
    """Text of a file and how it was found.

    Attributes
    ----------
    text : str
        Unicode, legacy letters converted.
    encoding : str
        Name of the encoding of the bytes.
    legacy : {"TCVN3", "VNI"}, optional
        Conversion made on top of it.
    """

    text: str
    encoding: str
    legacy: Legacy | None = None


def decode_text(data: bytes, where: str) -> Decoded:
    """Text of the bytes of a file.

    Parameters
    ----------
    data : bytes
        Whole file.
    where : str
        Name of the file in problems.

    Returns
    -------
    Decoded
        By byte order mark; else UTF-8 when the bytes are; else UTF-16 when every other byte is zero; else the
        one-byte encoding under which most words are Vietnamese; else what charset-normalizer finds.

    Raises
    ------
    InputError
        ``text.encoding`` when no decoding gives text.
    """
    for found in (_marked(data), _utf8(data), _utf16(data), _one_byte(data), _guessed(data)):
        if found is not None:
            if not is_text(found.text):
                break
            return found
    raise InputError([Problem("text.encoding", where, repr(data[:24]))])


def is_text(text: str) -> bool:
    """Whether hardly any character is a control code, which no written text has."""
    bad = sum(unicodedata.category(one) in ("Cc", "Cn") and one not in CONTROLS_ALLOWED for one in text)
    return bad <= len(text) // 200


def _unicode(text: str, encoding: str) -> Decoded:
    legacy = voted_legacy(text)
    return Decoded(from_legacy(text, legacy) if legacy else text, encoding, legacy)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = _try(data, encoding)
            return None if text is None else _unicode(text, encoding.removesuffix("-sig"))
    return None


def _utf8(data: bytes) -> Decoded | None:
    text = _try(data, "utf-8")
    return None if text is None or "\0" in text else _unicode(text, "utf-8")


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: spaces and line ends show which byte comes first."""
    little, big = (sum(data.count(one.encode(name)) for one in " \n") for name in ("utf-16-le", "utf-16-be"))
    if b"\0" not in data or len(data) % 2 or max(little, big) * 50 < len(data):
        return None
    name = "utf-16-le" if little >= big else "utf-16-be"
    text = _try(data, name)
    return None if text is None else _unicode(text, name)


def _one_byte(data: bytes) -> Decoded | None:
    """Best of the one-byte encodings of Vietnamese, when the words are surely Vietnamese under it."""
    found = [(vietnamese_share(one.text), one) for one in _one_byte_candidates(data)]
    if not found or b"\0" in data:
        return None
    (share, words), best = max(found, key=lambda pair: pair[0][0])
    return best if share >= LIKELY and words > 0 else None


def _one_byte_candidates(data: bytes) -> Iterator[Decoded]:
    vietnamese = _try(data, "cp1258")
    if vietnamese is not None:
        yield Decoded(unicodedata.normalize("NFC", vietnamese), "cp1258")
    windows = data.decode("cp1252", errors="replace").replace("\ufffd", "")
    codes = tcvn_codes(data.decode("latin-1"))
    yield Decoded(from_legacy(codes, "TCVN3"), "cp1252", "TCVN3")
    yield Decoded(from_legacy(windows, "VNI"), "cp1252", "VNI")


def _guessed(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else Decoded(str(best), best.encoding)
