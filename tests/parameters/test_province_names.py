"""Names of provinces: what is exact is found, what is only alike is told, and no text brings a traceback."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import UsageError
from sxsh_eval.parameters.entries import Province
from sxsh_eval.parameters.province_names import names_of, nearest_provinces
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.text import fold
from tests.letters import registry as project_registry

IN_2018, IN_2026 = dt.date(2018, 4, 24), dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "day", "slug"),
    [
        ("DakLak", IN_2018, "dak-lak"),
        ("Đak Lak", IN_2018, "dak-lak"),
        ("Ðắk Nông", IN_2018, "dak-nong"),  # with the letter eth of old keyboards
        ("ĐĂKNÔNG", IN_2018, "dak-nong"),
        ("T.P. Hồ Chí Minh", IN_2018, "ho-chi-minh"),
        ("tp hcm", IN_2018, "ho-chi-minh"),
        ("Saigon", IN_2026, "ho-chi-minh"),
        ("BR – VT", IN_2018, "ba-ria-vung-tau"),
        ("Bà Rịa Vũng Tàu", IN_2018, "ba-ria-vung-tau"),
        ("TP. Huế", IN_2026, "hue"),
        ("THỪA THIÊN HUẾ", IN_2018, "thua-thien-hue"),
        ("Bắc Cạn", IN_2018, "bac-kan"),
        ("UBND tỉnh Bình Định", IN_2018, "binh-dinh"),
        ("Sở Công Thương tỉnh Hà Nam", IN_2018, "ha-nam"),
        ("Binh Dinh province", IN_2018, "binh-dinh"),
        ("Hải Phòng city", IN_2018, "hai-phong"),
        ("  ha\u0300  giang ", IN_2018, "ha-giang"),
        ("hậu giang", IN_2018, "hau-giang"),
    ],
)
def test_names_that_are_found(registry: Registry, text: str, day: dt.date, slug: str) -> None:
    assert registry.province(text, day).slug == slug


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("hà giag", {"ha-giang", "hau-giang"}),
        ("ha giangg", {"ha-giang", "hau-giang"}),
        ("quảng binhh", {"quang-binh", "quang-ninh"}),
        ("khánh thanh hòa", {"khanh-hoa", "thanh-hoa"}),
    ],
)
def test_a_name_that_is_only_alike_is_never_taken(registry: Registry, text: str, near: set[str]) -> None:
    with pytest.raises(UsageError) as caught:
        registry.province(text, IN_2018)
    [problem] = caught.value.problems
    assert problem.code == "usage.unknown_province"
    for slug in near:
        assert slug in problem.say("action", "vi")
    assert len(nearest_provinces([p for p in registry.provinces if p.valid_on(IN_2018)], text)) == 2


@pytest.mark.parametrize(
    ("text", "day", "successors"),
    [
        ("Hà Tây", IN_2018, ["ha-noi"]),
        ("ha tay", dt.date(2005, 1, 1), ["ha-noi"]),
        ("Hà Nam Ninh", IN_2018, ["ha-nam", "nam-dinh", "ninh-binh"]),
        ("Hà Nam Ninh", IN_2026, ["ninh-binh"]),
        ("tỉnh Hải Hưng", IN_2018, ["hai-duong", "hung-yen"]),
        ("Bình Trị Thiên", IN_2018, ["quang-binh", "quang-tri", "thua-thien-hue"]),
        ("Bình Trị Thiên", IN_2026, ["quang-tri", "hue"]),
        ("Nghĩa Bình", IN_2026, ["quang-ngai", "gia-lai"]),
        ("Quảng Nam - Đà Nẵng", IN_2018, ["quang-nam", "da-nang"]),
        ("Gia Lai-Kon Tum", IN_2018, ["gia-lai", "kon-tum"]),
        ("Sông Bé", IN_2018, ["binh-duong", "binh-phuoc"]),
        ("Hậu Giang", dt.date(1985, 1, 1), ["can-tho", "hau-giang", "soc-trang"]),
        ("Đắk Lắk", dt.date(2000, 1, 1), ["dak-lak", "dak-nong"]),
    ],
)
def test_former_units_point_to_their_successors(
    registry: Registry, text: str, day: dt.date, successors: list[str]
) -> None:
    with pytest.raises(UsageError) as caught:
        registry.province(text, day)
    [problem] = caught.value.problems
    assert problem.code == "usage.former_province"
    assert [part.split(" (")[0] for part in problem.values["successors"].split(", ")] == successors


def test_a_name_in_use_again_is_todays_province(registry: Registry) -> None:
    for name in ("Hậu Giang", "Cần Thơ", "Lai Châu", "Đắk Lắk"):
        assert registry.province(name, IN_2018)


def test_former_units_are_marked_unverified(registry: Registry) -> None:
    assert len(registry.former_provinces) > 20
    assert {unit.status for unit in registry.former_provinces} == {"unverified"}


def test_leaving_out_spaces_makes_no_two_provinces_one(registry: Registry) -> None:
    for day in (IN_2018, IN_2026):
        named = names_of([p for p in registry.provinces if p.valid_on(day)])
        for (one, its), (other, others) in combinations(named.items(), 2):
            if one.replace("-", "") == other.replace("-", ""):
                assert its == others


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.text("hàugian tỉTPtpx.-_ ", max_size=30), st.dates())
def test_any_text_is_a_province_or_a_usage_error(text: str, day: dt.date) -> None:
    known = project_registry()
    try:
        found = known.province(text, day)
    except UsageError as refusal:
        error = refusal
    else:
        forms = {fold(form).replace("-", "") for form in (found.slug, found.name.vi, found.name.en, *found.aliases)}
        assert isinstance(found, Province)
        assert any(form in fold(text).replace("-", "") for form in forms)
        return
    assert error.message()
    assert len(error.problems[0].found) <= 80


def test_a_very_long_text_is_refused_at_once(registry: Registry) -> None:
    with pytest.raises(UsageError):
        registry.province("hà giang " * 100_000, IN_2018)
