"""One figure: value, bound, unit sign as they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sxsh_eval.inputs.printed import SCALES, TO, parse_number, scale_factor, scaled_exactly, two_ways

Bound = Literal["exact", "about", "over", "at_least", "at_most"]
SCALE = rf"(?:{'|'.join(SCALES)})"
POINT = re.compile(r"\s*(?:điểm\s*(?:%|phần trăm)|percentage points?)", re.IGNORECASE)
PER_CENT = re.compile(r"\s*(?:%|phần trăm\b|per ?cent)", re.IGNORECASE)
MONEY_SIGN = r"(?:đồng|vnđ|vnd|đ(?![^\W\d_]))"
FOREIGN = re.compile(r"\s*(?:usd|eur|euro|đô la|đô-la|dkk|krone|yên|jpy)\b", re.IGNORECASE)
LARGE = (["triệu"], ["tỷ"], ["tỉ"], ["tr"], ["million"], ["billion"])
COUNTED = re.compile(r"\s*[^\W\d_]")
NEXT_END = re.compile(rf"\s*{TO}\s*[0-9]", re.IGNORECASE)
MONEY = re.compile(
    rf"\s*(?P<scale>(?:nghìn\s+|ngàn\s+|trăm\s+)?{SCALE}(?![^\W\d_])\.?)?\s*(?P<sign>{MONEY_SIGN})?", re.IGNORECASE
)
BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at_least", re.compile(r"(?:tối thiểu|ít nhất|không dưới|không ít hơn|tối thiểu là|at least)\s*$", re.IGNORECASE)),
    (
        "at_most",
        re.compile(r"(?:tối đa|nhiều nhất|không quá|dưới|chưa đến|thấp hơn|chưa tới|at most)\s*$", re.IGNORECASE),
    ),
    ("over", re.compile(r"(?:trên|hơn|vượt|over|more than)\s*$", re.IGNORECASE)),
    ("about", re.compile(r"(?:khoảng|xấp xỉ|gần|ước|ước đạt|chừng|about|nearly|~|≈)\s*$", re.IGNORECASE)),
)
OF_WHAT = re.compile(r"(?:%|tổng số|\))\s*(?:trên|dưới)\s*$", re.IGNORECASE)
FROM_ON = re.compile(r"\s*(?:[^\W\d_]+\s+){0,2}trở lên", re.IGNORECASE)
LOOK_BACK = 24


@dataclass(frozen=True)
class Figure:
    """A number that may be a figure of the letter.

    Attributes
    ----------
    start, end : int
        Characters of the paragraph: digits or number words, of a band both.
    low, high : float
        Ends; equal for one number. Scale words are multiplied in.
    unit : str
        ``percent``, ``percentage_point``, ``vnd``, ``foreign`` (money of another country) or empty (a count).
    printed : str
        What the analyst sees as the figure: with its sign of per cent and scale word.
    after : int
        Where the text after figure and unit sign goes on.
    two_ways : bool
        Whether the other style of writing numbers gives it another value.
    spelt : bool
        Number words without digits: a figure only where a counted thing follows.
    share_of : {"", "part", "whole", "ratio"}
        Sides of a fraction like ``15/200``; ``whole`` also in ``15% trong tổng số 200``; both sides of ``1/3`` are a
        ``ratio``.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    bound: Bound
    printed: str
    after: int
    two_ways: bool = False
    spelt: bool = False
    share_of: Literal["", "part", "whole", "ratio"] = ""

    @property
    def is_band(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high


def measured(text: str, start: int, end: int, *, english: bool) -> Figure:
    """Figure of one number with the unit sign after it and the bound before it."""
    digits = text[start:end]
    doubtful = two_ways(digits)
    value = parse_number(digits, english=english and doubtful and "," in digits)
    unit, factor, after = "", 1, end
    point, share = POINT.match(text, end), PER_CENT.match(text, end)
    if point or share:
        unit, after = ("percentage_point", point.end()) if point else ("percent", share.end() if share else end)
    else:
        unit, factor, after, shown = money_after(text, end)
        foreign = FOREIGN.match(text, after)
        unit, after = ("foreign", foreign.end()) if foreign else (unit, after)
        end = end if foreign else max(end, shown)
    printed = text[start : after if unit == "percent" else end]
    bound = bound_of(text, start, after)
    value = scaled_exactly(value, factor)
    return Figure(start, start + len(digits), value, value, unit, bound, printed, after, doubtful)


def money_after(text: str, end: int) -> tuple[str, int, int, int]:
    """Unit, factor, end of the sign and end of the scale word after a number."""
    match = MONEY.match(text, end)
    if match is None or not (match["scale"] or match["sign"]):
        return "", 1, end, end
    scale = " ".join((match["scale"] or "").lower().rstrip(".").split())
    shown = match.end("scale") if scale else end
    large = scale.split()[-1:] in LARGE
    counted = COUNTED.match(text, match.end()) and not NEXT_END.match(text, match.end())
    unit = "vnd" if match["sign"] or (large and not counted) else ""
    return unit, scale_factor(scale), match.end("sign") if match["sign"] else shown, shown


def bound_of(text: str, start: int, after: int) -> Bound:
    """How the words before (or after) a number bound it."""
    before = text[max(0, start - LOOK_BACK) : start]
    if FROM_ON.match(text, after):
        return "at_least"
    if OF_WHAT.search(before):
        return "exact"
    return next((bound for bound, pattern in BOUNDS if pattern.search(before)), "exact")
