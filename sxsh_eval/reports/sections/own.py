"""A section in the analyst's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sxsh_eval.parameters.figures import ID
from sxsh_eval.parameters.quantity import Name, Phrase, phrase
from sxsh_eval.reports.model import Section, Text

Both = Mapping[str, str]


def own_words(words: Both) -> Phrase:
    """Words of an analyst, not of the catalogues.

    Parameters
    ----------
    words : mapping of str to str
        ``vi`` with ``en``.
    """
    return phrase("common.plain", text=Name.model_validate(dict(words)))


def own_section(name: str, title: Both, *paragraphs: Both) -> Section:
    """Section of the analyst's own paragraphs.

    Parameters
    ----------
    name : str
        Small letters without marks, joined by ``_``; no other section of the report has it.
    title : mapping of str to str
        ``{"vi": ..., "en": ...}``.
    *paragraphs : mapping of str to str
        The same, one a paragraph.

    Returns
    -------
    Section

    Raises
    ------
    ValueError
        If the name has other letters, or words lack a language.
    """
    if not re.fullmatch(ID, name):
        raise ValueError(f"{name}: a-z, 0-9, _")
    return Section(id=name, title=own_words(title), blocks=tuple(Text(phrase=own_words(each)) for each in paragraphs))
