"""A report as one HTML file that opens offline: pictures, fonts and style inside, no script."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report
from sxsh_eval.reports.pictures import Picture, Pictures
from sxsh_eval.reports.render.page import lay_out, picture_names
from sxsh_eval.reports.render.templates import dressed_environment

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

SHAPES = {
    "disc": '<circle cx="5" cy="5" r="4.2"/>',
    "ring": '<circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "square": '<path d="M1.1 1.1h7.8v7.8h-7.8z"/>',
    "triangle_up": '<path d="M5 .8 9.6 9H.4z"/>',
    "triangle_down": '<path d="M5 9.2.4 1h9.2z"/>',
    "diamond": '<path d="M5 1.1 8.9 5 5 8.9 1.1 5z" fill="none" stroke="currentColor" stroke-width="1.7"/>',
}


HATCH = "hatch-"
"""How the names of a drawing's hatchings begin."""


def css_string(text: str) -> str:
    """Text as a CSS string in which every character that is no letter or digit is escaped."""
    return '"' + "".join(letter if letter.isalnum() else f"\\{ord(letter):06x}" for letter in text) + '"'


@cache
def _template() -> Template:
    from markupsafe import Markup

    environment = dressed_environment("sxsh_eval.reports.render", "report.css")
    environment.globals |= {
        "shapes": {name: Markup(shape) for name, shape in SHAPES.items()},  # noqa: S704 - our own drawings
        "css_string": lambda text: Markup(css_string(text)),  # noqa: S704 - letters, digits and escapes only
    }
    return environment.get_template("report.html.j2")


def inline(picture: Picture, anchor: str, alt: str) -> Markup:
    """Drawing as part of the page, whose font its words take.

    Parameters
    ----------
    picture : Picture
    anchor : str
        Name of the figure, alone on the page: names inside the drawing begin with it.
    alt : str
        What the drawing shows.

    Returns
    -------
    Markup
    """
    from markupsafe import Markup

    svg = (
        picture.svg.decode("utf-8")
        .replace(f'"{HATCH}', f'"{anchor}-{HATCH}')
        .replace(f"#{HATCH}", f"#{anchor}-{HATCH}")
    )
    width, height = picture.width_mm, picture.height_mm
    size = f"width:{width:.1f}mm;aspect-ratio:{width:.2f}/{height:.2f}"
    look = Markup('<svg class="picture" role="img" aria-label="{}" style="{}" ').format(alt, size)
    return look + Markup(svg.removeprefix("<svg "))  # noqa: S704 - drawn by us, its words escaped


def render_html(report: Report, language: Language, pictures: Pictures) -> bytes:
    """Write a report as one self-contained HTML file.

    Parameters
    ----------
    report : Report
        The report as data.
    language : Language
        Language of the page.
    pictures : Pictures
        One drawn picture for each `Figure.id` of the report.

    Returns
    -------
    bytes
        UTF-8; the same input gives the same bytes.

    Raises
    ------
    KeyError
        If a figure has no picture.
    """
    page = lay_out(report, language)
    drawn = {name: pictures[name] for name in picture_names(page.parts)}
    return _template().render(page=page, pictures=drawn, inline=inline).encode("utf-8")
