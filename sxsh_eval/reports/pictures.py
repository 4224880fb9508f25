"""A report's figures once drawn: what renderers put on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """One drawn figure in both forms the file formats need.

    Attributes
    ----------
    svg : bytes
        Scalable drawing with letters as outlines, for HTML and PDF.
    png : bytes
        The same in pixels, for Word and Excel.
    width_mm, height_mm : float
        Size on paper in millimetres.
    """

    svg: bytes
    png: bytes
    width_mm: float
    height_mm: float


Pictures = Mapping[str, Picture]
"""Drawn figures by `Figure.id`."""
