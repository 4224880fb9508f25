"""The review page: every figure has its place and card, hostile text is only text, nothing can run."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sxsh_eval.inputs.letters.reading import NumberSeen, Reading
from sxsh_eval.inputs.letters.text import Paragraph
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.review.layout import lay_out_letter
from sxsh_eval.reports.review.page import review_html
from tests.letters import registry
from tests.made_up_reading import CLAIMS, HOSTILE, LINES, TABLE, made_up_reading

VOID = {"meta", "br", "link", "img", "input"}


class Tags(HTMLParser):
    """Tags with their attributes, all text, and whether tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(code: str = "vi", reading: Reading | None = None) -> str:
    made = review_html(reading or made_up_reading(), registry(), Language(code), folder="data/drafts/x-2018")
    return made.decode("utf-8")


@pytest.mark.parametrize("code", ["vi", "en"])
def test_every_figure_has_one_card_and_one_place_that_lead_to_each_other(code: str) -> None:
    tags = Tags(page(code))
    assert tags.open == []
    ids = [attributes["id"] for _, attributes in tags.found if attributes.get("id")]
    assert len(ids) == len(set(ids))
    numbers = range(1, len(CLAIMS) + 1)
    assert {f"so-{number}" for number in numbers} | {f"cho-{number}" for number in numbers} <= set(ids)
    links = {str(attributes["href"]) for tag, attributes in tags.found if tag == "a"}
    assert {link.removeprefix("#") for link in links} <= set(map(str, ids))
    assert all(link.startswith("#") for link in links)


def test_the_letter_stands_there_word_for_word() -> None:
    layout = lay_out_letter(made_up_reading(), Language("vi"))
    said = ["".join(segment.text for segment in block.line) for block in layout.blocks if not block.is_table]
    assert said == list(LINES)
    [table] = [block for block in layout.blocks if block.is_table]
    cells = tuple(tuple("".join(part.text for line in cell for part in line) for cell in row) for row in table.rows)
    assert cells == TABLE
    assert not layout.homeless


def test_numbers_not_taken_tell_why() -> None:
    text = Tags(page()).text
    assert "1.250không hiểu" in text
    assert "14,2chuyện khác" in text
    assert "2010năm" in text
    assert "Không lấy:" in text


def test_unsure_figures_are_marked_by_more_than_colour() -> None:
    strong = [attributes for tag, attributes in Tags(page()).found if attributes.get("class") == "card strong"]
    assert {attributes["id"] for attributes in strong} == {"so-2", "so-7"}
    assert page().count('<span class="flag">cần xem kỹ</span>') == 2
    assert "?2</sup>" in page()


@pytest.mark.parametrize("code", ["vi", "en"])
def test_hostile_text_is_only_text(code: str) -> None:
    hostile = {"vi": HOSTILE, "en": HOSTILE}
    reading = made_up_reading(number=HOSTILE, title=hostile, issuer=hostile, addressee=hostile)
    reading = replace(reading, text=replace(reading.text, file='<img src=x onerror="alert(1)">.docx'))
    made = page(code, reading)
    tags = Tags(made)
    assert not [tag for tag, _ in tags.found if tag in {"script", "img", "iframe", "object", "link"}]
    assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on")]
    assert "javascript:" not in made
    assert HOSTILE in tags.text
    assert "default-src 'none'" in made
    assert "script-src" not in made


def test_the_same_reading_gives_the_same_page() -> None:
    assert page() == page()


def test_a_figure_without_a_number_stands_beside_its_line_or_at_the_end() -> None:
    reading = made_up_reading()
    bare = replace(reading, numbers=())
    layout = lay_out_letter(bare, Language("vi"))
    assert [block.records for block in layout.blocks if block.records] == [(1, 2, 3, 4), (5, 6, 7), (8,), (9, 10)]
    lost = replace(bare, text=replace(reading.text, paragraphs=(Paragraph("một dòng", 99),)))
    assert lay_out_letter(lost, Language("vi")).homeless == tuple(range(1, 11))
    assert "không gắn được" in page("vi", lost)


spans = st.tuples(
    st.integers(0, 20), st.integers(-3, 60), st.integers(-3, 60), st.sets(st.sampled_from([*CLAIMS, "no_such"]))
)


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, max_size=30))
def test_odd_spans_lose_no_text_and_no_figure(found: list[tuple[int, int, int, set[str]]]) -> None:
    reading = made_up_reading()
    seen = tuple(
        NumberSeen(at, start, end, tuple(sorted(keys)), "taken" if keys else "year") for at, start, end, keys in found
    )
    layout = lay_out_letter(replace(reading, numbers=seen), Language("vi"))
    said = ["".join(segment.text for segment in block.line) for block in layout.blocks if not block.is_table]
    assert said == list(LINES)
    placed = [number for block in layout.blocks for number in block.records]
    assert sorted([*placed, *layout.homeless]) == list(range(1, len(CLAIMS) + 1))
