"""What a worker gives back between two jobs."""

from __future__ import annotations

import sys

import pytest

from sxsh_eval.runs.local.memory import MEGABYTE, memory, shed_memory


def document(number: int) -> bytes:
    rows = ",".join(f"[{number}.{row}]" for row in range(200))
    words = " ".join(f"từ{number}.{word}" for word in range(300))
    return "\n".join(f"= Mục {number}.{part}\n{words}\n#table(columns: 5, {rows})" for part in range(20)).encode()


@pytest.mark.skipif(sys.platform != "linux", reason="how memory is given back differs between systems")
def test_what_typst_keeps_of_earlier_documents_is_given_back() -> None:
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    shed_memory(0)
    before = memory()
    for number in range(3):
        typst.compile(document(number), font_paths=fonts)
    grown = memory() - before
    shed_memory(0)
    kept = memory() - before
    assert grown > 60 * MEGABYTE
    assert kept < grown / 2
