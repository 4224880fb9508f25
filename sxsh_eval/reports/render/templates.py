"""Templates of HTML pages: everything that comes from data is escaped, a name that is not given is a fault."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sxsh_eval.reports.fonts import DIGITS_FAMILY, FAMILY, web_fonts

if TYPE_CHECKING:
    from jinja2 import Environment


def page_environment(package: str) -> Environment:
    """Environment that finds the templates of a package.

    Parameters
    ----------
    package : str
        Dotted name of the folder that holds them.

    Returns
    -------
    Environment
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(package, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def dressed_environment(package: str, style: str) -> Environment:
    """The same for pages in the reports' dress: their globals ``style`` and ``fonts``.

    Parameters
    ----------
    package : str
        Dotted name of the folder that holds templates and style.
    style : str
        File name of the style, in which ``@family`` and ``@digits`` stand for the fonts.

    Returns
    -------
    Environment
    """
    from markupsafe import Markup

    environment = page_environment(package)
    text = files(package).joinpath(style).read_text(encoding="utf-8")
    text = text.replace("@family", f'"{FAMILY}"').replace("@digits", f'"{DIGITS_FAMILY}"')
    environment.globals |= {
        "style": Markup(text),  # noqa: S704 - our own text
        "fonts": Markup(web_fonts()),  # noqa: S704 - made by fontTools from the packaged font
    }
    return environment
