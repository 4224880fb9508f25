"""The national report through the gate: kinds of enterprises with few adopters are hidden in every table."""

from __future__ import annotations

import re
from pathlib import Path

import sxsh_eval as sx
from sxsh_eval.estimates.disclosure.gate import names_of
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.estimates.national_savings import NationalSavings
from sxsh_eval.estimates.national_store import restored
from sxsh_eval.estimates.national_store import stored as as_stored
from sxsh_eval.estimates.result import CONFIDENTIAL
from sxsh_eval.parameters.choices import Disclosure, MinimumCount
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Report
from tests.national_sample import choices, country, found


def study(least: int) -> Study:
    rules = Disclosure(minimum_count=MinimumCount(internal=least, public=least))
    return choices().model_copy(update={"disclosure": rules})


def least_hiding() -> int:
    """One more adopter than the smallest sector has."""
    sectors = found().by_sector
    assert sectors is not None
    table = sectors.table
    return int(table.loc[table["term"].str.startswith("group:"), "n_treated"].min()) + 1


def report_of(released: Released, least: int) -> Report:
    inputs, choice, one = country(), study(least), released.national
    parts = [
        sx.national_summary_section(one, inputs, choice),
        sx.national_effect_section(one, choice),
        sx.national_groups_section(one, inputs, choice),
        sx.national_provinces_section(one, inputs, choice),
        sx.national_amounts_section(one, inputs, choice),
        sx.disclosure_section(released),
    ]
    return sx.national_report(inputs, choice, sections=parts)


def test_small_sectors_are_hidden_with_a_second_one(tmp_path: Path) -> None:
    least = least_hiding()
    released = sx.release_national_estimates(found(), country(), study(least))
    national = released.national
    assert isinstance(national, NationalSavings)
    assert national.by_sector is not None
    groups = national.by_sector.table
    hidden = groups[groups["term"].str.startswith("group:") & (groups["reason"] == CONFIDENTIAL)]
    assert len(hidden) > 1  # one alone would be the whole less the others
    assert national.without_sector is not None
    without = national.without_sector.table.set_index("term")["reason"]
    for term in hidden["term"]:
        assert without[str(term).replace("group:", "without:")] == CONFIDENTIAL
    assert report_of(released, least).sections
    assert sx.save_estimates(national, study(least), str(tmp_path)) is not None
    again = restored(as_stored(national.by_sector.estimates)).table
    assert again.loc[again["reason"] == CONFIDENTIAL, "estimate"].isna().all()


def test_the_file_of_public_estimates_names_nobody(tmp_path: Path) -> None:
    public = choices().model_copy(update={"disclosure": Disclosure(audience="public")})
    names = names_of([country().enterprises])
    released = sx.release_national_estimates(found(), country(), public)
    raw, free = (sx.save_estimates(one, public, str(tmp_path / name))
                 for name, one in (("raw", found()), ("free", released.national)))  # fmt: skip
    assert raw is not None
    assert free is not None
    told = [set(re.findall(r"\w+", path.read_text(encoding="utf-8"))) & names for path in (raw, free)]
    assert told[0]  # the estimates themselves name enterprises in their checks
    assert not told[1]


def test_enough_adopters_hide_nothing() -> None:
    released = sx.release_national_estimates(found(), country(), study(2))
    assert released.log == ()
    assert report_of(released, 2).sections
