"""Commands of the form: in JupyterLab, as a page without code, or its choices as a list."""

from __future__ import annotations

from pathlib import Path

import click

PASSED_ON = {"ignore_unknown_options": True, "allow_interspersed_args": False}


TO_STOP = (
    "Trang sẽ mở trong trình duyệt. Muốn dừng: nhấn Ctrl-C ở đây hoặc đóng cửa sổ này.\n"
    "The page opens in the browser. To stop: press Ctrl-C here, or close this window."
)


@click.command(context_settings=PASSED_ON)
@click.argument("arguments", metavar="[OPTIONS OF JUPYTER LAB]", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> int:
    """Mở JupyterLab trong thư mục dự án, bắt đầu từ notebooks/start_here.ipynb.

    Open JupyterLab in the project's folder, at notebooks/start_here.ipynb.
    """
    from sxsh_eval.form.servers import start_lab
    from sxsh_eval.parameters.study import open_study

    click.echo(TO_STOP, err=True)
    start_lab(open_study("").root, arguments)
    return 0


@click.command(context_settings=PASSED_ON)
@click.argument("arguments", metavar="[OPTIONS OF VOILA]", nargs=-1, type=click.UNPROCESSED)
def page(arguments: tuple[str, ...]) -> int:
    """Mở trang chọn và chạy báo cáo trong trình duyệt, không thấy mã lệnh.

    Open the page on which reports are chosen, run and compared, in the browser and without any code.
    """
    from sxsh_eval.form.servers import start_page
    from sxsh_eval.parameters.study import open_study

    click.echo(TO_STOP, err=True)
    start_page(open_study("").root, arguments)
    return 0


@click.command()
@click.argument("search", metavar="[WORD]", default="")
@click.option("--language", "languages", multiple=True, metavar="vi|en", help="Ngôn ngữ · Language.")
@click.option("--study", type=click.Path(path_type=Path), help="Tệp study.yml · Study file [parameters/study.yml].")
def settings(search: str, languages: tuple[str, ...], study: Path | None) -> int:
    """Liệt kê các lựa chọn đổi được: khóa, giá trị hiện dùng, giới hạn, ý nghĩa.

    List the settings that a run may change: key, value in use, limits, meaning. WORD leaves those that have it in
    their key or explanation.

    \b
    sxsh-eval settings growth
    sxsh-eval settings "chiết khấu"
    """  # noqa: D301 (\b is click's mark for lines to be left alone)
    from sxsh_eval.form.listing import settings_text
    from sxsh_eval.form.places import open_offers
    from sxsh_eval.runs.planning.requests import chosen_forms

    click.echo(settings_text(open_offers(study), chosen_forms(languages, ())[0], search))
    return 0


COMMANDS: tuple[click.Command, ...] = (lab, page, settings)
