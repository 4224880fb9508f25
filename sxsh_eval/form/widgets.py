"""Small pieces of the form: headings, notes, boxes that wrap, buttons that fold, links that say where the file lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import ipywidgets

from sxsh_eval.form.links import is_shown, link_of


@cache
def style_sheet() -> str:
    """Look of the form, as an element of the page."""
    return f"<style>{files('sxsh_eval').joinpath('form/look.css').read_text(encoding='utf-8')}</style>"


def html(content: str = "") -> Any:
    """Piece of the page that is no control."""
    return ipywidgets.HTML(content)


def heading(text: str, level: int = 2) -> Any:
    """Heading of a part."""
    return html(f"<h{level}>{escape(text)}</h{level}>")


def note(text: str) -> Any:
    """Explanation beneath a control."""
    return html(note_html(text))


def note_html(text: str) -> str:
    """Explanation as HTML; nothing for an empty one."""
    return f'<p class="sx-note">{escape(text)}</p>' if text else ""


def said(text: str, kind: str = "plain", *, role: str = "status") -> str:
    """Message box, announced by screen readers; its kind is told by words or a sign too, never by colour alone.

    Parameters
    ----------
    text : str
        Plain text; line breaks are kept.
    kind : {"plain", "good", "problem", "changed"}
    role : str
        ``alert`` for what stops the work.
    """
    if not text:
        return ""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f'<div class="sx-{kind}" role="{role}">{lines}</div>'


def column(children: Iterable[Any] = (), *classes: str) -> Any:
    """Controls below each other."""
    return _classed(ipywidgets.VBox(list(children)), classes)


def row(children: Iterable[Any] = (), *classes: str) -> Any:
    """Controls beside each other that go to the next line where the page is narrow."""
    return _classed(ipywidgets.HBox(list(children), layout={"flex_flow": "row wrap"}), classes)


def button(text: str, pressed: Callable[[], object], look: str = "") -> Any:
    """Button.

    Parameters
    ----------
    text : str
    pressed : callable
    look : {"", "primary", "danger"}
    """
    made = ipywidgets.Button(description=text, button_style=look)
    made.on_click(lambda _: pressed())
    return made


def fold(text: str, fill: Callable[[], list[Any]], *, opened: bool, turned: Callable[[bool], object]) -> Any:
    """Part that opens at a button; what is in it is made when it is first opened.

    Parameters
    ----------
    text : str
        Of the button.
    fill : callable
        Makes the controls.
    opened : bool
        Whether it begins open.
    turned : callable
        Told whether it is open now.
    """
    body = column()
    control = ipywidgets.Button()

    def draw(*, is_open: bool) -> None:
        control.description = f"{'▾' if is_open else '▸'} {text}"
        put_in(body, fill() if is_open else [])

    def press() -> None:
        is_open = not body.children
        draw(is_open=is_open)
        turned(is_open)

    control.on_click(lambda _: press())
    draw(is_open=opened)
    return column([control, body], "sx-fold")


def file_link(path: str, text: str, root: Path) -> str:
    """Link to a file of the project with its place on the disk; only the place where pages do not show it.

    Parameters
    ----------
    path : str
        Relative to the root, or absolute.
    text : str
        What the link says.
    root : Path
    """
    place = escape(str(root / path))
    if not is_shown(path):
        return f"{escape(text)} <span class='sx-note'>({place})</span>"
    return f'<a href="{escape(link_of(path))}" target="_blank" rel="noopener" title="{place}">{escape(text)}</a>'


def offer(control: Any, options: Iterable[tuple[str, Any]]) -> None:
    """Offer other options where they differ: setting them anew would move the keyboard's place in the list."""
    wanted = tuple(options)
    if tuple(control.options) != wanted:
        if isinstance(control, ipywidgets.SelectMultiple):
            control.value = ()  # else a browser looks for the old places in the new list, which may be shorter
        control.options = wanted


def put_in(box: Any, children: Iterable[Any]) -> None:
    """Fill a box anew; what was in it and comes no more is closed, so that nothing of it stays in the memory."""
    before, after = box.children, list(children)
    box.children = after
    for child in before:
        if child not in after:
            close(child)


def close(widget: Any) -> None:
    """Close a widget with all that is in it and belongs to it."""
    for child in getattr(widget, "children", ()):
        close(child)
    belongings = [getattr(widget, name, None) for name in ("layout", "style")]
    widget.close()
    for part in belongings:
        if part is not None:
            part.close()


def told(control: Any, changed: Callable[[Any], object]) -> None:
    """Call with the new value whenever the analyst changes a control."""
    control.observe(lambda change: changed(change["new"]), names="value")


def arrived(control: Any, take: Callable[[Any], object]) -> None:
    """Call with the files of an upload, then forget them: the same file may come again, and the memory is free."""

    def forget(files: Any) -> None:
        if files:
            take(files)
            control.value = ()

    told(control, forget)


def _classed(box: Any, classes: Iterable[str]) -> Any:
    for name in classes:
        box.add_class(name)
    return box


class Quiet:
    """True inside ``with``: values that the program sets are not choices of the analyst."""

    def __init__(self) -> None:
        self._now = False

    def __bool__(self) -> bool:
        return self._now

    def __enter__(self) -> None:
        self._now = True

    def __exit__(self, *_: object) -> None:
        self._now = False
