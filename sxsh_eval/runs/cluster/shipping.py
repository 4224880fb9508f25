"""Which packs of files go with which job, made when they are first needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.runs.cluster.machine import software
from sxsh_eval.runs.cluster.parcels import Group, grouped, hash_of, packed, places_of
from sxsh_eval.runs.cluster.places import written
from sxsh_eval.runs.cluster.remote import Order, carry_out
from sxsh_eval.runs.planning.planned import Planned


def unchanged(content: bytes) -> bytes:
    """A pack itself: a task that Dask can do again when the worker that held the pack is lost."""
    return content


class Shipping:
    """Hands jobs to a cluster, each with the files that it reads.

    What several jobs read is sent once, from there on from worker to worker, and forgotten when the last of these
    jobs is done; what one job reads goes with it.

    Parameters
    ----------
    client : distributed.Client
    jobs : sequence of Planned
    topic : str
        Under which workers tell their progress.
    """

    def __init__(self, client: Any, jobs: Sequence[Planned], topic: str) -> None:
        self.client, self.jobs, self.topic = client, jobs, topic
        self.groups = grouped(jobs)
        self.sent: dict[int, Any] = {}
        self.open = [set(group.readers) for group in self.groups]
        self.software = software()

    def submit(self, position: int, attempt: int) -> Any:
        """Send one job.

        Parameters
        ----------
        position : int
            Of the job.
        attempt : int
            From 0; a job that is sent again is a task of its own.

        Returns
        -------
        distributed.Future
            Of a `Returned`.

        Raises
        ------
        InputError
            If a file cannot be read.
        """
        planned = self.jobs[position]
        packs = [self._pack(number) for number, group in enumerate(self.groups) if position in group.readers]
        places = places_of(planned.job)
        inside = ""
        if places.outputs.is_relative_to(places.root):
            inside = PurePosixPath(places.outputs.relative_to(places.root).as_posix()).as_posix()
        order = Order(written(planned, places), inside, self.topic, self.software)
        key = f"{self.topic}-{position}-{attempt}"
        return self.client.submit(carry_out, order, *packs, key=key, pure=False)

    def done(self, position: int) -> None:
        """Forget the packs that only this job still needed."""
        for number, readers in enumerate(self.open):
            readers.discard(position)
            if not readers:
                self.sent.pop(number, None)

    def _pack(self, number: int) -> Any:
        group = self.groups[number]
        if len(group.readers) == 1:
            return content_of(group)
        if number not in self.sent:
            content = content_of(group)
            self.sent[number] = self.client.submit(unchanged, content, key=f"sxsh-pack-{hash_of([content])}")
        return self.sent[number]


def content_of(group: Group) -> bytes:
    """Archive of a group's files.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    try:
        return packed(group.files)
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError([Problem("file.unreadable", str(error.filename or "-"), found)]) from error
