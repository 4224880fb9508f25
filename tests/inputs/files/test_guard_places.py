"""Where a file lies and how large it is; no content makes the guard slow."""

from __future__ import annotations

import contextlib
import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.files.guard import guard
from tests.inputs.files import hostile_files as files


def code_of(path: Path, within: Path | None = None) -> str:
    with pytest.raises(InputError) as caught:
        guard(path, within=within)
    return caught.value.problems[0].code


def test_places(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    outside = files.write(tmp_path, "secret.txt", b"secret text")
    inside = files.write(inbox, "own.txt", b"own text")
    (inbox / "link.txt").symlink_to(outside)
    (inbox / "loop.txt").symlink_to(inbox / "loop.txt")
    (inbox / "own_link.txt").symlink_to(inside)
    assert code_of(inbox / "link.txt", inbox) == "file.outside"
    assert code_of(inbox / ".." / "secret.txt", inbox) == "file.outside"
    assert code_of(inbox / "loop.txt") == "file.unreadable"
    assert guard(inbox / "own_link.txt", within=inbox).content == "text"
    assert code_of(inbox / "no.txt") == "file.missing"
    assert code_of(Path("a\0b.txt")) == "file.bad_path"
    assert code_of(Path("a\nb.txt")) == "file.bad_path"
    assert code_of(files.write(inbox, "bao_cao_\u202etxt.exe.txt", b"x")) == "file.bad_path"
    folder = inbox / "folder.txt"
    folder.mkdir()
    assert code_of(folder) == "file.unreadable"
    os.mkfifo(inbox / "pipe.txt")
    assert code_of(inbox / "pipe.txt") == "file.unreadable"


def test_a_file_beyond_the_limit(tmp_path: Path) -> None:
    path = files.write(tmp_path, "a.txt", b"x" * 101)
    assert guard(path, most=101).content == "text"
    with pytest.raises(InputError, match="too_large"):
        guard(path, most=100)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xls", b"<!---->" * 500 + b"<x"),
        ("a.xls", b"<?xml?>" * 500 + b"<x"),
        ("a.txt", b"<!--" * 1000),
        ("a.xlsx", files.changed(files.workbook(), {"_rels/x.rels": b"<Relationship " * 200_000})),
        ("a.xlsx", files.changed(files.workbook(), {files.SHEET: b"<x>" + b"<c r " * 500_000})),
        ("a.xlsx", files.changed(files.workbook(), {files.SHEET: b"<row r" + b" " * 3_000_000})),
    ],
)
def test_no_content_makes_the_guard_slow(name: str, data: bytes, tmp_path: Path) -> None:
    path = files.write(tmp_path, name, data)
    start = time.monotonic()
    with contextlib.suppress(InputError):
        guard(path)
    assert time.monotonic() - start < 10


def test_encrypted_archive(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", b"<x/>")
    data = bytearray(stream.getvalue())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert code_of(files.write(tmp_path, "a.docx", bytes(data))) == "file.encrypted"
