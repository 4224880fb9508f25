"""Comparing Vietnamese text as people do: without regard to case, diacritics or punctuation."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; ``Đắk Lắk`` and ``dak lak`` give ``dak-lak``.

    The Icelandic letter eth, which old Vietnamese keyboards put for ``Đ``, counts as one.
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "-".join(re.findall(r"[a-z0-9]+", plain))
