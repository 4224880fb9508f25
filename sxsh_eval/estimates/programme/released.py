"""The gate of the programme's model: nothing that rests on too few enterprises goes into it, or into a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sxsh_eval.estimates.diagnosis import as_checks, check, listed
from sxsh_eval.estimates.disclosure.rules import Rules
from sxsh_eval.estimates.numbers import NUMBERS_FILE, Numbers, table_numbers
from sxsh_eval.estimates.programme.base import with_priors
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.estimates.result import Estimates
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.saved import save_json
from sxsh_eval.parameters.study import Study
from sxsh_eval.shown import let_through

TOO_FEW = "programme_base_few"
"""Check that names what was not used because it rests on too few enterprises."""


def release_base(base: Base, study: Study, registry: Registry) -> Base:
    """The same start with beliefs in place of what rests on too few enterprises.

    Parameters
    ----------
    base : Base
        As of `base_population`.
    study : Study
        Its ``disclosure`` says how many are enough, for whom.
    registry : Registry
        With the beliefs.

    Returns
    -------
    Base
        Its ``fewest`` is enough or None, so everything projected from it may leave; the check `TOO_FEW` names what
        was replaced. The very same base where nothing was.
    """
    few = too_few(base, Rules.of(study.disclosure).minimum_count)
    names = [str(name) for name in dict.fromkeys(base.known.table.loc[few, "term"]) if name in registry.priors]
    if not names:
        return let_through(base)
    changed = with_priors(base, {name: registry.priors[name] for name in names}, study, registry)
    left = pd.to_numeric(changed.known.table["fewest"], errors="coerce").dropna()
    told = as_checks([check(TOO_FEW, warns=True, statistic=float(len(names)), detail=listed(names))])
    checks = pd.concat([changed.known.checks, told], ignore_index=True)
    return let_through(
        replace(changed, known=replace(changed.known, checks=checks), fewest=int(left.min()) if len(left) else None)
    )


def too_few(base: Base, least: int) -> pd.Series[bool]:
    """Rows of `Base.known` that rest on enterprises, but on fewer than enough."""
    table = base.known.table
    if "fewest" not in table:
        return pd.Series(data=False, index=table.index)
    return pd.to_numeric(table["fewest"], errors="coerce").between(1, least - 1)


def collect_programme_numbers(tables: Mapping[str, Estimates | None], base: Base, study: Study) -> Numbers:
    """All numbers of the report on the programme.

    Parameters
    ----------
    tables : Mapping of str to Estimates or None
        By name; None is left out.
    base : Base
        Released.
    study : Study

    Returns
    -------
    Numbers
    """
    return table_numbers(tables, study, synthetic=base.synthetic)


def save_programme_numbers(
    tables: Mapping[str, Estimates | None], base: Base, study: Study, output: str
) -> Path | None:
    """Write ``numbers.json`` into a folder, at once or not at all.

    Parameters
    ----------
    tables, base, study
        As of `collect_programme_numbers`.
    output : str
        Folder; an empty text writes nothing (a notebook opened by hand).

    Returns
    -------
    Path or None
        The file.
    """
    return save_json(collect_programme_numbers(tables, base, study), output, NUMBERS_FILE)


def joined(parts: tuple[Estimates, ...]) -> Estimates | None:
    """Tables of one kind as one; None without any."""
    if not parts:
        return None
    table = pd.concat([part.table for part in parts], ignore_index=True)
    return Estimates(table, parts[0].method)
