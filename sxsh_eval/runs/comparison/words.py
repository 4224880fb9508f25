"""What the analyst sees in the terminal of a comparison, in both languages."""

from __future__ import annotations

from sxsh_eval.estimates.comparison import SAME
from sxsh_eval.reports.comparison.facts import STATES, Comparison
from sxsh_eval.runs.comparison.compare import Compared
from sxsh_eval.runs.console import near

KINDS = {
    "beyond": "vượt độ bất định · beyond uncertainty",
    "unclear": "chưa rõ · unclear",
    "within": "trong độ bất định · within uncertainty",
    "no_interval": "thay đổi, không có khoảng · changed, no interval",
    "appeared": "chỉ có ở bản mới · in the new run alone",
    "vanished": "chỉ có ở bản cũ · in the old run alone",
    "other": "khác biệt khác · other differences",
}
BEFORE = " (trước lần chạy gần nhất · before its last run)"
PAIRS = {
    "only_old": "báo cáo chỉ có ở bản cũ · reports in the old run alone",
    "only_new": "báo cáo chỉ có ở bản mới · reports in the new run alone",
    "failed": "báo cáo bị lỗi khi chạy · reports whose run failed",
    "no_numbers": "báo cáo không có numbers.json · reports without numbers.json",
    "damaged_numbers": "báo cáo có numbers.json hỏng · reports with a damaged numbers.json",
}


def comparison_text(compared: Compared) -> str:
    """Short summary: what was compared, how much differs, where the report is.

    Parameters
    ----------
    compared : Compared
    """
    found = compared.found
    total = sum(found.counts.values())
    lines = [
        f"So sánh · Comparing: {found.old.name}{BEFORE if found.old.before else ''} → {found.new.name}",
        f"  {len(found.compared)} báo cáo · reports; {total} con số · numbers",
    ]
    lines += [f"  ! {count} {PAIRS[state]}" for state in STATES if (count := states(found, state)) and state in PAIRS]
    causes = {
        "lựa chọn · settings": found.settings,
        "tệp đầu vào · input files": found.inputs,
        "phiên bản · versions": found.code,
    }
    if found.nothing_differs and not any(causes.values()):
        lines.append("  Không có gì khác nhau. · Nothing differs.")
    elif not found.unequal:
        lines.append("  Mọi con số so sánh được đều bằng nhau. · All numbers compared are equal.")
    else:
        lines += [f"  {count:>6} {KINDS[kind]}" for kind, count in kinds(found).items() if count]
    if told := ", ".join(f"{name} {len(changes)}" for name, changes in causes.items() if changes):
        lines.append(f"  Khác nhau · Different: {told}")
    if found.internal:
        lines.append("  Chỉ dùng nội bộ · For the house alone")
    return "\n".join([*lines, *(f"  {near(compared.folder / name)}" for name in compared.files)])


def states(found: Comparison, state: str) -> int:
    """Jobs in one state."""
    return sum(pair.state == state for pair in found.pairs)


def kinds(found: Comparison) -> dict[str, int]:
    """Numbers by kind, the rarer kinds together."""
    counts = {kind: n for kind, n in found.counts.items() if kind not in SAME}
    told = {kind: counts.pop(kind, 0) for kind in KINDS if kind != "other"}  # type: ignore[call-overload]
    return {**told, "other": sum(counts.values())}
