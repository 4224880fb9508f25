"""Handler that shows results of the project beside a page, on JupyterLab and on the form's own server alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from sxsh_eval.form.links import is_shown

PREFIX = "project"
NOTHING = (
    "không có tệp này hoặc tệp không được mở từ đây · there is no such file, or it is not to be opened from here\n"
)
KINDS = {
    ".html": "text/html; charset=UTF-8",
    ".log": "text/plain; charset=UTF-8",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Not left to the system's table, which on Windows any program may have changed."""
ALONE = (
    *("default-src 'none'", "script-src 'unsafe-inline'", "style-src 'unsafe-inline'", "img-src data:"),
    *("font-src data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"),
    "sandbox allow-scripts allow-downloads allow-modals allow-popups allow-popups-to-escape-sandbox",
)
"""A page of results brings all it needs, reaches nothing else and is a stranger to the server (no cookies)."""


class NoFile(JupyterHandler):
    """Stands where a server would show any file: here nothing exists."""

    @allow_unauthenticated
    def get(self, *_: str, **__: Any) -> Any:
        """Refuse."""
        raise web.HTTPError(404)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer in plain words; the servers' own page of errors needs files that not every server has."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(f"{status_code}: {NOTHING}")


class ProjectFile(NoFile, web.StaticFileHandler):
    """One file that pages may show; anything else does not exist here."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]  # noqa: FBT001, FBT002 - tornado's form
        """Send a file."""
        await web.StaticFileHandler.get(self, path, include_body=include_body)

    @web.authenticated
    @authorized
    async def head(self, path: str) -> None:  # type: ignore[override]
        """Send what is known of a file."""
        await web.StaticFileHandler.get(self, path, include_body=False)

    def parse_url_path(self, url_path: str) -> str:
        """Refuse by the letters of a path, before the disk (or on Windows another machine) is asked."""
        if not is_shown(url_path):
            raise web.HTTPError(404)
        return super().parse_url_path(url_path)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Refuse what a link on the disk leads to, unless it may be shown itself."""
        try:
            real = Path(absolute_path).resolve(strict=True)
            inside = real.relative_to(Path(root).resolve()).as_posix()
        except (OSError, ValueError) as error:
            raise web.HTTPError(404) from error
        if not is_shown(inside) or not real.is_file():
            raise web.HTTPError(404)
        return str(real)

    def get_content_type(self) -> str:
        """Media type by the ending."""
        return KINDS[Path(str(self.absolute_path)).suffix]

    def set_extra_headers(self, path: str) -> None:
        """Never keep a copy: a report is written anew under the same name."""
        if path.endswith(".html"):  # a PDF in a sandbox would not open
            self.set_header("Content-Security-Policy", "; ".join(ALONE))
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def compute_etag(self) -> str | None:
        """None: tornado would remember that of the first reading."""
        return None

    def should_return_304(self) -> bool:
        """Send the file each time."""
        return False


def file_handlers(base_url: str, root: Path) -> list[tuple[str, type[JupyterHandler], dict[str, Any]]]:
    """Handlers that show files of a project.

    Parameters
    ----------
    base_url : str
        Of the server, such as ``/``.
    root : Path
        The project's folder.

    Returns
    -------
    list of (address, handler, arguments)
    """
    return [(url_path_join(base_url, PREFIX, "(.*)"), ProjectFile, {"path": str(root)})]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.web_app.add_handlers(".*$", file_handlers(server.base_url, Path(server.root_dir)))
