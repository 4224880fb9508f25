"""Figures made of several numbers: bands, fractions, number words with their digits in brackets."""

from __future__ import annotations

import re
from dataclasses import replace

from sxsh_eval.inputs.letters.figures import PER_CENT, Figure, bound_of, money_after
from sxsh_eval.inputs.number_words import WORD, words_at
from sxsh_eval.inputs.printed import TO, scale_factor, scaled_exactly

BAND = re.compile(rf"\s*{TO}\s*(?:khoảng\s*)?", re.IGNORECASE)
SMALLEST_WHOLE = 10
OF_A_WHOLE = re.compile(
    r"\s*(?:(?:cơ sở|doanh nghiệp|đơn vị)\s*)?(?:trong|trên|của)\s+(?:tổng\s+)?(?:số\s+)?"
    r"(?:(?:hơn|khoảng|gần|trên)\s+)?\(?",
    re.IGNORECASE,
)
DONE_FIVE = re.compile(
    r"\b(?:tổ chức|mở|hỗ trợ|xây dựng|đánh giá|cử|đào tạo|tập huấn|cho|với|gồm|đã có|hiện có|khảo sát|mời)"
    r"\s+(?:được\s+)?$",
    re.IGNORECASE,
)
LOOK_BACK_FIVE = 24
SAID_AGAIN = re.compile(r"\s*(?:đồng|vnđ|%)?\s*\(\s*(?:bằng chữ\s*:?\s*)?", re.IGNORECASE)


def bands(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with those joined that are the two ends of one band."""
    found: list[Figure] = []
    for figure in figures:
        low = found[-1] if found else None
        if low is not None and not low.is_band and is_band(text, low, figure):
            found[-1] = band(text, low, figure)
        else:
            found.append(figure)
    return found


def is_band(text: str, low: Figure, high: Figure) -> bool:
    """Whether only ``-``, ``đến`` or ``tới`` stands between two numbers in one unit, the smaller one first."""
    if BAND.fullmatch(text, low.after, high.start) is None or low.unit not in {"", high.unit}:
        return False
    return scaled(low, high) < high.high


def scaled(low: Figure, high: Figure) -> float:
    """Lower end in the unit of the upper one: ``2 - 3 triệu`` begins at two million."""
    return low.low if low.unit or not high.unit else scaled_exactly(low.low, factor_of(high))


def factor_of(figure: Figure) -> int:
    """Scale word of a figure as a factor."""
    words = re.sub(r"[^a-zà-ỹđ ]+", " ", figure.printed.lower())
    return scale_factor(words) if figure.unit == "vnd" else 1


def band(text: str, low: Figure, high: Figure) -> Figure:
    """One figure of the two ends of a band."""
    printed = text[low.start : high.start] + high.printed
    return replace(
        high,
        start=low.start,
        low=scaled(low, high),
        printed=printed,
        bound="exact",
        two_ways=low.two_ways or high.two_ways,
    )


def fractions(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with the two sides of fractions like ``15/200`` told."""
    found: list[Figure] = []
    for figure in figures:
        part = found[-1] if found else None
        if part is not None and part.end == part.after and re.fullmatch(r"\s?/\s?", text[part.end : figure.start]):
            whole = figure.low >= max(SMALLEST_WHOLE, part.low)
            found[-1] = replace(part, share_of="part" if whole else "ratio")
            figure = replace(figure, share_of="whole" if whole else "ratio")  # noqa: PLW2901 - its side known
        found.append(figure)
    return found


def wholes(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with those told of which the one before is a share: ``15% trong tổng số 200 cơ sở``."""
    found: list[Figure] = []
    for figure in figures:
        share = found[-1] if found else None
        gap = text[share.after : figure.start] if share is not None else ""
        is_whole = share is not None and share.unit == "percent" and not figure.unit and OF_A_WHOLE.fullmatch(gap)
        found.append(replace(figure, share_of="whole") if is_whole else figure)
    return found


def joined_words(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures with the number words joined that stand before their digits in brackets: ``hai mươi (20)``."""
    found: list[Figure] = []
    for figure in figures:
        bracket = re.search(r"\s*\(\s*$", text[max(0, figure.start - 4) : figure.start])
        words = words_before(text, figure.start - len(bracket.group())) if bracket else None
        closed = re.match(r"\s*\)", text[figure.end : figure.end + 3])
        if words and closed and words[1] == figure.low:
            end = figure.end + closed.end()
            unit, factor, after, _ = money_after(text, end)
            value = scaled_exactly(figure.low, factor)
            printed = text[words[0] : end]
            found.append(
                replace(figure, start=words[0], end=end, printed=printed, after=after, unit=unit, low=value, high=value)
            )
        else:
            found.append(figure)
    return found


def words_before(text: str, end: int) -> tuple[int, int] | None:
    """Start and value of the longest number words that end at a place."""
    for match in WORD.finditer(text, max(0, end - 60), end):
        found = words_at(text, match.start())
        if found and found[1] == end:
            return match.start(), found[0]
    return None


def spelt_figures(text: str, figures: list[Figure], taken: bytearray) -> list[Figure]:
    """Numbers in words that stand alone."""
    spans = [(figure.start, figure.end) for figure in figures]
    found: list[Figure] = []
    free = 0
    for match in WORD.finditer(text):
        if match.start() < free:
            continue
        words = words_at(text, match.start()) or lone_five(text, match)
        if words is None or any(taken[match.start() : words[1]]):
            continue
        value, end = words
        free = end
        said = any(
            figure.low == value and SAID_AGAIN.fullmatch(text, figure.after, match.start()) for figure in figures
        )
        if not said and not any(start < end and match.start() < stop for start, stop in spans):
            found.append(spelt_figure(text, match.start(), end, value))
    return found


def spelt_figure(text: str, start: int, end: int, value: int) -> Figure:
    """Figure of number words with the unit after them."""
    share = PER_CENT.match(text, end)
    unit, factor, after, shown = ("percent", 1, share.end(), share.end()) if share else money_after(text, end)
    amount = scaled_exactly(float(value), factor)
    printed = text[start : max(end, shown)]
    return Figure(start, end, amount, amount, unit, bound_of(text, start, after), printed, after, spelt=True)


def lone_five(text: str, word: re.Match[str]) -> tuple[int, int] | None:
    """Value and end of a lone ``năm`` that is five: right after a verb of doing, where no year is meant."""
    is_five = word.group().lower() == "năm" and DONE_FIVE.search(text[: word.start()][-LOOK_BACK_FIVE:])
    return (5, word.end()) if is_five else None
