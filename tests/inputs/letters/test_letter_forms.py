"""One letter in all its forms gives the same paragraphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sxsh_eval.inputs.letters.extract import read_figures
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.text import LetterText
from tests.inputs.letters import letter_copies as copies
from tests.inputs.letters.reading_letters import patterns
from tests.letters import INVENTED, SEED, registry

LETTERS = {"invented": INVENTED, "seed": SEED}


@pytest.fixture(params=LETTERS)
def letter(request: pytest.FixtureRequest) -> Path:
    path = LETTERS[request.param]
    if path is None:
        pytest.skip("the seed letter is not in the repository; it lies beside it where the project is built")
    return path


@cache
def read(path: Path) -> LetterText:
    return read_text(path)


def texts(path: Path) -> list[str]:
    return [one.text for one in read_text(path).paragraphs]


def codes(path: Path) -> set[str]:
    return {one.code for one in read_text(path).changes}


def same(found: list[str], letter: Path, form: str) -> bool:
    """Equality; but capitals such as Ở at the beginning of words of small letters cannot be written in TCVN3 fonts."""
    wanted = [one.text for one in read(letter).paragraphs]
    if form.startswith(("TCVN3", ".VnTime")):
        capitals = [text for text in wanted if text.isupper()]
        assert [text for text in found if text.isupper()] == capitals
        found, wanted = [text.casefold() for text in found], [text.casefold() for text in wanted]
    assert found == wanted
    return True


BYTES: dict[str, tuple[Callable[[str], bytes], str]] = {
    "bom": (lambda text: text.encode("utf-8-sig"), ""),
    "utf-16": (lambda text: text.encode("utf-16"), "text.decoded"),
    "utf-16-le": (lambda text: text.encode("utf-16-le"), "text.decoded"),
    "utf-16-be": (lambda text: text.encode("utf-16-be"), "text.decoded"),
    "cp1258": (copies.in_cp1258, "text.decoded"),
    "decomposed": (lambda text: unicodedata.normalize("NFD", text).encode(), "text.not_composed"),
    "windows lines": (lambda text: text.replace("\n", "\r\n").encode(), ""),
    "no-break spaces": (lambda text: text.replace(" ", "\u00a0").encode(), ""),
    "zero-width": (lambda text: text.replace(" ", " \u200b").encode(), "text.invisible"),
    "TCVN bytes": (copies.tcvn_bytes, "text.legacy"),
    "TCVN3 bytes": (lambda text: copies.in_tcvn(text, capitals=False).encode("cp1252", "replace"), "text.legacy"),
    "TCVN3 in UTF-8": (lambda text: copies.in_tcvn(text, capitals=False).encode(), "text.legacy"),
    "VNI bytes": (lambda text: copies.in_vni(text).encode("cp1252", "replace"), "text.legacy"),
    "VNI in UTF-8": (lambda text: copies.in_vni(text).encode(), "text.legacy"),
}


@pytest.mark.parametrize("form", BYTES)
def test_every_encoding_gives_the_same_paragraphs(letter: Path, form: str, tmp_path: Path) -> None:
    encode, code = BYTES[form]
    copy = tmp_path / "copy.txt"
    copy.write_bytes(encode(letter.read_text(encoding="utf-8")))
    assert same(texts(copy), letter, form)
    assert code in {"", *codes(copy)}


@pytest.mark.parametrize("font", [None, ".VnTime", "VNI-Times"])
def test_word_gives_the_same_paragraphs(letter: Path, font: str | None, tmp_path: Path) -> None:
    lines = [line for line in letter.read_text(encoding="utf-8").split("\n") if line.strip()]
    if font is not None:
        lines = [copies.in_legacy(line, "VNI" if "VNI" in font else "TCVN3") for line in lines]
    copy = copies.write_docx(tmp_path / "copy.docx", lines, font)
    assert same(texts(copy), letter, font or "")
    assert ("text.legacy" in codes(copy)) == (font is not None)


@pytest.mark.parametrize("justified", [False, True])
def test_print_gives_the_same_paragraphs(letter: Path, justified: bool, tmp_path: Path) -> None:  # noqa: FBT001
    whole = read(letter)
    lines = [one.text for one in whole.paragraphs]
    copy = copies.to_pdf(copies.write_docx(tmp_path / "copy.docx", lines, justified=justified))
    read_again = read_text(copy)
    assert [one.text for one in read_again.paragraphs] == lines
    assert read_again.form == "pdf"
    pages = [one.page or 0 for one in read_again.paragraphs]
    assert pages == sorted(pages)
    assert pages[-1] > pages[0] == 1


def test_places_lead_back_to_the_file(letter: Path) -> None:
    lines = letter.read_text(encoding="utf-8").split("\n")
    for one in read(letter).paragraphs:
        assert lines[one.line - 1].strip("* ").startswith(one.text[:20])


def test_stray_page_numbers_are_dropped_and_told(letter: Path) -> None:
    whole = read(letter)
    told = [one for one in whole.changes if one.code == "text.page_number"]
    assert len(told) == (1 if letter == INVENTED else 2)
    assert all(f"{letter.name}:" in one.where for one in told)
    assert any("trong giai đoạn" in one.text for one in whole.paragraphs)
    assert whole.paragraphs[0].text == "ỦY BAN NHÂN DÂN"


def figures(path: Path) -> dict[str, dict[str, Any]]:
    """Draft figures without the place in the file; words in small letters, as TCVN3 has no others inside a word."""
    found = {}
    for key, claim in read_figures(read_text(path), registry(), patterns(), province="binh-dinh").letter.claims.items():
        fields = claim.model_dump(exclude={"review", "wording", "note"})
        found[key] = fields | {"wording": claim.wording.vi.casefold()}
    return found


FORMS = ("decomposed", "cp1258", "TCVN bytes", "TCVN3 in UTF-8", "VNI bytes", "docx", ".VnTime", "pdf")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_figures(letter: Path, form: str, tmp_path: Path) -> None:
    text = letter.read_text(encoding="utf-8")
    if form in BYTES:
        copy = tmp_path / "copy.txt"
        copy.write_bytes(BYTES[form][0](text))
    else:
        lines = [one.text for one in read(letter).paragraphs]
        font = form if form == ".VnTime" else None
        lines = [copies.in_legacy(line, "TCVN3") for line in lines] if font else lines
        copy = copies.write_docx(tmp_path / "copy.docx", lines, font)
        copy = copies.to_pdf(copy) if form == "pdf" else copy
    wanted = figures(letter)
    assert wanted
    assert figures(copy) == wanted
