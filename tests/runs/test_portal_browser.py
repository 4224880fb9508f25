"""The index page in a real browser, from disk: searching, sorting, maps, keyboard, language, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.runs.portal import write_portal
from tests.accessible import by_axe
from tests.runs.made_up_outputs import make_fleet

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no /usr/bin/chromium")
JOBS = 63 * 2 + 1 + 34 + 1
SHOWN = ".jobs > tbody > tr:not([hidden])"
FOLLOW_FOCUS = """() => {
  window.seen = [];
  addEventListener("focusin", ({ target }) => {
    seen.push([target.id || target.dataset.p || target.tagName, getComputedStyle(target).outlineStyle]);
  });
}"""
WIDE = {"width": 1280, "height": 900}


@dataclass
class Watched:
    """What went wrong or over the network while pages were open."""

    errors: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def follow(self, page: Any) -> None:
        page.on("console", lambda news: self.errors.append(news.text) if news.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.addresses.append(request.url))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("outputs")
    made = make_fleet(outputs, ("2009-2015", "2016-2020")) + make_fleet(outputs, ("2026-2030",), run="later")
    assert made == JOBS
    return write_portal(outputs)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, index: Path) -> Iterator[Any]:
    """The page, of which no error and no request to a network may be left at the end."""
    watched = Watched()
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(30000)
    opened = context.new_page()
    watched.follow(opened)
    opened.goto(index.as_uri())
    yield opened
    context.close()
    assert watched.errors == []
    assert watched.addresses
    assert all(address.startswith("file:") for address in watched.addresses)


def each(page: Any, where: str, what: str) -> list[Any]:
    """A property of every element, in one call."""
    found: list[Any] = page.eval_on_selector_all(where, f"(items) => items.map((item) => {what})")
    return found


def names(page: Any) -> list[str]:
    return each(page, f"{SHOWN} > th", "item.innerText.split('\\n')[0]")


def test_search_needs_no_accents(page: Any) -> None:
    for typed in ("dak lak", "Đắk Lắk", "ĐẮK LẮK", "lak dak"):
        page.fill("#search", typed)
        assert set(names(page)) == {"Đắk Lắk"}
        assert page.inner_text("#left") == f"Còn 3 trên {JOBS} dòng"
        page.click("#reset")
        assert page.locator(SHOWN).count() == JOBS


def test_search_finds_regions_and_periods_and_says_when_there_is_nothing(page: Any) -> None:
    page.fill("#search", "tay nguyen 2016")
    assert set(names(page)) == {"Đắk Lắk", "Đắk Nông", "Gia Lai", "Kon Tum", "Lâm Đồng"}
    page.fill("#search", "atlantis")
    assert page.locator(SHOWN).count() == 0
    assert page.is_visible("#nothing")


def test_filters_narrow_the_list_together(page: Any) -> None:
    page.select_option("#f-state", "failed")
    everything = page.locator(SHOWN).count()
    page.select_option("#f-period", "2009-2015")
    assert 0 < page.locator(SHOWN).count() < everything
    assert set(page.locator(f"{SHOWN} .state").all_inner_texts()) == {"Không thành công"}
    page.click(f"{SHOWN} summary")
    assert "thiếu cột" in page.inner_text(f"{SHOWN} pre")
    page.select_option("#f-region", "tay-nguyen")
    assert page.inner_text("#left").startswith(f"Còn {page.locator(SHOWN).count()} trên")
    page.select_option("#run", "later")
    assert page.locator(SHOWN).count() == 0


def test_sorting_by_heads_and_by_choice(page: Any) -> None:
    assert page.get_attribute("th[data-sort=name]", "aria-sort") == "ascending"
    first = names(page)
    assert first[0] == "Cả nước"
    assert first.index("Bạc Liêu") < first.index("Bắc Giang") < first.index("Đà Nẵng") < first.index("Đắk Lắk")
    page.click("th[data-sort=period] button")
    periods = page.locator(f"{SHOWN} td.period").all_inner_texts()
    assert periods == sorted(periods)
    page.click("th[data-sort=period] button")
    assert page.get_attribute("th[data-sort=period]", "aria-sort") == "descending"
    assert page.locator(f"{SHOWN} td.period").first.inner_text() == "2026–2030"
    page.select_option("#sort", "state")
    assert page.locator(f"{SHOWN} .state").first.inner_text() == "Không thành công"
    assert page.locator(".jobs th[aria-sort]").count() == 1
    page.select_option("#sort", "seconds")
    seconds = each(page, SHOWN, "Number(item.dataset.seconds)")
    assert seconds == sorted(seconds, reverse=True)


def test_a_report_opens_by_click_from_list_and_map(page: Any) -> None:
    page.fill("#search", "dak lak 2016")
    page.click(f"{SHOWN} a[data-open=en]")
    assert page.url.endswith("/dak-lak/2016-2020/report.en.html")
    page.go_back()
    page.click("ul.grid:not([hidden]) a[data-p=dak-lak]")
    assert page.url.endswith("/dak-lak/2016-2020/report.vi.html")
    assert page.title() == "Đắk Lắk 2016-2020"


def test_language_switch_turns_words_numbers_and_links(page: Any) -> None:
    assert page.get_attribute("html", "lang") == "vi"
    page.click("#languages button[data-set=en]")
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text("h1") == "Evaluation reports on cleaner production in industry"
    assert page.inner_text("#left") == f"{JOBS} of {JOBS} rows left"
    assert page.get_attribute("#search", "placeholder") == "for example: dak lak, 2016"
    cell = page.locator("details.values[open] td[data-v]").first
    assert cell.inner_text().startswith(f"{float(cell.get_attribute('data-v')):.1f} (")
    tile = page.locator("ul.grid:not([hidden]) a[data-p=ha-noi]")
    assert tile.get_attribute("href").endswith("/ha-noi/2016-2020/report.en.html")
    assert tile.get_attribute("aria-label").startswith("Hanoi: ")
    assert "không" not in page.inner_text("main").replace("không đạt", "")
    page.click("#languages button[data-set=vi]")
    assert cell.inner_text().startswith(f"{float(cell.get_attribute('data-v')):.1f} (".replace(".", ","))


def looks(page: Any) -> dict[str, str]:
    """Class of the colour of each province on the map."""
    return dict(each(page, "ul.grid:not([hidden]) .tile", "[item.dataset.p, item.className.split(' ')[1]]"))


def test_map_shows_the_chosen_indicator_and_period(page: Any) -> None:
    before = looks(page)
    assert len(before) == 63
    edges = [float(text) for text in page.get_attribute("details.values[open]", "data-edges").split()]
    row = "[item.dataset.p, [item.cells[2].innerText, item.cells[2].dataset.v]]"
    cells = dict(each(page, "details.values[open] tbody tr", row))
    for slug, look in before.items():
        text, value = cells.get(slug, ["–", None])
        if value is None:
            assert (text, look) in {("–", "missing"), (":c", "hidden")}, slug
        else:
            at = int(look[1:])
            assert edges[at] <= float(value) <= edges[at + 1], slug
    assert {"missing", "hidden"} < set(before.values())
    page.select_option("#period", "2009-2015")
    assert looks(page) != before
    page.select_option("#indicator", label="Năng lượng tiết kiệm được nhờ SXSH (tác động nhân quả)")
    assert "TOE" in page.inner_text("#legend")
    assert "2009–2015, TOE" in page.inner_text("#map-caption")
    assert page.locator("details.values:not([hidden])").count() == 1


def test_map_has_34_provinces_after_the_merger_and_both_archipelagos(page: Any) -> None:
    for run, provinces in (("demo", 63), ("later", 34)):
        page.select_option("#run", run)
        assert len(looks(page)) == provinces
        texts = page.locator("ul.grid:not([hidden]) .island").all_inner_texts()
        assert [text.replace("\n", " ") for text in texts] == [
            "QĐ. Hoàng Sa thuộc Đà Nẵng",
            "QĐ. Trường Sa thuộc Khánh Hòa",
        ]
    assert page.locator("#period option").all_inner_texts() == ["2026–2030"]


def test_small_maps_share_one_scale(page: Any) -> None:
    page.select_option("#run", "demo")
    assert page.locator("#small .mini").count() == 2
    assert page.locator("#small .mini").first.locator("i").count() == 65
    page.select_option("#compare", "indicators")
    titles = page.locator("#small figcaption").all_inner_texts()
    assert len(titles) > 2
    assert page.is_visible("#small-legend")
    page.locator("#small button").nth(1).click()
    assert page.inner_text("#map-title") == titles[1]
    assert page.evaluate("document.activeElement.textContent") == titles[1]


def test_values_sort_with_their_intervals_beside_them(page: Any) -> None:
    box = page.locator("details.values:not([hidden])")
    first = box.locator("tbody th").all_inner_texts()
    assert box.locator("thead th").first.get_attribute("aria-sort") == "ascending"
    head = box.locator("thead th").nth(2)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    cells = each(page, "details.values[open] tbody tr", "[item.cells[2].innerText, item.cells[2].dataset.v]")
    values = [float(value) for _, value in cells if value is not None]
    assert values == sorted(values)
    assert "(" in cells[0][0]
    assert {text for text, _ in cells[len(values) :]} == {"–", ":c"}
    box.locator("thead th").first.locator("button").click()
    assert box.locator("tbody th").all_inner_texts() == first


def test_everything_is_reached_by_the_tab_key_in_the_order_of_the_page(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#list"
    page.evaluate(FOLLOW_FOCUS)
    for _ in range(80):
        page.keyboard.press("Tab")
    seen, outlines = zip(*page.evaluate("window.seen"), strict=True)
    assert seen.index("run") < seen.index("indicator") < seen.index("period") < seen.index("ha-noi")
    assert seen.index("ha-noi") < seen.index("compare")
    tiles = {place for place in looks(page) if place in seen}
    assert len(tiles) == 63
    assert set(outlines) == {"solid"}
    page.focus("#search")
    page.keyboard.type("dak lak 2016")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "f-period"
    page.focus(f"{SHOWN} a[data-open=vi]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dak-lak/2016-2020/report.vi.html")


def test_every_control_has_a_name_and_every_id_is_one(page: Any) -> None:
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('input, select, button')].filter(
          (item) => !item.innerText.trim() && !(item.labels && item.labels.length) && !item.getAttribute('aria-label')
        ).length"""
    )
    assert nameless == 0
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((item) => item.id)")
    assert len(ids) == len(set(ids))
    assert page.get_attribute("#left", "aria-live") == "polite"


def test_axe_finds_no_grave_fault(browser: Any, index: Path) -> None:
    context = browser.new_context(viewport=WIDE, bypass_csp=True)
    page = context.new_page()
    page.goto(index.as_uri())
    assert by_axe(page) == []
    context.close()


def test_narrow_pages_do_not_scroll_sideways(page: Any) -> None:
    page.locator(".results summary").first.click()
    for width in (320, 640):  # a telephone; 1280 pixels at a zoom of 200 %
        page.set_viewport_size({"width": width, "height": 700})
        for code in ("vi", "en"):
            page.click(f"#languages button[data-set={code}]")
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_everything_can_be_read(browser: Any, index: Path) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto(index.as_uri())
    text = page.inner_text("body")
    assert "Danh sách báo cáoList of reports" in text
    assert "Dữ liệu tổng hợp, không phải số liệu thật" in text
    assert page.locator(SHOWN).count() == JOBS
    assert not page.is_visible("#search")
    assert not page.is_visible("#languages")
    assert page.locator("ul.grid:visible a[href]").count() > 50
    closed = page.locator("details.values:not([open]) summary")
    assert closed.count() > 5
    closed.first.click()
    assert page.locator("details.values[open]").count() == 2
    page.locator("a[data-open=vi]").first.click()
    page.wait_for_url("**/report.vi.html")
    context.close()
