"""Size classes under the three decrees: limits at the edge, years of change, what is not known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from sxsh_eval.inputs.tables.size_class import decree_of, size_classes
from tests.inputs.tables.small_table import registry

DECREES = registry().size_decrees


def size(year: int, **known: Any) -> str | None:
    row = {"year": [year], "sector": [known.pop("sector", "10")], **{name: [value] for name, value in known.items()}}
    [found] = size_classes(pd.DataFrame(row), DECREES)
    return found if isinstance(found, str) else None


@pytest.mark.parametrize(
    ("year", "source"),
    [
        (2008, None), (2009, "decree_56_2009"), (2017, "decree_56_2009"), (2018, "decree_39_2018"),
        (2020, "decree_39_2018"), (2021, "decree_80_2021"), (2030, "decree_80_2021"),
    ],
)  # fmt: skip
def test_the_decree_of_a_year_is_the_one_in_force_at_its_end(year: int, source: str | None) -> None:
    decree = decree_of(DECREES, year)
    assert (decree.source if decree else None) == source


@pytest.mark.parametrize(
    ("year", "known", "expected"),
    [
        # 56/2009: capital first, else employees.
        (2016, {"employees_person": 10}, "micro"),
        (2016, {"employees_person": 11}, "small"),
        (2016, {"employees_person": 200}, "small"),
        (2016, {"employees_person": 250}, "medium"),
        (2016, {"employees_person": 300}, "medium"),
        (2016, {"employees_person": 301}, "large"),
        (2016, {"employees_person": 250, "capital_mvnd": 20_000}, "small"),
        (2016, {"employees_person": 50, "capital_mvnd": 20_001}, "medium"),
        (2016, {"employees_person": 50, "capital_mvnd": 100_001}, "large"),
        (2016, {"capital_mvnd": 15_000}, None),
        (2016, {}, None),
        (2016, {"employees_person": 60, "sector": "46"}, "medium"),
        # 39/2018: employees together with revenue or capital.
        (2019, {"employees_person": 250}, "large"),
        (2019, {"employees_person": 150, "revenue_mvnd": 150_000}, "medium"),
        (2019, {"employees_person": 150, "revenue_mvnd": 250_000, "capital_mvnd": 90_000}, "medium"),
        (2019, {"employees_person": 150, "revenue_mvnd": 250_000, "capital_mvnd": 110_000}, "large"),
        (2019, {"employees_person": 150, "revenue_mvnd": 250_000}, None),
        (2019, {"employees_person": 100, "revenue_mvnd": 50_000}, "small"),
        (2019, {"employees_person": 101, "revenue_mvnd": 50_000}, "medium"),
        (2019, {"employees_person": 10, "revenue_mvnd": 3_000}, "micro"),
        (2019, {"employees_person": 10, "revenue_mvnd": 3_001, "capital_mvnd": 3_001}, "small"),
        (2019, {"employees_person": 9}, None),
        (2019, {"revenue_mvnd": 1_000}, None),
        (2019, {"employees_person": 120, "insured_person": 95, "revenue_mvnd": 40_000}, "small"),
        (2019, {"employees_person": 50, "revenue_mvnd": 100_000, "sector": "47"}, "small"),
        (2022, {"employees_person": 200, "revenue_mvnd": 200_000}, "medium"),
        (2022, {"employees_person": 100, "revenue_mvnd": 300_000, "sector": "52"}, "medium"),
        (2008, {"employees_person": 5}, None),
    ],
)
def test_size_classes(year: int, known: dict[str, Any], expected: str | None) -> None:
    assert size(year, **known) == expected


def test_the_class_comes_from_vsic_where_there_is_no_sector() -> None:
    table = pd.DataFrame({"year": [2016, 2016], "vsic": ["1010", "4661"], "employees_person": [150.0, 150.0]})
    assert size_classes(table, DECREES).tolist() == ["small", "large"]


def test_every_limit_grows_from_class_to_class() -> None:
    for decree in DECREES.values():
        for group in decree.groups.values():
            for field in ("employees_person", "revenue_mvnd", "capital_mvnd"):
                limits = [getattr(each, field) for each in (group.micro, group.small, group.medium)]
                known = [limit for limit in limits if limit is not None]
                assert known == sorted(known)
