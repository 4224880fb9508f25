"""Typst with the report's fonts: one set of fonts for PDF and for drawings as pixels."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sxsh_eval.reports.fonts import DIGITS_FAMILY, FAMILY, PAGE_FACES, PAGE_WEIGHTS, digits_font, page_font

if TYPE_CHECKING:
    import typst

SHEET = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""


@cache
def typst_fonts() -> typst.Fonts:
    """Fonts of the page: the packaged ones, the digits, and typst's own for letters that neither has.

    Returns
    -------
    typst.Fonts
        Read once a process; do not call it in a process that forks others later.
    """
    import typst

    with TemporaryDirectory() as folder:
        for weight in PAGE_WEIGHTS:
            Path(folder, f"{weight}.ttf").write_bytes(digits_font(weight))
        for weight, italic in PAGE_FACES:
            Path(folder, f"page-{weight}-{italic}.ttf").write_bytes(page_font(weight, italic=italic))
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        sample = "".join(
            f'#text(font: "{family}")[1 #text(weight: 600)[1] #text(style: "italic")[1]]'
            for family in (DIGITS_FAMILY, FAMILY)
        )
        typst.compile(sample.encode(), font_paths=fonts, timestamp=0)  # reads the fonts before their folder goes
    return fonts


def pixels(svg: bytes, dpi: float) -> bytes:
    """Drawing in pixels.

    Parameters
    ----------
    svg : bytes
        Drawing whose words are set in the report's font.
    dpi : float
        Dots an inch.

    Returns
    -------
    bytes
        PNG on white.
    """
    import typst

    made = typst.compile(
        SHEET, font_paths=typst_fonts(), sys_inputs={"svg": svg.decode()}, format="png", ppi=dpi, timestamp=0
    )
    assert isinstance(made, bytes)  # noqa: S101  one page
    return made
