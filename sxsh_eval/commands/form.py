"""Commands that open the form: in JupyterLab, or as a page without code."""

from __future__ import annotations

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


COMMANDS: tuple[click.Command, ...] = (lab, page)
