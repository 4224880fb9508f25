"""Indicators of later decisions beside those of the Strategy."""

from __future__ import annotations

from pydantic import Field

from sxsh_eval.parameters.entries import Entry
from sxsh_eval.parameters.figures import ID


class Counterpart(Entry):
    """An indicator of a later decision that comes near one of the Strategy without being the same.

    Attributes
    ----------
    indicator, later : str
        Of the Strategy; of the decision that `source` names. `note` says in what they differ.
    """

    indicator: str = Field(pattern=ID)
    later: str = Field(pattern=ID)
