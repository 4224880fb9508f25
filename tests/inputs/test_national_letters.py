"""Letters of all provinces: the latest usable one of each, under the name and in the borders of the period."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.national import LETTERS, read_national
from sxsh_eval.inputs.national_letters import slug_in_period
from sxsh_eval.parameters.study import Study, read_study
from tests.letters import ROOT, letter, registry

OWN = ROOT / "data" / "claims" / "binh-dinh-2018.yml"


@pytest.mark.parametrize(
    ("slug", "sent", "first", "home"),
    [
        ("gia-lai", dt.date(2018, 4, 24), 2016, "gia-lai"),
        ("gia-lai", dt.date(2026, 4, 24), 2016, None),  # then with Bình Định
        ("gia-lai", dt.date(2018, 4, 24), 2026, None),
        ("gia-lai", dt.date(2026, 4, 24), 2026, "gia-lai"),
        ("binh-dinh", dt.date(2018, 4, 24), 2026, None),
        ("ha-noi", dt.date(2026, 4, 24), 2016, "ha-noi"),
        ("hue", dt.date(2025, 3, 1), 2016, "thua-thien-hue"),
        ("thua-thien-hue", dt.date(2018, 3, 1), 2026, "hue"),
    ],
)
def test_a_letter_belongs_to_its_territory(slug: str, sent: dt.date, first: int, home: str | None) -> None:
    own = letter({}, province=slug, date=sent)
    assert slug_in_period(own, registry().provinces, dt.date(first, 1, 1)) == home


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "claims").mkdir(parents=True)
    shutil.copy(OWN, tmp_path / "data" / "claims" / OWN.name)
    return tmp_path


def choices(project: Path, period: str = "2016-2020", *, unconfirmed: bool = False) -> Study:
    settings = {"letters.use_unconfirmed": unconfirmed}
    return read_study(project / "parameters" / "study.yml", province="national", period=period, settings=settings)


def add(project: Path, name: str, **changes: Any) -> None:
    """Another letter made of the one there is."""
    content = yaml.safe_load(OWN.read_text(encoding="utf-8")) | changes
    text = yaml.safe_dump(content, allow_unicode=True)
    (project / "data" / "claims" / f"{name}.yml").write_text(text, encoding="utf-8")


def drafts() -> dict[str, Any]:
    """All its figures, as a program would have read them."""
    claims = yaml.safe_load(OWN.read_text(encoding="utf-8"))["claims"]
    review = {"status": "draft", "quote": "…", "line": 1, "confidence": 0.9}
    return {key: value | {"review": dict(review)} for key, value in claims.items()}


def test_the_letters_of_all_provinces_are_read(project: Path) -> None:
    add(project, "lao-cai-2018", province="lao-cai", number="7/UBND")
    found = read_national(choices(project))
    assert {one.province: one.number for one in found.letters} == {"binh-dinh": "2456/UBND-KT", "lao-cai": "7/UBND"}
    assert (found.waiting, found.unconfirmed) == ((), 0)


def test_the_latest_usable_letter_counts(project: Path) -> None:
    add(project, "binh-dinh-2019", number="8/UBND", date=dt.date(2019, 5, 1))
    assert [one.number for one in read_national(choices(project)).letters] == ["8/UBND"]
    add(project, "binh-dinh-2019", number="8/UBND", date=dt.date(2019, 5, 1), claims=drafts())
    assert [one.number for one in read_national(choices(project)).letters] == ["2456/UBND-KT"]
    used = read_national(choices(project, unconfirmed=True))
    assert [one.number for one in used.letters] == ["8/UBND"]
    assert used.unconfirmed == len(drafts())


def test_a_province_whose_letter_waits_does_not_stop_the_country(project: Path) -> None:
    add(project, "lao-cai-2018", province="lao-cai", claims=drafts())
    found = read_national(choices(project))
    assert found.waiting == ("lao-cai",)
    assert [one.province for one in found.letters] == ["binh-dinh"]


def test_letters_of_other_borders_are_told_and_left_out(project: Path) -> None:
    found = read_national(choices(project, "2026-2030"))
    assert found.letters == ()
    assert found.other_borders == ("binh-dinh",)


def test_a_broken_letter_is_an_error(project: Path) -> None:
    add(project, "lao-cai-2018", province="lao-cai", number=None)
    with pytest.raises(InputError):
        read_national(choices(project))


def test_letters_are_not_read_unasked(project: Path) -> None:
    add(project, "lao-cai-2018", province="lao-cai", number=None)
    found = read_national(choices(project), ("enterprises", "energy_prices"))
    assert found.letters == ()
    assert LETTERS not in ("enterprises", "energy_prices")


def test_the_synthetic_country_has_every_table() -> None:
    study = read_study(ROOT / "parameters" / "study.yml", province="national", period="2016-2020",
                       settings={"data.synthetic": True})  # fmt: skip
    found = read_national(study)
    for name in ("enterprises", "survey", "population", "costs", "energy_prices"):
        table = getattr(found, name)
        assert table is not None, name
        assert bool(table["is_synthetic"].all()), name
    assert found.survey is not None
    assert set(found.survey["province"]) == set(found.provinces)
    answers = found.survey_in(study.period)
    assert answers is not None
    assert answers.groupby("province").size().min() >= 5
    assert read_national(study, ("enterprises",)).survey is None
