"""A made-up letter with the reading that a program could give of it: fictional figures under a real province's name."""

from __future__ import annotations

import re
from typing import Any

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.letters.reading import NumberSeen, Reading
from sxsh_eval.inputs.letters.text import Cell, LetterText, Paragraph
from tests.letters import letter

HOSTILE = '<script>alert(1)</script> "=1+1" & {{ 7*7 }}'
LINES = (
    "UỶ BAN NHÂN DÂN TỈNH LÀO CAI (văn bản bịa để thử)",
    "Số: 77/UBND-CN    Lào Cai, ngày 15 tháng 5 năm 2018",
    "I. TÌNH HÌNH THỰC HIỆN GIAI ĐOẠN 2010 – 2017",
    "2. Các hoạt động đã triển khai",
    "a) Tuyên truyền, đào tạo",
    (
        "Trong năm 2016, Sở Công Thương đã tổ chức 06 hội thảo cho 240 lượt doanh nghiệp; đánh giá nhanh tại 12 cơ sở "
        "với tổng kinh phí 1,25 tỷ đồng từ ngân sách địa phương."
    ),
    "3. Kết quả",
    (
        "Tỷ lệ cơ sở sản xuất công nghiệp nhận thức được lợi ích của sản xuất sạch hơn đạt khoảng 35%; 18,5% cơ sở đã "
        "áp dụng, tiết kiệm từ 6 – 9% năng lượng trên một đơn vị sản phẩm. Giá trị sản xuất công nghiệp tăng 14,2%, "
        "có 1.250 lao động."
    ),
    f"Ghi chú của người gửi: {HOSTILE}, điện thoại 0214 3840 001.",
    "III. ĐỀ XUẤT ĐẾN NĂM 2030",
    "Phấn đấu đến năm 2030 có 70% cơ sở sản xuất công nghiệp áp dụng sản xuất sạch hơn.",
)
TABLE = (("Năm", "Số lớp tập huấn", "Kinh phí (triệu đồng)"), ("2016", "3", "150"), ("2017", "4", "210"))
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
FATES = {
    "77": "document_number", "15": "date", "5": "date", "2018": "date", "2010": "year", "2017": "year", "2016": "year",
    "2.": "numbering", "2": "numbering", "3": "numbering", "2030": "year", "14,2": "other_subject",
    "1.250": "not_understood", "0214": "phone", "3840": "phone", "001": "phone", "7": "not_understood",
    "1": "not_understood",
}  # fmt: skip
WHOSE = {"vi": "cơ sở sản xuất công nghiệp trong tỉnh", "en": "industrial establishments"}


def review(line: int, confidence: float, quote: str, *doubts: str) -> dict[str, Any]:
    return {"status": "draft", "quote": quote, "line": line, "confidence": confidence, "doubts": list(doubts)}


def num(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": {"value": value, "unit": unit, **more}}


def entry(indicator: str, kind: str, printed: str, figure: dict[str, Any], **more: Any) -> dict[str, Any]:
    line = more.pop("line")
    confidence, doubts = more.pop("confidence", 0.9), more.pop("doubts", ())
    base = {
        "indicator": indicator, "kind": kind, "as_printed": printed, "population": "all_establishments",
        "wording": WHOSE, "dating": "stated", "period": {"first": 2016, "last": 2016},
        "place": {"section": "I.2.a", "paragraph": 2},
        "review": review(line, confidence, LINES[line - 1][:120] if line <= len(LINES) else printed, *doubts),
    }  # fmt: skip
    return base | figure | more


RESULT = {"period": {"first": 2010, "last": 2017}, "dating": "inferred", "place": {"section": "I.3", "paragraph": 2}}
CLAIMS: dict[str, dict[str, Any]] = {
    "workshops": entry("events_workshops", "activity", "06", num(6, "event"), population="events", line=6),
    "trained": entry(
        "enterprises_trained", "activity", "240", num(240, "enterprise"),
        population="event_participants", line=6, confidence=0.7, doubts=("population_not_stated",),
    ),
    "assessed": entry(
        "rapid_assessments", "activity", "12", num(12, "assessment"), population="assessed_units", line=6
    ),
    "money": entry(
        "budget", "budget", "1,25 tỷ", num(1_250_000_000, "vnd"),
        population="national_budget", payer="state_local", line=6,
    ),
    "aware": entry("awareness", "result", "35%", num(35, "percent", bound="about"), line=8, **RESULT),
    "adopting": entry("adoption", "result", "18,5%", num(18.5, "percent"), line=8, basis="estimate", **RESULT),
    "saving": entry(
        "saving_per_product", "result", "6 – 9%", {"band": {"low": 6, "high": 9, "unit": "percent"}},
        population="adopting_establishments", line=8, confidence=0.45, doubts=("ambiguous_number",), **RESULT,
    ),
    "goal": entry(
        "adoption", "proposal", "70%", num(70, "percent"),
        line=11, period={"first": 2020, "last": 2030}, place={"section": "III", "paragraph": 2},
    ),
    "courses_2016": entry("events_courses", "activity", "3", num(3, "event"), population="events", line=12),
    "courses_2017": entry(
        "events_courses", "activity", "4", num(4, "event"),
        population="events", line=12, period={"first": 2017, "last": 2017}, repeats="courses_2016",
    ),
}  # fmt: skip
PRINTED = {key: claim["as_printed"] for key, claim in CLAIMS.items()}


def paragraphs() -> tuple[Paragraph, ...]:
    plain = [Paragraph(text, line) for line, text in enumerate(LINES, start=1)]
    cells = [
        Paragraph(text, len(LINES) + 1, cell=Cell(0, row, column))
        for row, texts in enumerate(TABLE)
        for column, text in enumerate(texts)
    ]
    return (*plain, *cells)


def numbers(texts: tuple[Paragraph, ...]) -> tuple[NumberSeen, ...]:
    """Every number of the letter, those of the claims taken."""
    waiting = dict(PRINTED)
    seen = []
    for at, paragraph in enumerate(texts):
        spans: dict[int, tuple[int, tuple[str, ...]]] = {}
        for key, printed in list(waiting.items()):
            start = paragraph.text.find(printed)
            own_cell = paragraph.cell is not None and paragraph.text == printed
            if own_cell or (start >= 0 and paragraph.line == CLAIMS[key]["review"]["line"] and paragraph.cell is None):
                spans[max(start, 0)] = (max(start, 0) + len(printed), (key,))
                del waiting[key]
        taken = {place for start, (end, _) in spans.items() for place in range(start, end)}
        for match in NUMBER.finditer(paragraph.text):
            if match.start() not in taken:
                spans[match.start()] = (match.end(), ())
        for start, (end, keys) in sorted(spans.items()):
            fate = "taken" if keys else FATES.get(paragraph.text[start:end], "not_understood")
            seen.append(NumberSeen(at, start, end, keys, fate))
    return tuple(seen)


def made_up_reading(**changes: Any) -> Reading:
    """The reading; fields of the letter by keyword."""
    texts = paragraphs()
    head = {
        "number": "77/UBND-CN", "province": "lao-cai", "span": {"first": 2010, "last": 2017},
        "proposal_period": {"first": 2020, "last": 2030},
        "issuer": {"vi": "UBND tỉnh Lào Cai", "en": "People's Committee of Lào Cai"},
        "addressee": {"vi": "Bộ Công Thương", "en": "Ministry of Industry and Trade"},
        "title": {"vi": "Văn bản bịa để thử phần mềm", "en": "Letter made up to test the software"},
    }  # fmt: skip
    made = letter(CLAIMS, **(head | changes))
    changed = (Problem("file.missing", "thu-bia.docx · 3", "VNTime", severity="warning"),)
    text = LetterText("thu-bia.docx", "ab" * 32, texts, changed, "docx")
    doubts = (Problem("letter.no_time", "thu-bia.docx · claims.aware", "-", severity="warning"),)
    return Reading(text, made, numbers(texts), doubts)
