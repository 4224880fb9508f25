"""The registry, and a small letter with invented figures under a real province's name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry

ROOT = Path(__file__).resolve().parents[2]
LETTER = """
province: phu-yen
number: "1/INVENTED"
date: 2018-05-02
title: {vi: "Thư bịa để thử", en: "Invented letter for tests"}
issuer: {vi: "Nơi gửi bịa", en: "Invented sender"}
addressee: {vi: "Nơi nhận bịa", en: "Invented addressee"}
span: {first: 2009, last: 2018}
claims:
  aware:
    indicator: awareness
    kind: result
    value: {value: 12.5, unit: percent}
    as_printed: "12,5%"
    population: all_establishments
    wording: {vi: "cơ sở", en: "establishments"}
    as_of: 2018-05-02
    dating: inferred
    place: {section: I.3.c}
  unit_count:
    indicator: dedicated_unit
    kind: result
    value: {value: 7, unit: enterprise}
    as_printed: "07"
    population: all_enterprises
    wording: {vi: "doanh nghiệp", en: "enterprises"}
    period: {first: 2016, last: 2020}
    dating: stated
    place: {section: I.3.c, paragraph: 2}
    paired_with: unit_share
  unit_share:
    indicator: dedicated_unit
    kind: result
    value: {value: 0.4, unit: percent}
    as_printed: "0,4 %"
    population: all_enterprises
    wording: {vi: "doanh nghiệp", en: "enterprises"}
    period: {first: 2016, last: 2020}
    dating: stated
    place: {section: I.3.c, paragraph: 2}
    paired_with: unit_count
  trainers:
    indicator: trainers_trained
    kind: activity
    value: {value: 6, unit: person}
    as_printed: "06"
    population: cp_staff
    wording: {vi: "cán bộ", en: "staff"}
    period: {first: 2009, last: 2018}
    dating: undated
    place: {section: I.2.a}
  trainers_part:
    indicator: trainers_trained
    kind: activity
    value: {value: 2, unit: person}
    as_printed: "02"
    population: cp_staff
    wording: {vi: "cán bộ", en: "staff"}
    period: {first: 2009, last: 2018}
    dating: undated
    place: {section: I.2.a}
    part_of: trainers
  money:
    indicator: budget
    kind: budget
    value: {value: 1200000000, unit: vnd}
    as_printed: "1,2 tỷ"
    population: national_budget
    wording: {vi: "kinh phí", en: "money"}
    period: {first: 2012, last: 2014}
    dating: stated
    place: {section: I.2.c}
    payer: state_local
  saving:
    indicator: saving_per_product
    kind: proposal
    band: {low: 6, high: 9, unit: percent}
    as_printed: "6 – 9%"
    population: adopting_establishments
    wording: {vi: "cơ sở áp dụng", en: "adopters"}
    period: {first: 2020, last: 2030}
    dating: stated
    place: {section: III.4.b}
  plan:
    indicator: action_plan
    kind: activity
    value: {value: 1, unit: document}
    as_printed: "1/QĐ-INVENTED"
    population: departments
    wording: {vi: "kế hoạch", en: "plan"}
    period: {first: 2012, last: 2015}
    dating: stated
    place: {section: I.2.a}
"""


@pytest.fixture(scope="session")
def registry() -> Registry:
    return read_registry(ROOT / "parameters" / "registry")


@pytest.fixture
def write_letter(tmp_path: Path) -> Callable[..., Path]:
    """Writes the letter with one thing changed after the line that begins a claim."""

    def write(entry: str = "province", old: str = "", new: str = "") -> Path:
        at = LETTER.index(f"{entry}:")
        assert old in LETTER[at:], old
        path = tmp_path / "phu-yen-2018.yml"
        path.write_text(LETTER[:at] + LETTER[at:].replace(old, new, 1), encoding="utf-8")
        return path

    return write
