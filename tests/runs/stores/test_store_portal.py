"""The page of a store leads to the files where the store keeps them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from sxsh_eval.runs.stores.pages import with_folders, write_store_portal
from tests.runs.stores.conftest import MakeStore, finish, remote

FILES = {"report.json": "{}", "report.vi.html": "<p>", "notebook.ipynb": "{}"}


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value for name, value in attrs if name == "href" and value and not re.match(r"#|\w+:", value)]


def test_every_link_of_the_page_leads_to_an_object(make_store: MakeStore) -> None:
    here, there = make_store("first"), make_store("second")
    here.push(finish(here, FILES))
    here.push(finish(here, FILES, province="lao-cai", period="2009-2015"))
    here.push(finish(here, {"notebook.ipynb": "{}"}, province="lao-cai", failed=True))
    there.pull()
    assert write_store_portal(there) == f"{there.url}/index.html"
    objects = remote(there)
    page = Links()
    page.feed(objects["index.html"].decode())
    links = [unquote(link) for link in page.found]
    assert len([link for link in links if link.endswith("report.vi.html")]) == 2
    assert len([link for link in links if link.endswith("notebook.ipynb")]) == 3
    assert set(links) <= objects.keys()
    assert not list(there.outputs.rglob("*.html"))


def test_jobs_that_were_run_again_are_linked_anew(make_store: MakeStore) -> None:
    store = make_store()
    for fingerprint in ("a" * 64, "b" * 64):
        store.push(finish(store, FILES, fingerprint=fingerprint))
        write_store_portal(store)
    page = remote(store)["index.html"].decode()
    assert "bbbbbbbbbbbb-" in page
    assert "aaaaaaaaaaaa-" not in page


@pytest.mark.parametrize("address", ["memory"], indirect=True)
def test_files_that_a_page_needs_are_put_beside_it(make_store: MakeStore) -> None:
    store = make_store()
    store.push(finish(store, FILES))

    def write(outputs: Path) -> Path:
        (outputs / "index.css").write_text("p {}", encoding="utf-8")
        report = next(outputs.glob("*/*/*/*/report.json"))
        (outputs / "index.html").write_text(report.read_text(encoding="utf-8"), encoding="utf-8")
        return outputs / "index.html"

    write_store_portal(store, write)
    assert {name: content for name, content in remote(store).items() if "/" not in name} == {
        "index.css": b"p {}",
        "index.html": b"{}",
    }


def test_only_addresses_of_jobs_are_led_on() -> None:
    page = """<a href="a/b/c/2016-2020/x"> "a/b/c/2016-2020" ../a/b/c/2016-2020/x a/b/c/2016-2020.failed/x"""
    assert with_folders(page, {"a/b/c/2016-2020": "F", "a/b/c/2016-2020.failed": "G"}) == (
        """<a href="a/b/c/2016-2020/F/x"> "a/b/c/2016-2020/F" ../a/b/c/2016-2020/x a/b/c/2016-2020.failed/G/x"""
    )
    assert with_folders(page, {}) == page
