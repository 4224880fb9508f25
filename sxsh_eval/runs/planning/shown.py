"""A plan as text: what would be done for each job, and why."""

from __future__ import annotations

from collections import Counter

from sxsh_eval.runs.planning.plan import Plan
from sxsh_eval.runs.planning.planned import Planned

ACTIONS = {
    "execute": "chạy · execute",
    "render": "kết xuất · render",
    "skip": "bỏ qua · skip",
}
REASONS = {
    "new": "chưa có kết quả · no result yet",
    "failed": "lần trước không thành công · failed the last time",
    "damaged": "bản ghi bị hỏng · its record is damaged",
    "changed": "đã đổi · changed",
    "forced": "theo yêu cầu · asked for",
    "files": "thiếu tệp · files missing",
    "renderers": "chương trình kết xuất đã đổi · the renderers have changed",
    "forms": "thiếu tệp báo cáo · report files missing",
    "same": "không có gì đổi · nothing has changed",
}
PARTS = {
    "notebook": "sổ tay · notebook",
    "parameters": "lựa chọn · choices",
    "uses": "kết quả của bước trước · results of earlier stages",
    "package": "chương trình · program",
    "packages": "thư viện · libraries",
}


def reason_text(planned: Planned) -> str:
    """Why, with what has changed."""
    parts = [PARTS.get(part, part) for part in planned.detail.split(", ") if part]
    detail = f": {', '.join(parts)}" if parts else ""
    return f"{REASONS[planned.reason]}{detail}"


def plan_text(plan: Plan) -> str:
    """Stages in order, a line a job, sums at the end.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    str
    """
    lines = []
    for number, stage in enumerate(plan.stages, start=1):
        lines.append(f"{number}. {stage[0].stage}")
        width = max(len(planned.job.name) for planned in stage)
        lines += [
            f"   {planned.job.name:<{width}}  {ACTIONS[planned.action]:<18}  {reason_text(planned)}"
            for planned in stage
        ]
    counts: Counter[str] = Counter(planned.action for planned in plan.jobs)
    sums = ", ".join(f"{ACTIONS[action]} {counts[action]}" for action in ACTIONS)
    return "\n".join([*lines, "", f"{len(plan.jobs)} báo cáo · reports: {sums}"])
