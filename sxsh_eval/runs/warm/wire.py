"""How clients, the warm process and its kernels talk over a Unix socket."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LENGTH = struct.Struct("!I")
LONGEST = 4 << 20
STREAMS = 3
REHEARSE = "rehearse"
"""Key of a request for a rehearsal: study file, province, period."""
PEER = struct.Struct("3i")


def packed(message: dict[str, Any]) -> bytes:
    """A request as it is sent: its length, then JSON in ASCII."""
    body = json.dumps(message).encode("ascii")
    return LENGTH.pack(len(body)) + body


def receive_request(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Request with the standard streams that came with it.

    Parameters
    ----------
    connection : socket
        Blocking, with a time limit.

    Raises
    ------
    ValueError
        If what came is no request.
    OSError
        If it did not come whole in time.
    """
    if not is_own_user(connection):
        raise ValueError("another user")
    data, streams, _, _ = socket.recv_fds(connection, 1 << 16, STREAMS)
    try:
        message = _rest_of(connection, data)
    except BaseException:
        close_all(streams)
        raise
    if not isinstance(message, dict) or len(streams) != (0 if REHEARSE in message else STREAMS):
        close_all(streams)
        raise ValueError("no request")
    return message, streams


def _rest_of(connection: socket.socket, data: bytes) -> object:
    while len(data) < LENGTH.size or len(data) < LENGTH.size + LENGTH.unpack(data[: LENGTH.size])[0]:
        more = connection.recv(1 << 16)
        if not more or len(data) > LONGEST:
            raise ValueError("incomplete request")
        data += more
    return json.loads(data[LENGTH.size :])


def tell(connection: socket.socket, **news: Any) -> None:
    """Send one line of news to a client; one that has gone is not told."""
    try:
        connection.sendall(json.dumps(news).encode("ascii") + b"\n")
    except OSError:
        return


def is_own_user(connection: socket.socket) -> bool:
    """Whether the other end belongs to the user of this process."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, PEER.size)
    return int(PEER.unpack(credentials)[1]) == os.getuid()


def close_all(descriptors: Sequence[int]) -> None:
    """Close file descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)


def listen(path: Path) -> socket.socket:
    """Listening socket at `path` that only this user can reach."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(socket.SOMAXCONN)
    return listener
