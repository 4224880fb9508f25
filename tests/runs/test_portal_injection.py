"""Names of folders cannot make the index page do anything."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from sxsh_eval.runs.portal import write_portal

NAMES = [
    "<script>alert(1)<",
    "javascript:alert(1)",
    '"onmouseover="alert(1)',
    "' onload='x",
    "a&b;c",
    "x%2f..%2f..",
    "=1+1",
]


class Harmless(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "embed", "form", "base", "img"}
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", range(4))
def test_folders(name: str, level: int, tmp_path: Path) -> None:
    parts = ["latest", "province_report", "binh-dinh", "2016-2020"]
    parts[level] = name
    folder = tmp_path.joinpath(*parts)
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(name, encoding="utf-8")
    (folder / "report.vi.html").write_text("x", encoding="utf-8")
    page = Harmless(write_portal(tmp_path).read_text(encoding="utf-8"))
    assert page.addresses
    assert all(":" not in address and not address.startswith(("/", "..")) for address in page.addresses)
