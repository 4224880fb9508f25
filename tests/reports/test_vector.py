"""Drawings as SVG: words are words, marks end where their plot does, nothing in a drawing can break the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from sxsh_eval.reports.charts.page import Block, Drawing, Page
from sxsh_eval.reports.charts.theme import Look, theme
from sxsh_eval.reports.draw_pictures import picture
from sxsh_eval.reports.render.html import inline
from sxsh_eval.reports.svg_pieces import short

SVG = "{http://www.w3.org/2000/svg}"
FRAME = (10.0, 10.0, 100.0, 50.0)


def page_with(*blocks: Block, height: float = 80) -> Page:
    page = Page(height)
    page.write(*blocks, at=(5, 5))
    return page


def read(drawing: Drawing) -> ET.Element:
    return ET.fromstring(picture(drawing).svg)


def named(root: ET.Element, tag: str) -> list[ET.Element]:
    return list(root.iter(f"{SVG}{tag}"))


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (0.125, "0.12"), (-0.001, "0"), (100.0, "100"), (12.30, "12.3"), (-2.5, "-2.5")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text


def test_words_stay_words_in_their_face() -> None:
    with theme():
        page = page_with(Block(("Đắk Lắk: nhận thức",), "strong"), Block(("nghiêng",), "italic", 8.0))
        page.write(Block(("giữa",)), at=(80, 40), align="center")
    strong, italic, middle = named(read(page.figure), "text")
    assert (strong.text, strong.get("font-weight"), strong.get("font-size")) == ("Đắk Lắk: nhận thức", "600", None)
    assert (italic.text, italic.get("font-style"), italic.get("font-size")) == ("nghiêng", "italic", "8")
    assert middle.get("text-anchor") == "middle"
    assert float(middle.get("x", "0")) == pytest.approx(80 / 25.4 * 72, abs=0.01)


def test_letters_that_the_font_lacks_are_drawn() -> None:
    with theme():
        root = read(page_with(Block(("A → B",), colour="#b34700")).figure)
    assert named(root, "text") == []
    (path,) = named(root, "path")
    assert path.get("fill") == "#b34700"
    assert len(path.get("d", "")) > 100


@pytest.mark.parametrize("words", ["<script>&\"'", "a\x00b\x1fc", "đảo \u202engược", "</svg>"])
def test_hostile_words_stay_words(words: str) -> None:
    with theme():
        made = picture(page_with(Block((words,))).figure)
    (text,) = named(ET.fromstring(made.svg), "text")
    assert text.text == re.sub("[\x00-\x1f\u202e]", "", words)
    page = str(inline(made, "figure-1", words))
    assert page.count("<svg") == page.count("</svg>") == 1
    assert "<script" not in page


def test_only_what_leaves_its_plot_is_cut() -> None:
    with theme():
        page = Page(80)
        plot = page.plot(FRAME, (0, 10), (0, 1))
        plot.plot((0, 10), (0, 1), color="black")
        plot.axvline(0, color="black")
        assert named(read(page.figure), "svg")[1:] == []
        plot.plot((5, 25), (0.5, 0.5), color="black")
        plot.plot((5, 25), (0.7, 0.7), color="black", clip_on=False)
    (frame,) = named(read(page.figure), "svg")[1:]
    assert float(frame.get("width", "0")) == pytest.approx(100 / 25.4 * 72, abs=0.01)
    assert len(list(frame)) == 1


def test_plots_place_data_in_millimetres() -> None:
    with theme():
        page = Page(80)
        page.plot(FRAME, (1, 100), (0, 1), log=True).plot((10,), (0.5,), marker="o", markersize=6, linestyle="none")
    (disc,) = named(read(page.figure), "circle")
    found = [float(disc.get(name, "0")) / 72 * 25.4 for name in ("cx", "cy")]
    assert found == pytest.approx([60, 35], abs=0.01)
    assert float(disc.get("r", "0")) == pytest.approx(3)


def test_hatchings_have_names_of_their_own_on_a_page() -> None:
    look: Look = {"facecolor": "white", "edgecolor": "#8f5f00", "hatch": "//////"}
    with theme():
        page = Page(80)
        plot = page.plot(FRAME, (0, 10), (0, 3))
        plot.barh(1, 4, height=0.5, **look)
        plot.barh(2, 6, height=0.5, **look)
        made = picture(page.figure)
    shown = str(inline(made, "figure-1", "")) + str(inline(made, "figure-2", ""))
    assert re.findall('id="([^"]*)"', shown) == ["figure-1-hatch-0", "figure-2-hatch-0"]
    assert re.findall(r"url\(#([^)]*)\)", shown) == ["figure-1-hatch-0"] * 2 + ["figure-2-hatch-0"] * 2


def test_pixels_are_as_many_as_asked_for() -> None:
    with theme():
        made = picture(page_with(Block(("ổ",))).figure)
    for dpi in (72, 144):
        width = int.from_bytes(made.pixels(dpi)[16:20])
        assert width == pytest.approx(165 / 25.4 * dpi, abs=1)
