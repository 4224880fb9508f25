"""What the README shows of the package works as it stands there."""

from __future__ import annotations

import re
from typing import Any

from matplotlib.axes import Axes

from tests.letters import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_python_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    values = []
    for line in code.splitlines():
        try:
            values.append(eval(line, names))  # noqa: S307 - the project's own README
        except SyntaxError:
            exec(line, names)  # noqa: S102
    assert len(values) == 5
    advice, progress, table, axes, told = values
    assert all(hasattr(shown, "_repr_html_") for shown in (advice, progress, told))
    assert {"estimate", "unit", "evidence", "source"} <= set(table.columns)
    assert isinstance(axes, Axes)


def test_what_it_points_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link.split("#")[0]).exists()] == []
