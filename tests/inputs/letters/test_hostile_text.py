"""No text of the allowed size makes reading slow."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.letters.files import read_text
from tests.inputs.files import hostile_files as files

WORD = "sản xuất sạch hơn trong công nghiệp và tiết kiệm năng lượng của tỉnh\n"


@pytest.mark.parametrize(
    "data",
    [
        (WORD * 5_000).encode(),
        b"**" + b"a b" * 100_000,
        b"**a\n" * 50_000,
        b"**" + b"a\n" * 100_000,
        b".)" * 200_000,
        b"a" * 500_000,
        ("ố" * 200_000).encode(),
        (WORD * 2_000).encode("cp1258", "replace"),
        b"\xe9\xb5 " * 100_000,
    ],
)
def test_text_is_read_in_seconds(data: bytes, tmp_path: Path) -> None:
    start = time.monotonic()
    assert read_text(files.write(tmp_path, "a.txt", data)).paragraphs
    assert time.monotonic() - start < 10


def test_a_text_beyond_any_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too_large"):
        read_text(files.write(tmp_path, "a.txt", b"x" * 3_000_001))
