"""A report as a chapter of another one."""

from __future__ import annotations

from sxsh_eval.reports.model import Block, Report, Section, Text

FRONT = "asked"
"""Section that every report has for itself."""


def as_chapter(report: Report) -> Section:
    """Sections of a report as one chapter.

    Parameters
    ----------
    report : Report
        Its id begins every id of the chapter, so that none stands twice in the report that takes it in.

    Returns
    -------
    Section
        Begins on a new page.
    """
    parts = tuple(named(section, report.id) for section in report.sections if section.id != FRONT)
    return Section(id=report.id, title=report.title, parts=parts, new_page=True)


def named(section: Section, stage: str) -> Section:
    """Section whose ids begin with a stage."""
    return section.model_copy(
        update={
            "id": f"{stage}_{section.id}",
            "blocks": tuple(named_block(block, stage) for block in section.blocks),
            "parts": tuple(named(part, stage) for part in section.parts),
            "new_page": False,
        }
    )


def named_block(block: Block, stage: str) -> Block:
    """Table or figure whose id begins with a stage."""
    return block if isinstance(block, Text) else block.model_copy(update={"id": f"{stage}_{block.id}"})
