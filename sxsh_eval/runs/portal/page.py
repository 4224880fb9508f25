"""The page as HTML: what the template needs, and the policy that lets only this page's own style and script run."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.reports.marks import STYLES
from sxsh_eval.reports.render.templates import page_environment
from sxsh_eval.runs.portal import words
from sxsh_eval.runs.portal.atlas import Atlas, Sheet, make_sheets
from sxsh_eval.runs.portal.lines import Line, Status
from sxsh_eval.runs.portal.maps import MapView, map_view, report_links
from sxsh_eval.runs.portal.series import HEADLINES

PACKAGE = "sxsh_eval.runs.portal"
FEW_PLACES = 8
"""Up to so many places the list of reports is what a reader wants first; of more, the maps."""
TEMPLATE, STYLE, SCRIPT = "page.html.j2", "page.css", "page.js"
USUAL = "province_report"
STATES: tuple[Status, ...] = ("done", "unchanged", "failed", "damaged")
MOST_JUDGED = 2
ROWS, COLUMNS = 30, 12


@dataclass(frozen=True)
class Entry:
    """A line with what the registry adds to it.

    Attributes
    ----------
    place : dict
        Name of the province in both languages.
    region : str
        Slug; empty when it is not known.
    headlines : list of dict
        The estimated values shown at once.
    """

    line: Line
    place: words.Both
    region: str
    headlines: list[dict[str, Any]]

    @property
    def judged(self) -> list[dict[str, Any]]:
        """Rows of the scorecard that have a figure."""
        return [row for row in self.line.card.get("scorecard", ()) if row["evidence"]]

    @property
    def letter_only(self) -> bool:
        """Whether nothing but the province's letter went in."""
        card = self.line.card
        others = [value for value in card.get("values", ()) if value["evidence"] != "claimed"]
        return bool(card.get("scorecard")) and not (card["synthetic"] or card["balance"] or others)

    @property
    def notebook(self) -> words.Both:
        """Title of the notebook."""
        return words.notebook_title(self.line.parts[1], self.line.card.get("title"))

    @property
    def search(self) -> str:
        """Text in which the search looks."""
        line = self.line
        own = () if line.parts[1] == USUAL else (line.parts[1], *self.notebook.values())
        return " ".join((*self.place.values(), line.province, line.period, line.run, *own))


def make_entries(lines: Iterable[Line], atlas: Atlas) -> list[Entry]:
    """Entries of the list: newest run first, the country before its provinces, these by name."""
    entries = [_entry(line, atlas) for line in lines]
    newest = {run: at for at, run in enumerate(runs_by_age(entries))}

    def order(entry: Entry) -> tuple[Any, ...]:
        line = entry.line
        name = words.alphabetical(entry.place["vi"])
        return (newest[line.run], line.province != NATIONAL, name, line.parts[1], line.parts[3])

    return sorted(entries, key=order)


def _entry(line: Line, atlas: Atlas) -> Entry:
    known = atlas.on(line.period).get(line.province)
    place = words.as_both(known.name) if known else {"vi": line.name, "en": line.name}
    if line.province == NATIONAL:
        place = words.both("national")
    values = [value for value in line.card.get("values", ()) if value["province"] == line.province]
    headlines = sorted(
        (value for value in values if value["series"] in HEADLINES and value["value"] is not None),
        key=lambda value: HEADLINES.index(value["series"]),
    )
    return Entry(line, place, known.region if known else "", headlines)


def runs_by_age(entries: Sequence[Entry]) -> list[str]:
    """Names of the runs, the one with the newest job first."""
    newest: dict[str, float] = {}
    for entry in entries:
        started = entry.line.started.timestamp() if entry.line.started else 0.0
        newest[entry.line.run] = max(newest.get(entry.line.run, 0.0), started)
    return sorted(newest, key=lambda run: (-newest[run], run))


def overview(entries: Sequence[Entry], runs: Sequence[str]) -> list[dict[str, Any]]:
    """Counts by status and run."""
    rows = []
    for run in runs:
        lines = [entry.line for entry in entries if entry.line.run == run]
        counts = Counter(line.status for line in lines)
        started = [line.started for line in lines if line.started]
        rows.append(
            {
                "run": run,
                "counts": [(state, counts[state]) for state in STATES if counts[state]],
                "total": len(lines),
                "newest": max(started) if started else None,
                "synthetic": any(line.synthetic for line in lines),
            }
        )
    return rows


def _asset(name: str) -> str:
    return files(PACKAGE).joinpath(name).read_text(encoding="utf-8")


def style() -> str:
    """Style of the page with the places of tiles and the colours of marks, which no attribute may set."""
    places = [f".r{row}{{grid-row:{row + 1}}}" for row in range(ROWS)]
    places += [f".k{column}{{grid-column:{column + 1}}}" for column in range(COLUMNS)]
    marks = [f".{scale}-{name} i{{color:{look.colour}}}" for (scale, name), look in STYLES.items()]
    return _asset(STYLE) + "\n" + "\n".join((*places, *marks)) + "\n"


def source_hash(text: str) -> str:
    """Expression of the content security policy that allows exactly this text."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(styles: str, script: str) -> str:
    """Content security policy of the page: nothing is loaded, nothing but its own style and script counts."""
    return (
        f"default-src 'none'; style-src {source_hash(styles)}; script-src {source_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def regions_of(entries: Sequence[Entry], atlas: Atlas) -> list[tuple[str, words.Both]]:
    """Regions that occur, in the order of the registry."""
    used = {entry.region for entry in entries}
    return [(slug, words.as_both(region.title)) for slug, region in (atlas.regions or {}).items() if slug in used]


def render_page(
    lines: Sequence[Line],
    atlas: Atlas,
    comparisons: Sequence[tuple[str, tuple[str, ...]]],
    key: str,
    tutorials: Sequence[tuple[str, str, str]] = (),
) -> str:
    """HTML of the page.

    Parameters
    ----------
    lines : sequence of Line
    atlas : Atlas
    comparisons : sequence of (str, tuple of str)
        Name and files of each comparison of runs.
    key : str
        What the page was made from.
    tutorials : sequence of (str, str, str)
        Path, title and language of each page.
    """
    entries = make_entries(lines, atlas)
    runs = runs_by_age(entries)
    sheets: list[Sheet] = make_sheets(lines, atlas)
    view: MapView | None = map_view(sheets, atlas, runs, report_links(lines))
    styles, script = style(), _asset(SCRIPT)
    parts = ("map", "list") if len({entry.line.province for entry in entries}) > FEW_PLACES else ("list", "map")
    return (
        page_environment(PACKAGE)
        .get_template(TEMPLATE)
        .render(
            w=words,
            key=key,
            policy=Markup(policy(styles, script)),  # noqa: S704 - hashes of our own files
            style=Markup(styles),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            entries=entries,
            parts=parts,
            runs=runs,
            overview=overview(entries, runs),
            regions=regions_of(entries, atlas),
            periods=sorted({entry.line.period for entry in entries}),
            states=[state for state in STATES if any(entry.line.status == state for entry in entries)],
            synthetic=[run for run in runs if any(e.line.synthetic for e in entries if e.line.run == run)],
            view=view,
            comparisons=comparisons,
            tutorials=tutorials,
            usual=USUAL,
            most=MOST_JUDGED,
        )
    )
