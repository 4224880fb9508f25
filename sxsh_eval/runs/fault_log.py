"""A fault of the program: its traceback in a file, one line for the analyst."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path

LONGEST = 200


def write_fault(error: BaseException, folder: Path | None) -> Path:
    """Write the traceback of a fault to a file that the maintainer can be sent.

    Parameters
    ----------
    error : BaseException
    folder : Path or None
        Where ``error.log`` belongs; where that cannot be written, the file lies among the temporary ones.

    Returns
    -------
    Path
        The file.
    """
    text = "".join(traceback.format_exception(error))
    try:
        if folder is None:
            raise FileNotFoundError
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "error.log"
        log.write_text(text, encoding="utf-8")
    except OSError:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="sxsh-eval-", suffix=".log", delete=False
        ) as file:
            file.write(text)
        log = Path(file.name)
    return log


def fault_message(error: BaseException, log: Path) -> str:
    """One line in both languages that names a fault with the file of its traceback."""
    found = f"{type(error).__name__}: {str(error)[:LONGEST]}"
    return f"Lỗi của chương trình ({found}); chi tiết: {log} · A fault of the program; details: {log}"
