"""An analyst at the form in a real browser, whose clicks and keystrokes are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

SLOW = 300_000
"""Milliseconds that a run may take on a busy machine."""
HARMLESS = ("shared singleton module", "shared module", "Connection lost, reconnecting", "restore the debugger state")
"""Voilà's widgets were built for a later JupyterLab than Voilà itself; JupyterLab tells how it starts a kernel anew."""


@dataclass
class Analyst:
    """Someone with a mouse and a keyboard.

    Attributes
    ----------
    page : playwright Page
    clicks, keys : int
        Since the last `begin`.
    faults : list of str
        Errors of the console, refused requests, addresses outside this machine.
    """

    page: Any
    clicks: int = 0
    keys: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch(self.page)

    def watch(self, page: Any) -> None:
        """Note all that goes wrong on a page."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{error} {error.stack}"))
        page.on("request", self._see)

    def _hear(self, news: Any) -> None:
        if news.type in {"error", "warning"} and not any(part in news.text for part in HARMLESS):
            self.faults.append(news.text)

    def _see(self, request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https", "ws", "wss"} and where.hostname != "127.0.0.1":
            self.faults.append(request.url)

    def begin(self) -> None:
        """Count from here on."""
        self.clicks = self.keys = 0

    def press(self, name: str, *, exact: bool = False) -> None:
        """Click a button by what it says."""
        self.page.get_by_role("button", name=name, exact=exact).click()
        self.clicks += 1

    def tick(self, name: str) -> None:
        """Click a box by its label."""
        self.page.get_by_label(name, exact=True).click()
        self.clicks += 1

    def type_into(self, label: str, text: str) -> None:
        """Click into a field, type over what stands there, leave it with Tab."""
        box = self.page.get_by_role("textbox", name=label)
        box.click(click_count=3)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.clicks += 1
        self.keys += len(text) + 1

    def choose(self, label: str, option: str) -> None:
        """Click an entry of a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)
        self.clicks += 1

    def read(self, text: str, *, seconds: float = 60) -> None:
        """Wait until something can be read."""
        self.page.get_by_text(text).first.wait_for(timeout=seconds * 1000)

    def opened(self, link: str) -> Any:
        """Click a link that opens a window of its own."""
        with self.page.context.expect_page() as coming:
            self.page.get_by_role("link", name=link).first.click()
        self.clicks += 1
        page = coming.value
        self.watch(page)
        page.reload()
        return page

    def rows(self, head: str) -> list[list[str]]:
        """Texts of the table whose first head is given."""
        tables = self.page.locator("table", has=self.page.get_by_role("columnheader", name=head, exact=True))
        found: list[list[str]] = tables.first.evaluate(
            "(table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.innerText))"
        )
        return found
