"""A client that waits for a kernel no longer than needed."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

SECONDS_TO_ANSWER = 1.0


class PromptKernelClient(AsyncKernelClient):
    """Client that goes by the kernel's word that nothing more is coming, not by a fifth of a second's silence."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 (the base class's signature)
        """Wait until the kernel answers and both channels are connected.

        Parameters
        ----------
        timeout : float, optional
            Seconds; without limit by default.

        Raises
        ------
        RuntimeError
            If the kernel dies or does not answer in time.
        """
        limit = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answers(self.kernel_info()):
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > limit:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _answers(self, request: str) -> bool:
        """Whether the reply to a request for information came, and its last news on the other channel."""
        try:
            reply = await self._reply(request)
            while True:
                news = await self.iopub_channel.get_msg(timeout=SECONDS_TO_ANSWER)
                of_request = news["parent_header"].get("msg_id") == request
                if of_request and news["content"].get("execution_state") == "idle":
                    self._handle_kernel_info_reply(reply)
                    return True
        except Empty:
            return False

    async def _reply(self, request: str) -> dict[str, Any]:
        while True:
            reply: dict[str, Any] = await self.shell_channel.get_msg(timeout=SECONDS_TO_ANSWER)
            if reply["parent_header"].get("msg_id") == request:
                return reply
