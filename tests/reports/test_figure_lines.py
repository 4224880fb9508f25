"""Headlines follow the evidence: a change is named only where its interval excludes zero."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.parameters.quantity import Name, Num, Range, phrase
from sxsh_eval.reports.charts.effect import Effect, Reach
from sxsh_eval.reports.figure_lines import changed, excludes, finished, overlapping, told
from sxsh_eval.reports.language import Language, catalogue
from sxsh_eval.reports.model import Figure, Section
from tests.reports.editorial import WITHOUT_NUMBER

VI, EN = Language("vi"), Language("en")
NUMBERS = st.floats(-80, 80, allow_nan=False).map(lambda value: round(value, 1))
INTERVALS = st.tuples(NUMBERS, NUMBERS).map(sorted)


def effect(low: float, value: float, high: float) -> Effect:
    unit = "percent_change"
    return Effect(value=Num(value=value, unit=unit, digits=1), interval=Reach.of(low, high, unit, 1))


def test_a_number_takes_its_interval_along() -> None:
    interval = Range(low=5.4, high=8.4, unit="percent", digits=1)
    value = Num(value=6.9, unit="percent", digits=1)
    assert VI.show(told(value, interval)) == "6,9 % (5,4–8,4)"
    assert EN.show(told(value, None)) == "6.9%"
    assert EN.show(told(value, Reach(low=5.4, unit="percent", digits=1))) == "6.9%"


def test_known_headlines() -> None:
    key = "figure.events.title"
    assert EN.say(changed(key, effect(-8.4, -6.9, -5.4))).endswith("falls by 6.9% (5.4–8.4)")
    assert EN.say(changed(key, effect(0.2, 5.1, 10.2))).endswith("rises by 5.1% (0.2–10.2)")
    unclear = changed(key, effect(-4.0, -1.2, 1.6))
    assert EN.say(unclear).startswith("Not enough evidence")
    assert VI.say(unclear).startswith("Không đủ bằng chứng")


@given(INTERVALS, st.floats(0, 1))
def test_a_direction_is_named_only_where_zero_is_excluded(ends: list[float], part: float) -> None:
    low, high = ends
    value = min(max(round(low + part * (high - low), 1), low), high)
    name = changed("figure.events.title", effect(low, value, high)).key.rpartition(".")[2]
    assert name == ("unclear" if low <= 0 <= high else "down" if high < 0 else "up")


@given(st.lists(INTERVALS, min_size=2, max_size=6))
def test_what_intervals_share_lies_in_all_of_them(pairs: list[list[float]]) -> None:
    intervals = [Range(low=low, high=high, unit="percent") for low, high in pairs]
    common = overlapping(intervals)
    apart = any(one.high < other.low or other.high < one.low for one, other in combinations(intervals, 2))
    assert (common is None) == apart
    if common is not None:
        assert all(one.low <= common.low <= common.high <= one.high for one in intervals)


def test_open_intervals_exclude_only_beyond_their_end() -> None:
    assert excludes(Reach(high=-1.0, unit="percent"), 0)
    assert not excludes(Reach(low=-1.0, unit="percent"), 0)
    assert not excludes(None, 0)


def test_finished_figures_stand_alone() -> None:
    title, place = phrase("figure.ladder.title.nothing"), Name(vi="Lào Cai", en="Lào Cai")
    figure = Figure(id="x", chart="ladder", data={}, title=title, subtitle=title, alt=title, source=title)
    inner = Section(id="inner", title=title, blocks=(figure,))
    (outer,) = finished([Section(id="outer", title=title, parts=(inner,))], place)
    (made,) = outer.parts[0].blocks
    assert isinstance(made, Figure)
    assert VI.say(made.subtitle) == f"{VI.say(title)}; Lào Cai"
    assert VI.say(made.alt).startswith(f"{VI.say(title)}. ")


def test_headlines_in_the_catalogue_have_a_number_or_say_that_there_is_none() -> None:
    for code in ("vi", "en"):
        for key, entry in catalogue(code).items():
            if key.startswith("figure.") and ".title" in key and key.rpartition(".")[2] not in WITHOUT_NUMBER:
                assert "{" in str(entry), key
