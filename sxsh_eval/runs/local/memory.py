"""Memory of a process that carries out many jobs: how much it has, and giving back what it does not need."""

from __future__ import annotations

import ctypes
import gc
import sys

MEGABYTE = 2**20
MUCH = 300 * MEGABYTE
"""What a process may have without giving anything back."""
GENERATIONS = 10
"""Documents for which typst keeps what it has worked out in memory, some 60 MB for each of our reports."""


def memory() -> int:
    """Bytes of memory that this process has now."""
    import psutil

    return int(psutil.Process().memory_info().rss)


def shed_memory(allowed: int = MUCH) -> None:
    """Give back what libraries keep for another time: setting empty pages makes typst forget the full ones.

    Parameters
    ----------
    allowed : int
        Bytes below which nothing is done.
    """
    if memory() <= allowed:
        return
    if "typst" in sys.modules:
        import typst

        fonts = typst.Fonts(include_system_fonts=False)
        for _ in range(GENERATIONS):
            typst.compile(b"", font_paths=fonts)
    gc.collect()
    if sys.platform == "linux":
        give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # only the GNU library has it
        if give_back is not None:
            give_back(0)
