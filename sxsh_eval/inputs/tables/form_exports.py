"""Answers as forms of ODK or Kobo export them: groups before names, the tool's own columns, lists of choices."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from sxsh_eval.parameters.codebook import Codebook

GROUPED = re.compile(r"[A-Za-z_][\w.]*(?:[/:-][A-Za-z_][\w.]*)+")
SEPARATORS = re.compile(r"[/:-]")
MARKS = frozenset({"_uuid", "_submission_time", "KEY", "SubmissionDate", "instanceID", "rootUuid", "_id"})
"""Columns that only a form's export has."""

TOOL = MARKS | frozenset({
    "start", "end", "today", "deviceid", "username", "phonenumber", "subscriberid", "simserial", "audit", "uuid",
    "instanceName", "__version__", "_version_", "_index", "_parent_index", "_parent_table_name", "_tags", "_notes",
    "_status", "_submitted_by", "_validation_status", "_attachments", "_geolocation", "_xform_id_string",
    "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID",
    "Edits", "FormVersion",
})  # fmt: skip
"""Columns that tools add: when, by whom, on which device a form was filled in."""

HELPERS = ("note_", "ask_")
"""Beginnings of names: texts of a form, which have no answer; questions whose answer another field completes."""

NONE = "none"
"""Choice of those of whom no other is true."""


def own_name(head: str) -> str:
    """Name without the groups before it: ``energy/coal_tonne`` and ``energy-coal_tonne`` are ``coal_tonne``."""
    return SEPARATORS.split(head)[-1] if GROUPED.fullmatch(head) else head


def is_export(heads: Iterable[str]) -> bool:
    """Whether heads are those of a form's export."""
    return any(own_name(head) in MARKS for head in heads)


def is_of_tool(head: str) -> bool:
    """Whether an export's column holds no answer, or one that another column has too."""
    name = own_name(head)
    return name in TOOL or name == NONE or name.startswith(HELPERS)


def with_choices(frame: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Table in which a column that lists flags, as ``has_training has_subsidy``, is a column for each of them.

    Parameters
    ----------
    frame : DataFrame
        Text cells of a form's export under the heads of the file.
    codebook : Codebook

    Returns
    -------
    DataFrame
        Flags that have a column of their own keep it; an empty cell, which
        nobody answered, leaves flags empty.
    """
    flags = [name for name, column in codebook.columns.items() if column.type == "flag"]
    there = {own_name(str(head)) for head in frame.columns}
    for head in frame.columns:
        name = own_name(str(head))
        if name in codebook.columns or name in TOOL:
            continue
        chosen = frame[head].dropna().str.split()
        listed = {word for words in chosen for word in words}
        if not listed & {*flags, NONE} or not listed <= {*flags, NONE}:
            continue
        split = [flag for flag in sorted(listed - {NONE}) if flag not in there]
        columns = {flag: chosen.map(lambda words, flag=flag: str(flag in words).lower()) for flag in split}
        frame = frame.drop(columns=head).assign(**columns)
    return frame
