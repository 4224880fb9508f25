"""What keeps people from a page: found by axe-core, by a wide zoom, and by going through it with the Tab key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ALONE = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
GRAVE = ("serious", "critical")
TABS = 40
NO_SHADES = "* { background-image: none !important }"
"""Shades at the edges of tables, which axe-core cannot see through."""
AXE = "async (where) => (await axe.run(where || document, { resultTypes: ['violations'] })).violations"
PALE = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number).slice(0, 3);
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = (text) => {
    const box = text.getBoundingClientRect();
    for (const one of document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)) {
      const style = getComputedStyle(one);
      if (one.closest("text")) continue;
      if (one instanceof SVGGeometryElement && style.fill !== "none" && style.fillOpacity * style.opacity > 0.5)
        return rgb(style.fill);
      if (one instanceof SVGElement || style.backgroundColor === "rgba(0, 0, 0, 0)") continue;
      return rgb(style.backgroundColor);
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("svg text")].filter((text) => {
    if (!text.textContent.trim()) return false;
    text.scrollIntoView({ block: "center" });
    const [a, b] = [light(rgb(getComputedStyle(text).fill)), light(under(text))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((text) => text.textContent);
}"""
"""Words of drawings without enough contrast to the shape or page under them (axe-core leaves drawings out)."""
CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  if (box.width === 0 || box.right <= innerWidth + 1 || one.closest("svg, .visually-hidden")) return false;
  for (let outer = one.parentElement; outer; outer = outer.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(outer).overflowX) &&
        outer.getBoundingClientRect().right <= innerWidth + 1) return false;
  return true;
}).slice(0, 5).map((one) => one.outerHTML.slice(0, 120))"""
"""What reaches beyond the page's right edge and cannot be scrolled to within a box of its own."""
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const before = window.lastFocus;
  window.lastFocus = one;
  return {
    name: one.outerHTML.slice(0, 100), none: one === document.body,
    seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    later: !before || Boolean(before.compareDocumentPosition(one) & (4 | 16)),
  };
}"""


@contextmanager
def browser() -> Iterator[Any]:
    """A browser that does not keep to a page's own policy, so that it can be examined; skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(ALONE))
        context = opened.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        context.set_default_timeout(30000)
        yield context
        opened.close()


def barriers_of(path: Path) -> dict[str, list[Any]]:
    """Barriers of a page on the disk."""
    with browser() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        return barriers(page)


def barriers(page: Any, *, tabs: int = TABS) -> dict[str, list[Any]]:
    """Barriers of an open page by kind; empty when there are none."""
    kinds = {"keyboard": by_keyboard(page, tabs), "zoom": by_zoom(page), "axe": by_axe(page), "drawings": []}
    kinds["drawings"] = page.evaluate(PALE)
    return {kind: found for kind, found in kinds.items() if found}


def by_axe(page: Any, where: str | None = None) -> list[str]:
    """Grave violations of axe-core's rules, contrast of all words included."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.add_style_tag(content=NO_SHADES)
    page.evaluate(AXE_SCRIPT)
    return [told(found) for found in page.evaluate(AXE, where) if found["impact"] in GRAVE]


def told(violation: Mapping[str, Any]) -> str:
    """A rule with the first places where it is broken."""
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:5]]
    return f"{violation['id']} ({len(violation['nodes'])}): {'; '.join(places)}"


def by_zoom(page: Any) -> list[str]:
    """What is cut off at 200 % of a usual screen and on a telephone; the page itself never scrolls sideways."""
    found = []
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 450})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: {wide} pixels wide"] * (wide > width) + [f"{width}: {one}" for one in page.evaluate(CUT)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def by_keyboard(page: Any, tabs: int) -> list[str]:
    """Places that the Tab key reaches without a visible mark, out of sight, or against the order of reading."""
    found = []
    for _ in range(tabs):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["none"]:
            break
        found += [f"{fault}: {at['name']}" for fault in ("seen", "inside", "later") if not at[fault]]
    return found
