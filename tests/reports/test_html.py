"""The HTML file: self-contained, harmless, readable by people and by readers of the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.marks import STYLES
from sxsh_eval.reports.render.html import SHAPES, css_string, render_html
from tests.reports.sample_report import HOSTILE, sample_pictures, sample_report

VOID = {"meta", "img", "col", "br", "circle", "path"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
LINKS = {"href", "src", "action", "data", "poster", "srcset", "xlink:href", "formaction"}


@dataclass
class Tag:
    name: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """Tags of a page with the text directly and indirectly inside them."""

    tags: list[Tag] = field(default_factory=list)
    stack: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        opened = Tag(tag, dict(attrs), tuple(one.name for one in self.stack))
        self.tags.append(opened)
        if tag not in VOID:
            self.stack.append(opened)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, dict(attrs), tuple(one.name for one in self.stack)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().name == tag

    def handle_data(self, data: str) -> None:
        for tag in self.stack:
            tag.text += data

    def named(self, *names: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.name in names]


@cache
def page(code: str = "vi", *, synthetic: bool = True) -> str:
    report = sample_report(synthetic=synthetic, long_rows=30)
    return render_html(report, Language(code), sample_pictures()).decode("utf-8")


@cache
def read(code: str = "vi") -> Reader:
    reader = Reader()
    reader.feed(page(code))
    reader.close()
    assert reader.stack == []
    return reader


def test_hostile_text_is_shown_as_text() -> None:
    cells = [tag.text for tag in read().named("td")]
    assert [text for text in HOSTILE if text not in cells] == []


def test_nothing_runs_and_nothing_is_fetched() -> None:
    reader = read()
    forbidden = ("script", "iframe", "object", "embed", "link", "base", "form", "input", "use", "foreignobject")
    assert reader.named(*forbidden) == []
    for tag in reader.tags:
        assert [name for name in tag.attributes if name.startswith("on") or name == "srcdoc"] == []
        for name in LINKS & tag.attributes.keys():
            assert re.match(r"#[a-z0-9-]+$", tag.attributes[name] or "")
        assert "url(" not in (tag.attributes.get("style") or "")
    style = "".join(tag.text for tag in reader.named("style"))
    assert set(re.findall(r"url\((.{0,22})", style)) == {'"data:font/woff;base64'}
    assert "@import" not in style


def test_the_policy_comes_before_everything_it_rules() -> None:
    metas = [tag for tag in read().named("meta") if tag.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert [tag.attributes["content"] for tag in metas] == [POLICY]
    assert page().index(POLICY) < page().index("<style>")


@pytest.mark.parametrize("code", ["vi", "en"])
def test_the_page_names_its_language_and_title(code: str) -> None:
    assert read(code).named("html")[0].attributes["lang"] == code
    title = {"vi": "Đánh giá sản xuất sạch hơn tỉnh Đắk Lắk", "en": "Cleaner production in Đắk Lắk"}[code]
    assert read(code).named("title")[0].text.startswith(title)
    assert page(code).startswith("<!DOCTYPE html>")


def test_every_table_has_caption_scopes_and_source() -> None:
    reader = read()
    tables = reader.named("table")
    captions = reader.named("caption")
    assert len(captions) == len(tables) == 6
    assert captions[0].text == "Bảng 1. Mục tiêu đến năm 2015 và mức đạt được"
    heads = reader.named("th")
    assert {tag.attributes["scope"] for tag in heads if "thead" in tag.inside} == {"col"}
    assert {tag.attributes["scope"] for tag in heads if "tbody" in tag.inside} == {"row"}
    assert page().count("<b>Nguồn:</b>") == len(tables) + len(reader.named("figure"))


def test_numbers_stand_right_with_digits_of_one_width() -> None:
    cells = [tag for tag in read().named("td") if tag.text == "47,2\u00a0%"]
    assert [cell.attributes["class"] for cell in cells] == ["right"]
    assert re.search(r'\.right \{[^}]*font-family: "Be Vietnam Pro Digits"[^}]*tabular-nums', page())


def test_every_picture_has_its_words() -> None:
    pictures = [tag for tag in read().named("svg") if tag.attributes.get("role") == "img"]
    alt = 'Đường biểu diễn tăng từ 1 đến 5; "nhanh" & <đều>'
    assert [tag.attributes["aria-label"] for tag in pictures] == [alt, alt]
    assert all("figure" in tag.inside for tag in pictures)
    assert [tag.text.split(".")[0].strip() for tag in read().named("figcaption")] == ["Hình 1", "Hình 2"]


def test_marks_are_shape_and_word_in_their_colour() -> None:
    marks = [tag for tag in read().named("span") if tag.attributes.get("class") == "mark"]
    shown = {(tag.text, (tag.attributes["style"] or "").removeprefix("color:")) for tag in marks}
    language = Language("vi")
    for (scale, name), style in STYLES.items():
        assert (language.text(f"mark.{scale}.{name}"), style.colour) in shown
    drawings = [tag for tag in read().named("svg") if "span" in tag.inside]
    assert len(drawings) == len(marks)
    assert {tag.attributes["aria-hidden"] for tag in drawings} == {"true"}
    assert {style.shape for style in STYLES.values()} <= SHAPES.keys()


def test_links_inside_the_page_lead_somewhere() -> None:
    ids = [tag.attributes["id"] for tag in read().tags if "id" in tag.attributes]
    assert len(set(ids)) == len(ids)
    targets = {(tag.attributes["href"] or "").removeprefix("#") for tag in read().named("a")}
    assert targets <= set(ids)
    assert "main" in targets
    labels = {tag.attributes["aria-labelledby"] for tag in read().tags if "aria-labelledby" in tag.attributes}
    assert labels <= set(ids)


def test_headings_descend_without_a_gap() -> None:
    levels = [int(tag.name[1]) for tag in read().named("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {2, 3, 4} <= set(levels)


def test_bullets_are_one_list() -> None:
    lists = [tag for tag in read().named("ul") if "main" in tag.inside]
    assert [tag.text.strip().splitlines()[0] for tag in lists] == ["8,2\u00a0%"]
    assert len([tag for tag in read().named("li") if "ul" in tag.inside]) == 3


def test_synthetic_data_are_flagged_on_screen_and_on_paper() -> None:
    words = "Dữ liệu tổng hợp, không phải số liệu thật"
    banner = [tag for tag in read().named("aside") if tag.attributes.get("class") == "banner"]
    assert words in banner[0].text
    assert f"@bottom-center {{ content: {css_string(words)}; }}" in page()
    assert 'class="banner"' not in page(synthetic=False)
    assert "@bottom-center { content" not in page(synthetic=False)


def test_css_strings_cannot_be_left() -> None:
    assert css_string('a"}</style>\\') == '"a' + "".join(f"\\{ord(sign):06x}" for sign in '"}</') + (
        "style" + "\\00003e" + '\\00005c"'
    )


def test_the_same_report_gives_the_same_bytes() -> None:
    again = render_html(sample_report(long_rows=30), Language("vi"), sample_pictures())
    assert again == page().encode("utf-8")


def test_a_figure_without_picture_is_an_error() -> None:
    with pytest.raises(KeyError, match="figure-1"):
        render_html(sample_report(long_rows=1), Language("vi"), {})


def test_an_empty_report_still_opens() -> None:
    report = sample_report().model_copy(update={"sections": (), "facts": ()})
    reader = Reader()
    reader.feed(render_html(report, Language("vi"), {}).decode("utf-8"))
    assert reader.stack == []
    assert reader.named("nav", "dl") == []
