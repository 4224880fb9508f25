"""The form's own server: one page, one kernel a visitor, nothing else of the machine."""

from __future__ import annotations

import tempfile
import webbrowser
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tornado.web import HTTPError, RequestHandler
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler

from sxsh_eval.form.project_files import NoFile, file_handlers
from sxsh_eval.form.servers import LARGEST

OPENING = '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={0}"><a href="{0}">{0}</a>\n'


class Leave(VoilaShutdownKernelHandler):  # type: ignore[misc]
    """Ends the kernel of a page that is closed; a browser can add no field to what it sends then."""

    def check_xsrf_cookie(self) -> None:
        """Take the request from pages of this server, by its head ``Origin``."""
        if not self.request.headers.get("Origin") or not self.check_origin():
            raise HTTPError(403)


class NoIcon(RequestHandler):
    """Browsers ask for a picture of the server; there is none, which is no error."""

    def get(self) -> None:
        """Answer with nothing."""
        self.set_status(204)


class PageServer(Voila):  # type: ignore[misc]
    """Voilà with a token, for this machine only, without its own ways to files."""

    def init_settings(self) -> dict[str, Any]:
        """Answer only to names of this machine: no foreign page may reach the server under a name of its own."""
        settings: dict[str, Any] = super().init_settings()
        return {**settings, "allow_remote_access": False, "websocket_max_message_size": LARGEST}

    def init_handlers(self) -> list[Any]:
        """Show results of the project; let no other file be asked for."""
        files = (f"{self.server_url}voila/files/(.*)", NoFile)
        leave = (f"{self.server_url}voila/api/shutdown/(.*)", Leave)
        icon = (f"{self.server_url}favicon.ico", NoIcon)
        return [files, leave, icon, *file_handlers(self.server_url, Path(self.root_dir)), *super().init_handlers()]

    @property
    def page_url(self) -> str:
        """Address that opens the page, with the token."""
        return f"{self.connection_url}?token={quote(self.identity_provider.token)}"

    def launch_browser(self) -> None:
        """Open the page by way of a file of this user alone: what a program is started with, others see."""
        with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8", delete=False) as file:
            file.write(OPENING.format(escape(self.page_url)))
        try:
            webbrowser.get(self.browser or None).open(Path(file.name).as_uri())
        except webbrowser.Error:
            self.log.warning("%s", self.page_url)
