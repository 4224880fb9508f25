"""Commands that read and write official letters."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path)
REPLACE = click.option(
    "--replace", is_flag=True, help="Thay bản cũ, bản cũ được giữ lại với tên .bak-1 · Replace; the old one is kept."
)


@click.command("read-letter")
@click.argument("file", type=PATH)
@click.option("--province", help="Tỉnh, nếu văn bản không nói rõ · Province, where the letter does not tell.")
@click.option(
    "--year", type=click.IntRange(1990, 2100), help="Năm của văn bản · Year of the letter, where it does not tell."
)
@click.option("--folder", type=PATH, help="Thư mục bản nháp · Folder of drafts [data/drafts].")
@REPLACE
def read_letter(*, file: Path, province: str | None, year: int | None, folder: Path | None, replace: bool) -> int:
    """Đọc số liệu của một văn bản (.txt, .docx, .pdf) để xem lại; chưa dùng cho báo cáo.

    Read the figures of a letter for review; reports do not use them yet.

    \b
    sxsh-eval read-letter van-ban.docx --province "Bình Định" --year 2018
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.runs.letters.reading import read_letter_file

    click.echo(read_letter_file(file, province=province, year=year, folder=folder, replace=replace))
    return 0


@click.command()
@click.argument("file", type=PATH)
@REPLACE
def confirm(*, file: Path, replace: bool) -> int:
    """Ghi số liệu đã xem lại (review.xlsx hoặc draft.yml) vào data/claims để báo cáo dùng.

    Write reviewed figures (review.xlsx or draft.yml) to data/claims, for reports to use.

    \b
    sxsh-eval confirm data/drafts/binh-dinh-2018/review.xlsx
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.runs.letters.confirming import confirm_review

    click.echo(confirm_review(file, replace=replace))
    return 0


@click.command("letter")
@click.option("--province", required=True, help="Tỉnh, tên hoặc mã · Province, name or slug.")
@click.option("--year", required=True, type=int, help="Năm của tệp số liệu · Year of the claims file.")
@click.option("--run", default="", help="Lần chạy lấy ước lượng · Run whose estimates are told [latest].")
@click.option("--output", type=PATH, help="Tệp .docx [outputs/letters/<province>-<year>.docx].")
@click.option("--symbol", default="", help="Ký hiệu sau số, ví dụ UBND-KT · Symbol after the number.")
@click.option("--date", "day", default="", metavar="YYYY-MM-DD", help="Ngày ký; bỏ trống để chừa chỗ · Date.")
@click.option("--outputs", type=PATH, help="Thư mục kết quả · Folder of outputs [outputs].")
@click.option("--study", type=PATH, help="Tệp study.yml · Study file [parameters/study.yml].")
def letter(day: str, symbol: str, **choices: object) -> int:
    """Lập văn bản của tỉnh gửi Bộ theo mẫu Công văn 1819/BCT-TKNL, thể thức Nghị định 30/2020, dạng Word.

    Write the province's letter to the Ministry as a Word file, from confirmed figures and a run's estimates.

    \b
    sxsh-eval letter --province binh-dinh --year 2018
    sxsh-eval letter --province binh-dinh --year 2018 --run latest --output bao-cao.docx
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.reports.official.facts import Form
    from sxsh_eval.runs.console import show_letter
    from sxsh_eval.runs.letters.official import LetterRequest, parse_day, write_letter

    form = Form(symbol=symbol, date=parse_day(day))
    show_letter(write_letter(LetterRequest(form=form, **choices)))  # type: ignore[arg-type]
    return 0


COMMANDS: tuple[click.Command, ...] = (read_letter, confirm, letter)
