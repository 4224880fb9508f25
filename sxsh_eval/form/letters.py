"""Letters of the form: uploaded, read as a draft, reviewed in Excel, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets

from sxsh_eval.errors import ProblemsError
from sxsh_eval.form.desk import Desk
from sxsh_eval.form.files import DRAFTS, LETTERS, REVIEWED, UPLOADS, store_upload
from sxsh_eval.form.widgets import (
    arrived,
    button,
    column,
    file_link,
    fold,
    heading,
    html,
    note,
    offer,
    put_in,
    row,
    said,
    told,
)

PAGES = ("review.vi.html", "review.en.html")
WORKBOOK = "review.xlsx"
READING = "reading.json"


def drafts(root: Path) -> tuple[str, ...]:
    """Names of letters that were read and wait for their review."""
    folder = root / DRAFTS
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{READING}") if ".bak-" not in path.parent.name))


class LettersPart:
    """The part of the form about letters.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._is_open = False
        self._draft = ""
        self._told: dict[str, str] = {}
        self.view = column()

    def draw(self) -> None:
        """Make all controls anew."""
        text = self._desk.speaker.text
        self._status = html(self._told.get(self._desk.speaker.language.code, ""))
        put_in(
            self.view,
            [
                heading(text("form.letters.heading")),
                note(text("form.letters.help")),
                fold(text("form.letters.fold"), self._controls, opened=self._is_open, turned=self._turned),
                self._status,
            ],
        )

    def refresh(self) -> None:
        """Nothing here depends on the choices of the run."""

    def _turned(self, is_open: bool) -> None:  # noqa: FBT001 - told by the button
        self._is_open = is_open

    def _controls(self) -> list[Any]:
        text = self._desk.speaker.text
        self._province = ipywidgets.Text(description=text("form.letters.province"))
        self._year = ipywidgets.Text(description=text("form.letters.year"))
        self._replace = ipywidgets.Checkbox(description=text("form.letters.replace"), indent=False)
        letter = ipywidgets.FileUpload(
            accept=",".join(LETTERS), multiple=False, description=text("form.letters.upload")
        )
        self._which = ipywidgets.Dropdown(description=text("form.letters.draft"))
        reviewed = ipywidgets.FileUpload(
            accept=",".join(REVIEWED), multiple=False, description=text("form.letters.reviewed")
        )
        self._links = html()
        arrived(letter, self._sent)
        told(self._which, self._pick)
        arrived(reviewed, self._sent_back)
        self._list()
        return [
            heading(text("form.letters.read_heading"), 3),
            row([self._province, self._year]),
            note(text("form.letters.province_help")),
            row([letter]),
            heading(text("form.letters.review_heading"), 3),
            self._which,
            self._links,
            row([reviewed, button(text("form.letters.confirm"), lambda: self.confirm(WORKBOOK))]),
            note(text("form.letters.confirm_help")),
            self._replace,
        ]

    def _list(self) -> None:
        """Drafts of the moment, with links to the pages and the workbook of the one that is picked."""
        names = drafts(self._desk.offers.root)
        self._draft = self._draft if self._draft in names else (names[0] if names else "")
        none = self._desk.speaker.text("form.letters.no_draft")
        offer(self._which, [(name, name) for name in names] or [(none, "")])
        self._which.value = self._draft
        self._pick(self._draft)

    def _pick(self, name: str) -> None:
        self._draft = name
        text, root = self._desk.speaker.text, self._desk.offers.root
        page = PAGES[0] if self._desk.speaker.language.code == "vi" else PAGES[1]
        folder = f"{DRAFTS.as_posix()}/{name}"
        links = [(page, text("form.letters.page")), (WORKBOOK, text("form.letters.workbook"))] if name else []
        self._links.value = "".join(f"<p>{file_link(f'{folder}/{file}', words, root)}</p>" for file, words in links)

    def _sent(self, uploads: Any) -> None:
        """A letter has come: keep it, read it."""
        from sxsh_eval.runs.letters.reading import read_letter_file

        root = self._desk.offers.root
        year = self._year.value.strip()
        for upload in uploads:

            def read(upload: Any = upload) -> str:
                path = store_upload(upload, root / UPLOADS, LETTERS)
                return read_letter_file(
                    path,
                    province=self._province.value.strip() or None,
                    year=int(year) if year.isdecimal() else None,
                    replace=self._replace.value,
                )

            self._attempt(read)

    def _sent_back(self, uploads: Any) -> None:
        """A reviewed workbook has come: keep it beside the draft, confirm it."""
        for upload in uploads:
            folder = self._desk.offers.root / DRAFTS / self._draft
            try:
                path = store_upload(upload, folder, REVIEWED)
            except ProblemsError as error:
                self._refuse(error)
                return
            self.confirm(path.name)

    def confirm(self, name: str) -> None:
        """Write the reviewed figures to ``data/claims``.

        Parameters
        ----------
        name : str
            Of the workbook in the draft's folder.
        """
        from sxsh_eval.runs.letters.confirming import confirm_review

        file = self._desk.offers.root / DRAFTS / self._draft / name
        self._attempt(lambda: confirm_review(file, replace=self._replace.value))

    def _attempt(self, work: Callable[[], str]) -> None:
        """Do it and tell what came of it, in the language of the moment."""
        try:
            summary = work()
        except ProblemsError as error:
            self._refuse(error)
            return
        vi, _, en = summary.partition("\n\n")
        self._told = {"vi": said(f"✔ {vi}", "good"), "en": said(f"✔ {en}", "good")}
        self._status.value = self._told[self._desk.speaker.language.code]
        self._list()

    def _refuse(self, error: ProblemsError) -> None:
        self._told = {}
        self._status.value = self._desk.speaker.problems_html(error.problems, "form.letters.refused")
