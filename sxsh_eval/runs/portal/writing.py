"""Writing the page, whole or not at all; left alone when nothing has changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path

from sxsh_eval.parameters.saved import write_whole
from sxsh_eval.runs.portal.folders import Folder, list_comparisons, list_folders, list_tutorials
from sxsh_eval.runs.record import RECORD

INDEX = "index.html"
REGISTRY = Path("parameters", "registry")
READ = ("provinces.yml", "regions.yml", "indicators.yml")
OWN = Path(__file__).resolve()
PACKAGE = OWN.parents[2]
KEY = re.compile(rb'<meta name="made-from" content="([0-9a-f]{64})">')
HEAD_BYTES = 2000


def find_registry(outputs: Path) -> Path | None:
    """Registry of the project the outputs lie in, else of the working directory's, else of this clone."""
    starts = (outputs.resolve(), Path.cwd(), PACKAGE)
    places = (folder / REGISTRY for start in starts for folder in (start, *start.parents))
    return next((place for place in places if (place / READ[0]).is_file()), None)


def _sources(registry: Path | None) -> Iterator[Path]:
    """Files besides the jobs' that decide what the page says."""
    yield from sorted(path for path in OWN.parent.iterdir() if path.is_file())
    yield from sorted((PACKAGE / "reports" / "text").glob("*/[cp]o*.yml"))
    if registry is not None:
        yield from (registry / name for name in READ)


def page_key(
    folders: Collection[Folder],
    unchanged: Collection[Path],
    links: tuple[object, ...],
    registry: Path | None,
) -> str:
    """SHA-256 over everything the page is made from.

    Records hold the hashes of the files beside them; names and sizes show a file that was taken away or cut short.
    """
    digest = sha256()
    for path in _sources(registry):
        digest.update(path.read_bytes() if path.is_file() else b"")
    for folder in folders:
        digest.update(repr((folder.parts, sorted(folder.files.items()), folder.path in unchanged)).encode())
        digest.update((folder.path / RECORD).read_bytes())
    digest.update(repr(links).encode())
    return digest.hexdigest()


def _key_of(page: Path) -> str:
    try:
        with page.open("rb") as file:
            match = KEY.search(file.read(HEAD_BYTES))
    except OSError:
        return ""
    return match[1].decode() if match else ""


def write_portal(outputs: Path, unchanged: Collection[Path] = (), registry: Path | None = None) -> Path:
    """Bring the page up to date.

    Parameters
    ----------
    outputs : Path
        Folder of all outputs.
    unchanged : collection of Path
        Job folders that the last command left alone because nothing had changed.
    registry : Path, optional
        Folder of the registry; by default that of the project.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    page = outputs / INDEX
    folders, comparisons, tutorials = list_folders(outputs), list_comparisons(outputs), list_tutorials(outputs)
    registry = registry or find_registry(outputs)
    key = page_key(folders, unchanged, (comparisons, tutorials), registry)
    if _key_of(page) == key:
        return page
    from sxsh_eval.runs.portal.atlas import read_atlas  # only a page that has changed needs words and models
    from sxsh_eval.runs.portal.lines import read_line
    from sxsh_eval.runs.portal.page import render_page

    lines = [read_line(folder, unchanged) for folder in folders]
    text = render_page(lines, read_atlas(registry), comparisons, key, tutorials)
    write_whole(page, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))
    return page
