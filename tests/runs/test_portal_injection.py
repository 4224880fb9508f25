"""Names of folders and texts of files cannot make the index page do anything."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.runs.portal import write_portal
from tests.runs.made_up_outputs import name, number_row, put_job, report_of

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
        self.scripts = 0
        self.feed(text)
        assert self.scripts == 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"iframe", "object", "embed", "form", "base", "img", "b2"}
        assert tag != "script" or not attrs
        self.scripts += tag == "script"
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"style", "b2"}]
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


TEXTS = [
    "</script><script>alert(1)</script>",
    "</style><b2>",
    "\u2028\u2029alert(1)",
    '" b2="x',
    "' b2='x",
    "</option><b2>",
    "</pre></details><b2>",
]


def with_text(value: Any, text: str) -> Any:
    """The same JSON with every word of data replaced; keys and kinds stay."""
    if isinstance(value, dict):
        kept = ("kind", "key", "scale", "block", "unit", "id", "form", "bound")
        return {key: inner if key in kept else with_text(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_text(inner, text) for inner in value]
    return text if isinstance(value, str) else value


@pytest.mark.parametrize("text", TEXTS)
def test_texts(text: str, tmp_path: Path) -> None:
    import random

    report = report_of(random.Random(1), synthetic=True)  # noqa: S311 - made-up numbers
    report["sections"][0]["blocks"][0]["rows"][0][0] = name(text, text)
    numbers = [
        number_row("adoption", "is_adopting", 20.0, 2.0, province="binh-dinh", evidence="claimed"),
        number_row("claimed", text, 20.0, 2.0, province="binh-dinh", indicator=text, evidence="claimed"),
        number_row("progress", f"distance_{text}", 20.0, 2.0, province="binh-dinh", indicator=text, evidence="claimed"),
    ]
    place = tmp_path / "latest" / "province_report"
    put_job(place / "binh-dinh" / "2016-2020", text, report=report, numbers=numbers, warnings=(text,))
    put_job(place / "binh-dinh" / "2009-2015.failed", text, failure=text)
    put_job(place / "gia-lai" / "2016-2020", text)
    for file in ("card.json", "run.json"):
        path = place / "gia-lai" / "2016-2020" / file
        content = with_text(json.loads(path.read_text(encoding="utf-8")), text)
        if file == "run.json":
            content |= {"status": "done", "started": "2026-03-02T08:00:00+00:00"}
        path.write_text(json.dumps(content), encoding="utf-8")
    page = write_portal(tmp_path).read_text(encoding="utf-8")
    assert page.count("</script>") == 1
    assert page.count("</style>") == 1
    Harmless(page)
