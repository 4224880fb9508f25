"""All figures of a report as files: the same bytes whenever the same report is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.reports.charts.page import Drawing
from sxsh_eval.reports.charts.theme import theme
from sxsh_eval.reports.figures import draw
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Figure, Report, Section
from sxsh_eval.reports.pictures import Picture, Pictures
from sxsh_eval.reports.vector import svg_of

INCH = 25.4


def figures_of(sections: tuple[Section, ...]) -> Iterator[Figure]:
    """Figures of sections with all their parts, in reading order."""
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Figure))
        yield from figures_of(section.parts)


def picture(drawing: Drawing) -> Picture:
    """Drawing as a file.

    Parameters
    ----------
    drawing : Drawing

    Returns
    -------
    Picture
        SVG without a date, size in millimetres.
    """
    with theme():
        svg = svg_of(drawing)
    width, height = drawing.get_size_inches() * INCH
    return Picture(svg, float(width), float(height))


def draw_pictures(report: Report, language: Language) -> Pictures:
    """Draw all figures of a report.

    Parameters
    ----------
    report : Report
    language : Language

    Returns
    -------
    Mapping of str to Picture
        By `Figure.id`.

    Raises
    ------
    SxshError
        If a figure's chart is unknown or its data do not fit it.
    """
    with theme():
        return {figure.id: picture(draw(figure, language)) for figure in figures_of(report.sections)}
