"""The registry's facts: values that must not change by accident, provinces by date, nothing looked up by code."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from sxsh_eval.errors import UsageError
from sxsh_eval.parameters.province_names import names_of
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.text import fold

BEFORE, LAST_DAY, AFTER = dt.date(2018, 4, 24), dt.date(2025, 6, 30), dt.date(2025, 7, 1)
STRATEGY = {
    ("awareness", 2015): 50,
    ("awareness", 2020): 90,
    ("adoption", 2015): 25,
    ("adoption", 2020): 50,
    ("saving_per_product", 2015): (5, 8),
    ("saving_per_product", 2020): (8, 13),
    ("dedicated_unit", 2020): 90,
    ("doit_staff", 2015): 70,
    ("doit_staff", 2020): 90,
}
REUSED = {
    "15": ("yen-bai", "lao-cai"),
    "24": ("bac-giang", "bac-ninh"),
    "44": ("quang-binh", "quang-tri"),
    "52": ("binh-dinh", "gia-lai"),
    "80": ("long-an", "tay-ninh"),
    "82": ("tien-giang", "dong-thap"),
    "91": ("kien-giang", "an-giang"),
}
COAST = [
    *("quang-ninh", "hai-phong", "thai-binh", "nam-dinh", "thanh-hoa", "nghe-an", "ha-tinh"),
    *("quang-binh", "quang-tri", "thua-thien-hue", "da-nang", "quang-ngai", "binh-dinh"),
    *("phu-yen", "khanh-hoa", "ninh-thuan", "binh-thuan", "ba-ria-vung-tau"),
    *("tien-giang", "tra-vinh", "soc-trang", "bac-lieu"),
]


def test_targets_of_the_strategy(registry: Registry) -> None:
    found: dict[tuple[str, int], object] = {}
    for target in registry.strategy_targets("decision_1419_2009").values():
        band = (target.band.low, target.band.high) if target.band else None
        found[target.indicator, target.due] = target.value.value if target.value else band
    assert found == STRATEGY


@pytest.mark.parametrize(
    ("target", "population"),
    [
        ("d1419_2020_dedicated_unit", "medium_large_enterprises"),
        ("binh_dinh_2030_dedicated_unit", "sme_enterprises"),
        ("nghe_an_2020_dedicated_unit", "all_establishments"),
        ("dong_thap_2020_adoption", "potential_establishments"),
        ("d1419_2020_saving_per_product", "adopting_establishments"),
        ("d1419_2015_doit_staff", "departments"),
    ],
)
def test_targets_keep_their_own_population(registry: Registry, target: str, population: str) -> None:
    assert registry.targets[target].population == population


def test_a_proposal_binds_nobody(registry: Registry) -> None:
    own = registry.targets_for("binh-dinh")
    assert {target.scope for target in own.values()} == {"proposal"}
    assert len(own) == 5


def test_no_target_for_a_dedicated_unit_before_2016(registry: Registry) -> None:
    assert not [t for t in registry.targets.values() if t.indicator == "dedicated_unit" and t.due == 2015]


@pytest.mark.parametrize(("day", "count"), [(BEFORE, 63), (dt.date(2025, 1, 1), 63), (LAST_DAY, 63), (AFTER, 34)])
def test_number_of_provinces(registry: Registry, day: dt.date, count: int) -> None:
    valid = [province for province in registry.provinces if province.valid_on(day)]
    assert len({province.slug for province in valid}) == len(valid) == count


@pytest.mark.parametrize(
    ("text", "day", "slug"),
    [
        ("binh-dinh", BEFORE, "binh-dinh"),
        ("BÌNH ĐỊNH", BEFORE, "binh-dinh"),
        ("tỉnh Bình Định", BEFORE, "binh-dinh"),
        ("HCM", BEFORE, "ho-chi-minh"),
        ("TPHCM", BEFORE, "ho-chi-minh"),
        ("TP.HCM", AFTER, "ho-chi-minh"),
        ("TP. Hồ Chí Minh", BEFORE, "ho-chi-minh"),
        ("Ho Chi Minh City", BEFORE, "ho-chi-minh"),
        ("Sài Gòn", BEFORE, "ho-chi-minh"),
        ("BRVT", BEFORE, "ba-ria-vung-tau"),
        ("BR-VT", BEFORE, "ba-ria-vung-tau"),
        ("Bà Rịa-Vũng Tàu", BEFORE, "ba-ria-vung-tau"),
        ("Huế", BEFORE, "thua-thien-hue"),
        ("Thừa Thiên - Huế", BEFORE, "thua-thien-hue"),
        ("Huế", LAST_DAY, "hue"),
        ("Thừa Thiên Huế", AFTER, "hue"),
        ("Đăk Lăk", BEFORE, "dak-lak"),
        ("Đắc Lắc", AFTER, "dak-lak"),
        ("Đắc Nông", BEFORE, "dak-nong"),
        ("Bắc Cạn", BEFORE, "bac-kan"),
        ("Hoà Bình", BEFORE, "hoa-binh"),
        ("Khánh Hoà", AFTER, "khanh-hoa"),
        ("thanh hoá", AFTER, "thanh-hoa"),
        ("Hanoi", AFTER, "ha-noi"),
        ("thành phố Đà Nẵng", AFTER, "da-nang"),
    ],
)
def test_names_and_aliases(registry: Registry, text: str, day: dt.date, slug: str) -> None:
    assert registry.province(text, day).slug == slug


def test_every_name_means_one_province_a_day(registry: Registry) -> None:
    for day in (BEFORE, dt.date(2025, 1, 1), AFTER):
        valid = [province for province in registry.provinces if province.valid_on(day)]
        forms = [form for p in valid for form in {fold(each) for each in (p.slug, p.name.vi, p.name.en, *p.aliases)}]
        assert [form for form, count in Counter(forms).items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "day", "code", "hint"),
    [
        ("bin dinh", BEFORE, "usage.unknown_province", "binh-dinh"),
        ("", BEFORE, "usage.unknown_province", "-"),
        ("chua-ro", BEFORE, "usage.province_not_stated", ""),
        ("52", BEFORE, "usage.unknown_province", "-"),
        ("Bình Định", AFTER, "usage.province_of_other_years", "gia-lai"),
        ("hue", dt.date(2000, 1, 1), "usage.province_of_other_years", "2025-01-01"),
    ],
)
def test_unknown_names_are_usage_errors(registry: Registry, text: str, day: dt.date, code: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        registry.province(text, day)
    [problem] = caught.value.problems
    assert problem.code == code
    assert hint in problem.say("action", "en") + problem.say("expected", "en")


def test_seven_codes_were_given_to_other_provinces(registry: Registry) -> None:
    old = {p.code: p.slug for p in registry.provinces if p.valid_on(BEFORE)}
    new = {p.code: p.slug for p in registry.provinces if p.valid_on(AFTER)}
    renamed = {"thua-thien-hue": "hue"}
    differing = {code: (old[code], new[code]) for code in new if renamed.get(old[code], old[code]) != new[code]}
    assert differing == REUSED


def test_no_lookup_uses_the_code(registry: Registry) -> None:
    assert not [form for form in names_of(registry.provinces) if any(letter.isdigit() for letter in form)]
    for province in registry.provinces:
        with pytest.raises(UsageError):
            registry.province(province.code, province.valid_from)


def test_mergers(registry: Registry) -> None:
    old = [p for p in registry.provinces if p.valid_on(LAST_DAY)]
    into = Counter(p.merged_into for p in old)
    assert set(into) == {p.slug for p in registry.provinces if p.valid_on(AFTER)}
    alone = {slug for slug, count in into.items() if count == 1}
    assert alone == {
        *("ha-noi", "hue", "cao-bang", "lai-chau", "dien-bien", "son-la"),
        *("lang-son", "quang-ninh", "thanh-hoa", "nghe-an", "ha-tinh"),
    }
    assert {p.slug for p in old if p.merged_into == "gia-lai"} == {"binh-dinh", "gia-lai"}
    assert {p.slug for p in old if p.merged_into == "ho-chi-minh"} == {"ho-chi-minh", "binh-duong", "ba-ria-vung-tau"}


@pytest.mark.parametrize(
    ("day", "sizes", "cities"),
    [(BEFORE, [5, 6, 11, 13, 14, 14], 5), (LAST_DAY, [5, 6, 11, 13, 14, 14], 6), (AFTER, [3, 5, 5, 6, 6, 9], 6)],
)
def test_regions_and_types(registry: Registry, day: dt.date, sizes: list[int], cities: int) -> None:
    valid = [province for province in registry.provinces if province.valid_on(day)]
    assert sorted(Counter(province.region for province in valid).values()) == sizes
    assert sum(province.type == "city" for province in valid) == cities


def test_the_tile_map_runs_from_north_to_south(registry: Registry) -> None:
    rows = {p.slug: p.tile[0] for p in registry.provinces if p.valid_on(BEFORE)}
    coast = [rows[slug] for slug in COAST]
    assert coast == sorted(coast)
    assert rows["ca-mau"] == max(rows.values())
    assert rows["ha-giang"] == min(rows.values())


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_both_archipelagos_have_a_tile_in_the_sea(registry: Registry, day: dt.date) -> None:
    valid = [province for province in registry.provinces if province.valid_on(day)]
    islands = {group.name.vi: (province.slug, group.tile) for province in valid for group in province.islands}
    assert {name: slug for name, (slug, _) in islands.items()} == {
        "QĐ. Hoàng Sa": "da-nang",
        "QĐ. Trường Sa": "khanh-hoa",
    }
    east = max(province.tile[1] for province in valid)
    assert all(tile[1] > east for _, tile in islands.values())


def test_numbers_that_follow_from_others(registry: Registry) -> None:
    numbers = {key: float(entry.value.value) for key, entry in registry.assumptions.items()}
    mean = numbers["national_spending_2009_2019"] / numbers["funded_provinces_2009_2019"]
    assert numbers["spending_per_funded_province"] == pytest.approx(mean, abs=0.5)
    sme = registry.populations["sme_enterprises"].share_of_enterprises
    other = registry.populations["medium_large_enterprises"].share_of_enterprises
    assert sme
    assert other
    assert (sme.low + sme.high) / (other.low + other.high) == pytest.approx(28, abs=0.5)


def test_what_nobody_has_seen_is_unverified(registry: Registry) -> None:
    assert registry.populations["medium_large_enterprises"].share_status == "unverified"
    assert registry.assumptions["spending_per_funded_province"].status == "unverified"
    late = [t for key, t in registry.targets.items() if key.startswith("d280_2030_sec_reduction")]
    assert len(late) == 7
    assert {target.status for target in late} == {"unverified"}
    physical = registry.fuels["fuel_oil"].physical
    assert physical
    assert physical.co2_kg_per_tj
    assert physical.co2_kg_per_tj.status == "unverified"


def test_official_and_physical_factors_stay_apart(registry: Registry) -> None:
    [electricity] = registry.fuels["electricity"].official
    assert electricity.toe_per_unit
    assert electricity.toe_per_unit == pytest.approx(0.0001543)
    assert electricity.toe_per_unit / (3.6e-3 / 41.868) == pytest.approx(1.79, abs=0.01)
    assert registry.fuels["electricity"].physical is None
    grid = {factor.year: factor.tco2_per_mwh for factor in registry.grid_factors}
    assert grid[2016] / grid[2014] == pytest.approx(1.39, abs=0.005)


def test_norms_are_not_monotone_in_size(registry: Registry) -> None:
    paper = {norm.size.en: norm.value for norm in registry.norms if norm.product.en == "packaging paper" and norm.size}
    assert paper["under 10,000 tonnes a year"] < paper["over 50,000 tonnes a year"]
