"""A small made-up report with every kind of block and text that tries to break out of its file format."""

from __future__ import annotations

from datetime import date
from functools import cache

from sxsh_eval.parameters.quantity import (
    Day,
    Listing,
    Mark,
    Name,
    Num,
    Phrase,
    Range,
    Value,
    Verbatim,
    Years,
    phrase,
)
from sxsh_eval.reports.marks import STYLES
from sxsh_eval.reports.model import Column, Figure, Report, Section, Table, Text
from sxsh_eval.reports.pictures import Pictures

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "+HYPERLINK(0)",
    "@SUM(A1)",
    "-2+3",
    "#let x = 5",
    '#import "x.typ"',
    "$x$",
    "*bold* _italic_ `code`",
    "@reference <label>",
    "= heading",
    "- bullet",
    "// comment /* comment */",
    r"\ back \u{41} slash",
    "& < > \" '",
    "{{ 7 * 7 }} {% raw %} {n} %s",
    "&amp; &lt;b&gt;",
    "]]> <!-- -->",
    "a~b ---- c...",
    "https://example.org/mot/duong/dan/rat/dai/khong/co/khoang/trang?tinh=dak-lak&nam=2015",
    LONG_WORD,
)
PROVINCES = ("Đắk Lắk", "Bà Rịa - Vũng Tàu", "Thừa Thiên Huế", "Nghệ An", "Quảng Ngãi", "Sóc Trăng", "Điện Biên")


def words(vi: str, en: str) -> Phrase:
    """Phrase that just shows words of the sample."""
    return phrase("common.plain", text=Name(vi=vi, en=en))


def same(text: str) -> Phrase:
    """Phrase that just shows the same text in both languages."""
    return phrase("common.plain", text=Verbatim(text=text))


SOURCE = words("Số liệu tổng hợp của bộ kiểm thử", "Synthetic figures of the test suite")


def targets_table() -> Table:
    """Table with every kind of value, an empty cell and marks."""
    rows: tuple[tuple[Value | None, ...], ...] = (
        (
            Name(vi="Cơ sở nhận thức được lợi ích", en="Establishments aware of the benefits"),
            Num(value=50, unit="percent", bound="at_least"),
            Num(value=47.25, unit="percent", digits=1),
            Range(low=43.1, high=51.4, unit="percent", digits=1),
            Mark(scale="evidence", name="surveyed"),
            Mark(scale="verdict", name="off_course"),
        ),
        (
            Name(vi="Cơ sở áp dụng SXSH", en="Establishments applying cleaner production"),
            Num(value=25, unit="percent"),
            Num(value=1286, unit="enterprise"),
            None,
            Mark(scale="evidence", name="claimed"),
            Mark(scale="verdict", name="met_as_claimed"),
        ),
        (
            Name(vi="Sở Công Thương có cán bộ hướng dẫn", en="Departments with trained staff"),
            Num(value=63, unit="department", bound="over"),
            Years(first=2011, last=2015),
            Day(value=date(2015, 2, 1)),
            Mark(scale="status", name="verified"),
            Mark(scale="verdict", name="cannot_be_judged"),
        ),
    )
    return Table(
        id="targets",
        title=words("Mục tiêu đến năm 2015 và mức đạt được", "Targets for 2015 and what was reached"),
        columns=(
            Column(head=words("Chỉ tiêu", "Indicator"), share=2.4),
            Column(head=words("Mục tiêu", "Target"), align="right"),
            Column(head=words("Kết quả", "Result"), align="right"),
            Column(head=words("Khoảng tin cậy 95 %", "95% interval"), align="right", share=1.2),
            Column(head=words("Bằng chứng", "Evidence"), share=1.2),
            Column(head=words("Kết luận", "Verdict"), share=1.4),
        ),
        rows=rows,
        notes=(
            words("Mẫu số là số cơ sở trả lời.", "The denominator is the number of respondents."),
            words("Ô trống: không có số liệu.", "Empty cell: no figure."),
        ),
        source=SOURCE,
    )


def hostile_table() -> Table:
    """Table whose cells look like markup, formulas and code."""
    return Table(
        id="hostile",
        title=same('Bảng <b>"thử"</b> & #strong[x] $y$'),
        columns=(Column(head=same("#"), align="right", share=0.2), Column(head=same("<i>Giá trị</i> & _x_"))),
        rows=tuple((Num(value=at, unit="count"), Verbatim(text=text)) for at, text in enumerate(HOSTILE, start=1)),
        notes=(same("* <u>ghi chú</u> #note"),),
        source=same("=cmd|' /C calc'!A0 & <source>"),
    )


def empty_table() -> Table:
    """Table with heads but no row."""
    return Table(
        id="empty",
        title=words("Bảng chưa có số liệu", "A table without figures yet"),
        columns=(Column(head=words("Tỉnh", "Province")), Column(head=words("Kết quả", "Result"), align="right")),
        rows=(),
        source=SOURCE,
    )


def wide_table() -> Table:
    """Twelve columns: names, ten years of numbers, a mark."""
    years = tuple(range(2006, 2016))
    rows = tuple(
        (
            Verbatim(text=province),
            *(Num(value=round(1234.5 * (at + 1) + 98.7 * (year - 2006), 1), unit="count", digits=1) for year in years),
            Mark(scale="severity", name=("high", "medium", "low", "passes")[at % 4]),
        )
        for at, province in enumerate(PROVINCES)
    )
    return Table(
        id="wide",
        title=words("Điện năng tiết kiệm được theo năm (MWh)", "Electricity saved by year (MWh)"),
        columns=(
            Column(head=words("Tỉnh, thành phố", "Province or city"), share=2),
            *(Column(head=phrase("common.plain", text=Years(first=y, last=y)), align="right") for y in years),
            Column(head=words("Mức độ", "Severity"), share=1.4),
        ),
        rows=rows,
        source=SOURCE,
    )


def long_table(rows: int = 200) -> Table:
    """Many rows, so that it runs over several pages."""
    return Table(
        id="long",
        title=words("Danh sách cơ sở trong mẫu", "Establishments of the sample"),
        columns=(
            Column(head=words("Số thứ tự", "No."), align="right", share=0.5),
            Column(head=words("Cơ sở", "Establishment"), share=2.2),
            Column(head=words("Tỉnh", "Province"), share=1.4),
            Column(head=words("Mức tiết kiệm", "Saving"), align="right"),
            Column(head=words("Bằng chứng", "Evidence"), align="center", share=1.3),
        ),
        rows=tuple(
            (
                Num(value=at + 1, unit="count"),
                Name(vi=f"Cơ sở mẫu số {at + 1:03d}", en=f"Sample establishment {at + 1:03d}"),
                Verbatim(text=PROVINCES[at % len(PROVINCES)]),
                Num(value=(at * 37 % 141) / 10, unit="percent", digits=1),
                Mark(scale="evidence", name=("measured", "surveyed", "claimed")[at % 3]),
            )
            for at in range(rows)
        ),
        notes=(words("Tên cơ sở là tên giả.", "Names of establishments are made up."),),
        source=SOURCE,
    )


def marks_table() -> Table:
    """Every category of every scale."""
    return Table(
        id="marks",
        title=words("Các ký hiệu", "All marks"),
        columns=(
            Column(head=words("Thang", "Scale")),
            Column(head=words("Ký hiệu", "Mark"), share=2),
        ),
        rows=tuple(
            (Verbatim(text=scale), Mark.model_validate({"scale": scale, "name": name})) for scale, name in STYLES
        ),
        source=SOURCE,
    )


def figure(at: int) -> Figure:
    """Figure number `at` of the sample."""
    return Figure(
        id=f"figure-{at}",
        chart="sample",
        data={},
        title=words("Đắk Lắk tiết kiệm điện nhanh hơn cả nước", "Đắk Lắk saves electricity faster than the country"),
        subtitle=words("Điện năng tiết kiệm, MWh, 2006–2015", "Electricity saved, MWh, 2006–2015"),
        alt=words(
            'Đường biểu diễn tăng từ 1 đến 5; "nhanh" & <đều>',
            'A line that rises from 1 to 5; "fast" & <steady>',
        ),
        notes=(words("Hình vẽ để kiểm thử.", "Drawn for tests."),),
        source=SOURCE,
    )


def sections(long_rows: int) -> tuple[Section, ...]:
    """Chapters of the sample, three levels deep."""
    share = Num(value=8.2, unit="percent")
    places = Listing(items=tuple(Verbatim(text=name) for name in PROVINCES[:3]))
    verdict = Mark(scale="verdict", name="met_as_claimed")
    findings = Section(
        id="findings",
        title=words("Kết luận chính", "Main findings"),
        blocks=(
            Text(phrase=phrase("common.plain", text=verdict), style="key_message"),
            Text(phrase=phrase("common.plain", text=places)),
            Text(phrase=phrase("common.plain", text=share), style="bullet"),
            Text(phrase=words("Nhận thức tăng đều qua các năm.", "Awareness rose every year."), style="bullet"),
            Text(phrase=same(HOSTILE[0]), style="bullet"),
            targets_table(),
            Text(phrase=words("Số liệu chưa được kiểm chứng.", "The figures are not verified."), style="warning"),
        ),
        parts=(
            Section(
                id="trend",
                title=words("Xu hướng", "Trend"),
                blocks=(figure(1), Text(phrase=words("Xem thêm phụ lục.", "See the annex."), style="note")),
                parts=(Section(id="detail", title=words("Chi tiết", "Detail"), blocks=(wide_table(), figure(2))),),
            ),
        ),
    )
    annex = Section(
        id="annex",
        title=same('Phụ lục <em>"A"</em> & #1'),
        blocks=(hostile_table(), empty_table(), marks_table(), long_table(long_rows)),
    )
    return findings, annex


def sample_report(*, synthetic: bool = True, long_rows: int = 200) -> Report:
    """Whole sample."""
    return Report(
        id="sample/dak_lak/2011-2015",
        title=words("Đánh giá sản xuất sạch hơn tỉnh Đắk Lắk", "Cleaner production in Đắk Lắk province: an evaluation"),
        subtitle=words("Giai đoạn 2011–2015", "Period 2011–2015"),
        facts=(
            (words("Tỉnh", "Province"), Verbatim(text="Đắk Lắk")),
            (words("Văn bản", "Document"), Verbatim(text="Quyết định số 1419/QĐ-TTg")),
            (words("Ngày ban hành", "Issued"), Day(value=date(2009, 9, 7))),
            (words("Thử <thẻ>", "A <tag>"), Verbatim(text=HOSTILE[0])),
        ),
        sections=sections(long_rows),
        synthetic=synthetic,
    )


@cache
def sample_pictures() -> Pictures:
    """Both figures of the sample."""
    from sxsh_eval.reports.charts.page import Block, Page
    from sxsh_eval.reports.draw_pictures import picture

    pictures = {}
    for at in (1, 2):
        page = Page(81.3)
        page.write(Block.of("Đắk Lắk: điện năng tiết kiệm", 160), at=(0, 0))
        page.plot((10, 10, 140, 60), (0, 4), (0, 5)).plot(range(5), [1, 2, 2.5, 4, 5], linewidth=at)
        pictures[f"figure-{at}"] = picture(page.figure)
    return pictures
