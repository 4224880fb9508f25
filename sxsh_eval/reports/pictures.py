"""A report's figures once drawn: what renderers put on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

DPI = 200
"""Dots an inch of pictures in pixels."""


@dataclass(frozen=True)
class Picture:
    """One drawn figure in both forms the file formats need.

    Attributes
    ----------
    svg : bytes
        Scalable drawing, for HTML and PDF; its words are words in the report's font.
    width_mm, height_mm : float
        Size on paper in millimetres.
    """

    svg: bytes
    width_mm: float
    height_mm: float

    @cached_property
    def png(self) -> bytes:
        """The same in pixels, for Word; made when first asked for."""
        return self.pixels(DPI)

    def pixels(self, dpi: float) -> bytes:
        """PNG with so many dots an inch."""
        from sxsh_eval.reports.setting import pixels

        return pixels(self.svg, dpi)


Pictures = Mapping[str, Picture]
"""Drawn figures by `Figure.id`."""
