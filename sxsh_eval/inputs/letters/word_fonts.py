"""Which font a run of a Word document is in: its own, its styles', or the document's."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FACES = (f"{W}ascii", f"{W}hAnsi")
LONGEST_CHAIN = 20


class Fonts:
    """Fonts of a document's styles.

    Parameters
    ----------
    styles : lxml element or None
        Root of ``word/styles.xml``.
    """

    def __init__(self, styles: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._defaults: dict[str, str] = {}
        self.default: str | None = None
        if styles is None:
            return
        for style in styles.iterfind(f"{W}style"):
            self._styles[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}default") in {"1", "true", "on"}:
                self._defaults[style.get(f"{W}type", "")] = style.get(f"{W}styleId", "")
        self.default = face(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def of_run(self, run: Any, paragraph: Any) -> str | None:
        """Name of the font of a run.

        Parameters
        ----------
        run : lxml element
            ``w:r``.
        paragraph : lxml element
            ``w:p`` around it.

        Returns
        -------
        str or None
            None when nothing in the document names a font.
        """
        own = run.find(f"{W}rPr")
        return (
            face(own)
            or self._of_style(value_of(own, "rStyle"))
            or self._of_style(value_of(paragraph.find(f"{W}pPr"), "pStyle") or self._defaults.get("paragraph"))
            or self.default
        )

    def _of_style(self, name: str | None) -> str | None:
        for _ in range(LONGEST_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                return None
            found = face(style.find(f"{W}rPr"))
            if found:
                return found
            name = value_of(style, "basedOn")
        return None


def value_of(parent: Any, tag: str) -> str | None:
    """Attribute ``w:val`` of a child element; none when either is absent."""
    element = None if parent is None else parent.find(f"{W}{tag}")
    return None if element is None else element.get(f"{W}val")


def face(properties: Any) -> str | None:
    """Font that run properties name for Latin letters; none when they do not."""
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    if fonts is None:
        return None
    return next((fonts.get(name) for name in FACES if fonts.get(name)), None)
