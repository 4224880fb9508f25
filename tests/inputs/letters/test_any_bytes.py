"""Whatever the bytes, a letter is text or one list of problems, never a traceback."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.files.guard import SUFFIXES, guard
from sxsh_eval.inputs.letters.cleaning import clean
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.joining import is_page_number, join_broken
from sxsh_eval.inputs.letters.legacy import from_legacy
from sxsh_eval.inputs.letters.pdf_text import pdf_paragraphs
from sxsh_eval.inputs.letters.text import Paragraph
from sxsh_eval.inputs.letters.word_text import word_paragraphs
from tests.inputs.files import hostile_files as files
from tests.inputs.letters.letter_copies import in_tcvn, in_vni
from tests.letters import INVENTED

LETTER = INVENTED.read_text(encoding="utf-8")
COPIES = (LETTER.encode(), LETTER.encode("utf-16"), in_tcvn(LETTER, capitals=False).encode("cp1252"))
VIETNAMESE = st.text(
    st.sampled_from("aăâbcđeêghiklmnoôơpqrstuưvxyắấềếốớứạĂÂĐÊÔƠƯẮẤỀ .,;:-+()0123456789%\n\t\u00a0\u0301\u200b")
)


@settings(max_examples=150, deadline=None)
@given(
    data=st.binary(max_size=400)
    | VIETNAMESE.map(str.encode)
    | st.text(max_size=200).map(lambda one: one.encode("utf-16"))
)
@example(data=b"\xff\xfe\x00")
@example(data=b"\xff\xfe\x00\x00")
@example(data=b"\x00\x20" * 40)
@example(data="\ud800".encode("utf-16-le", "surrogatepass") * 30)
@example(data=b"**\n**\n** **")
@example(data="ố".encode("utf-16-be"))
def test_any_text_file(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = files.write(Path(folder), "a.txt", data)
        try:
            read = read_text(path)
        except InputError:
            return
    assert read.paragraphs
    for one in read.paragraphs:
        assert one.text == clean(one.text) != ""
        assert one.line >= 1
    for change in read.changes:
        assert change.severity == "warning"
        assert change.lines("vi")
        assert change.lines("en")


@settings(max_examples=60, deadline=None)
@given(copy=st.sampled_from(COPIES), at=st.integers(0, 4000), cut=st.integers(0, 4000), put=st.binary(max_size=20))
def test_damaged_letters(copy: bytes, at: int, cut: int, put: bytes) -> None:
    test_any_text_file.hypothesis.inner_test(copy[:at] + put + copy[at + cut :])  # type: ignore[attr-defined]


def mutated(data: bytes, changes: list[tuple[int, int]], keep: float) -> bytes:
    made = bytearray(data[: max(1, int(len(data) * keep))])
    for at, value in changes:
        made[at % len(made)] = value
    return bytes(made)


MUTATIONS = {
    "changes": st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=30),
    "keep": st.sampled_from([1.0, 1.0, 0.9, 0.5, 0.1]),
}
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(**MUTATIONS)
def test_any_pdf(changes: list[tuple[int, int]], keep: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = files.write(Path(folder), "a.pdf", mutated(files.pdf(2), changes, keep))
        try:
            guard(path)
            found, _ = pdf_paragraphs(str(path), "a.pdf")
        except InputError:
            return
    assert all(one.page in {1, 2} for one in found)


def repacked(part: str, content: bytes) -> bytes:
    return files.changed(files.letter(LETTER[:300]), {part: content})


def part_of(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(files.letter(LETTER[:300]))) as archive:
        return archive.read(name)


PARTS = {
    name: part_of(name)
    for name in ("word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml")
}


@SLOW
@given(part=st.sampled_from(sorted(PARTS)), **MUTATIONS)
def test_any_word_document(part: str, changes: list[tuple[int, int]], keep: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = files.write(Path(folder), "a.docx", repacked(part, mutated(PARTS[part], changes, keep)))
        try:
            guard(path)
            word_paragraphs(str(path), "a.docx")
        except InputError:
            return


@settings(max_examples=100, deadline=None)
@given(
    data=st.binary(max_size=600),
    start=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", files.ole("Workbook"), b"%PDF-", b"<html"]),
)
def test_the_guard_on_any_file(data: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for suffix in SUFFIXES:
            try:
                kind = guard(files.write(Path(folder), f"a{suffix}", start + data))
            except InputError as caught:
                refused = caught
            else:
                assert kind.content in SUFFIXES[suffix]
                continue
            assert len(refused.problems) == 1
            assert suffix in str(refused)


@given(text=st.text(max_size=60))
def test_conversion_takes_any_text(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    from_legacy(text, "TCVN3")
    from_legacy(text, "VNI")


@given(text=VIETNAMESE)
def test_conversion_undoes_the_fonts(text: str) -> None:
    composed = clean(text)
    assert clean(from_legacy(in_vni(composed), "VNI")) == composed
    small = composed.lower()
    assert clean(from_legacy(in_tcvn(small, capitals=False), "TCVN3")) == small


@given(lines=st.lists(VIETNAMESE.map(clean).filter(bool), max_size=8))
def test_joining_loses_nothing_but_page_numbers(lines: list[str]) -> None:
    whole, notes = join_broken([Paragraph(text, at) for at, text in enumerate(lines, start=1)], "a.txt")
    dropped = sum(note.code == "text.page_number" for note in notes)
    kept = "".join(one.text for one in whole).replace(" ", "")
    numbers = [line for line in lines if is_page_number(line)]
    assert dropped <= len(numbers)
    if not dropped:
        assert kept == "".join(lines).replace(" ", "")
