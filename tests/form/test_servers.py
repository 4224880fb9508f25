"""Both servers show results to whoever has the token, and nothing else of the machine to anybody."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import pytest

from sxsh_eval.form.links import ADDRESS
from tests.form.served import ADMITTED, kernels, make_project, served, wait_for

pytest.importorskip("voila", reason="voila is not installed")
CELLS = ("import os; print('secret', 'source')", f"print('address', os.environ[{ADDRESS!r}])")
REPORT = "outputs/thử/report.vi.html"
HIDDEN = [
    *("parameters/study.yml", "data/private/bang.xlsx", ".git/config", "notebooks/start_here.ipynb", "outputs"),
    *("outputs/", "outputs/thử", "", "outputs/run.json", "outputs/.work/old.html", "outputs/../parameters/study.yml"),
    *("outputs/../parameters/a.html", "../outside.html", "outputs/%2e%2e/parameters/a.html", "outputs%2f..%2fa.html"),
    *("%2e%2e/outside.html", "outputs/%252e%252e/parameters/a.html", "..%5coutside.html", "outputs/..%5ca.html"),
    *("outputs/out.html", "outputs/inside.html", "outputs/folder/a.html", "outputs/named.html", "outputs/none.html"),
    *("outputs/thử/report.vi.html%00.png", "outputs/thử/report.vi.html/", "outputs/thử/report.vi.html%0a"),
]


@dataclass(frozen=True)
class Server:
    """A running server."""

    root: Path
    address: str
    token: str
    process: psutil.Process

    def ask(self, path: str, method: str = "GET", *, token: bool = True, **heads: str) -> tuple[int, str, str]:
        """Status, heads and text of an answer; the path is sent as it is."""
        where = urlsplit(self.address)
        given = {"Authorization": f"token {self.token}"} if token else {}
        with closing(http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)) as line:
            line.request(method, quote(path, safe="/%:\\"), headers=given | heads)
            with line.getresponse() as answer:
                text = answer.read().decode("utf-8", errors="replace")
        return answer.status, str(answer.headers), text

    def visit(self) -> tuple[str, str]:
        """Open the page as a visitor: the kernel's name, the text."""
        status, _, text = self.ask("/")
        assert status == 200
        return re.findall(r'"kernelId": "([-0-9a-f]+)"', text)[0], text


def server_at(root: Path, address: str, process: psutil.Process) -> Server:
    """Server by its address with token."""
    place, token = address.split("?token=")
    return Server(root, place, token, process)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with results, data, and links on the disk that lead out of the results."""
    root = make_project(tmp_path_factory.mktemp("servers"), *CELLS)
    texts = (REPORT, "outputs/run.json", "outputs/.work/old.html", "data/private/bang.xlsx", ".git/config")
    for name in (*texts, "../outside.html", "parameters/a.html", "data/private/a/x.checked.xlsx"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("nội dung", encoding="utf-8")
    (root / "outputs" / "named.html").mkdir()
    links = {"out.html": root.parent / "outside.html", "inside.html": root / "parameters/a.html"}
    for name, target in {**links, "folder": root / "parameters"}.items():
        (root / "outputs" / name).symlink_to(target)
    return root


@pytest.fixture(scope="module")
def page(root: Path) -> Iterator[Server]:
    """The form's own server; when it ends, no kernel is left."""
    with served(root, "page") as (address, process):
        server = server_at(root, address, process)
        yield server
        server.visit()
        (kernel,) = kernels(process)
        process.terminate()
        process.wait(30)
        wait_for(lambda: not kernel.is_running())


@pytest.fixture(scope="module")
def lab(root: Path) -> Iterator[Server]:
    with served(root, "lab", *ADMITTED) as (address, process):
        yield server_at(root, address, process)


def check_files(server: Server) -> None:
    status, heads, text = server.ask(f"/project/{REPORT}")
    assert (status, text) == (200, "nội dung")
    assert "sandbox allow-scripts" in heads
    assert "no-store" in heads
    (server.root / REPORT).write_text("mới", encoding="utf-8")
    assert server.ask(f"/project/{REPORT}")[2] == "mới"
    (server.root / REPORT).write_text("nội dung", encoding="utf-8")
    assert server.ask("/project/data/private/a/x.checked.xlsx")[0] == 200
    found = {path: server.ask(f"/project/{path}") for path in HIDDEN}
    assert {path: status for path, (status, _, _) in found.items() if status not in {400, 404}} == {}
    assert not any("nội dung" in text for _, _, text in found.values())


def check_strangers(server: Server) -> None:
    for path in ("/", f"/project/{REPORT}", "/api/kernels"):
        status, _, text = server.ask(path, token=False)
        assert status in {302, 403, 404}, path
        assert "nội dung" not in text
    assert server.ask(f"/project/{REPORT}", Host="example.org")[0] == 403
    assert not {address.ip for address in listened(server.process)} - {"127.0.0.1", "::1"}


def listened(process: psutil.Process) -> list[psutil._common.addr]:
    return [found.laddr for found in process.net_connections("tcp") if found.status == psutil.CONN_LISTEN]


def test_lab_shows_results_and_keeps_strangers_out(lab: Server) -> None:
    check_files(lab)
    check_strangers(lab)
    assert lab.ask("/voila/render/notebooks/start_here.ipynb")[0] == 404
    assert "autoStart" in lab.ask("/lab/extensions/sxsh-eval-start/static/start.js")[2]


def test_page_shows_results_and_keeps_strangers_out(page: Server) -> None:
    check_files(page)
    check_strangers(page)
    assert kernels(page.process) == []
    for path in ("/voila/files/parameters/a.html", "/voila/files/a.png", "/api/contents/", "/api/terminals"):
        assert page.ask(path)[0] != 200 or "nội dung" not in page.ask(path)[2]
    for path in ("/voila/static/../../../pyvenv.cfg", "/voila/templates/sxsh/static/../index.html.j2"):
        assert page.ask(path)[0] >= 400


def test_each_visitor_has_a_kernel_that_goes_with_the_page(page: Server) -> None:
    first, text = page.visit()
    second, _ = page.visit()
    assert "address /project/" in text
    assert "os.environ" not in text
    assert '<html lang="vi">' in text
    assert "cdn.jsdelivr" not in text
    assert first != second
    assert len(kernels(page.process)) == 2
    cookie = re.findall(r"Set-Cookie: (\S+=\S+);", page.ask(f"/project/{REPORT}")[1])[0]
    for heads in ({"Origin": "http://example.org"}, {}):
        assert page.ask(f"/voila/api/shutdown/{first}", "POST", token=False, Cookie=cookie, **heads)[0] == 403
    assert len(kernels(page.process)) == 2
    origin = page.address.rstrip("/")
    for kernel in (first, second):
        status, _, _ = page.ask(f"/voila/api/shutdown/{kernel}", "POST", token=False, Cookie=cookie, Origin=origin)
        assert status == 204
    wait_for(lambda: not kernels(page.process))


def test_a_page_cannot_have_code_executed(page: Server, tmp_path: Path) -> None:
    kernel, _ = page.visit()
    made = tmp_path / "made"
    code = f"import pathlib; pathlib.Path({str(made)!r}).touch()"
    asked: list[tuple[str, str, dict[str, object]]] = [
        ("shell", "comm_msg", {"comm_id": "-", "data": "x" * 11_000_000}),  # more than a server takes by itself
        ("shell", "execute_request", {"code": code, "silent": False, "store_history": False}),
        ("control", "debug_request", {"command": "evaluate", "arguments": {"expression": code}}),
        ("control", "execute_request", {"code": code, "silent": True}),
        ("shell", "kernel_info_request", {}),
    ]
    answers = asyncio.run(conversation(page, kernel, asked))
    assert "kernel_info_reply" in answers
    assert "execute_reply" not in answers
    assert not made.exists()
    page.ask(f"/voila/api/shutdown/{kernel}", "POST", Origin=page.address.rstrip("/"))


async def conversation(server: Server, kernel: str, asked: list[tuple[str, str, dict[str, object]]]) -> set[str]:
    """Kinds of messages that come back until the last question is answered."""
    from tornado.httpclient import HTTPRequest
    from tornado.websocket import websocket_connect

    address = f"{server.address.replace('http', 'ws')}api/kernels/{kernel}/channels"
    line = await websocket_connect(HTTPRequest(address, headers={"Authorization": f"token {server.token}"}))
    for number, (channel, kind, content) in enumerate(asked):
        head = {"msg_id": str(number), "msg_type": kind, "session": "s", "username": "", "version": "5.3", "date": ""}
        parts = {"header": head, "parent_header": {}, "metadata": {}, "content": content}
        await line.write_message(json.dumps({"channel": channel, "buffers": [], **parts}))
    seen: set[str] = set()
    while "kernel_info_reply" not in seen:
        text = await asyncio.wait_for(line.read_message(), 30)
        assert text is not None
        seen.add(json.loads(text)["header"]["msg_type"])
    line.close()
    while await asyncio.wait_for(line.read_message(), 30) is not None:  # until the socket itself is closed
        continue
    return seen
