"""Addresses of outputs: a folder of this machine, or a store by the URL of an fsspec file system."""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sxsh_eval.errors import InputError, Problem, ProblemsError, UsageError
from sxsh_eval.parameters.text import fold

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://.*")
OUTPUTS = "outputs"
MIRRORS = ".stores"
SHOWN = 300


def is_store(text: str) -> bool:
    """Whether an outputs address is a URL other than ``file://``."""
    return URL.fullmatch(text.strip()) is not None and not text.strip().lower().startswith("file:")


def local_outputs(text: str) -> Path:
    """Folder that a plain path or a ``file://`` URL names."""
    parts = urlsplit(text.strip())
    if parts.scheme.lower() != "file":
        return Path(text)
    host = f"//{parts.netloc}" if parts.netloc not in {"", "localhost"} else ""
    return Path(url2pathname(host + unquote(parts.path) if host else parts.path))


def mirror_folder(root: Path, url: str) -> Path:
    """Local copy of a store, the same for everyone who uses the same project and address.

    Parameters
    ----------
    root : Path
        Folder of the project.
    url : str
    """
    url = url.strip().rstrip("/")
    short = hashlib.sha256(url.encode()).hexdigest()[:8]
    return root / OUTPUTS / MIRRORS / f"{fold(url)[:40].strip('-')}-{short}"


def file_system(url: str) -> tuple[Any, str]:
    """File system of a URL, without any cache of names, and the path of the URL in it.

    Raises
    ------
    UsageError
        If the kind of URL is unknown or its package is not installed.
    """
    try:
        fsspec: Any = importlib.import_module("fsspec")
        system, path = fsspec.core.url_to_fs(url.strip().rstrip("/"), use_listings_cache=False)
    except ImportError as error:
        raise UsageError([Problem("store.package", url, str(error)[:SHOWN])]) from error
    except ValueError as error:
        raise UsageError([Problem("store.address", url, str(error)[:SHOWN])]) from error
    return system, str(path).rstrip("/")


@contextmanager
def reported(url: str) -> Iterator[None]:
    """Turn whatever a store's package raises into an error that the analyst can see to.

    Raises
    ------
    InputError
        ``store.unreachable``.
    """
    try:
        yield
    except ProblemsError:
        raise
    except Exception as error:  # each package has exceptions of its own
        found = f"{type(error).__name__}: {str(error)[:SHOWN]}"
        raise InputError([Problem("store.unreachable", url, found)]) from error
