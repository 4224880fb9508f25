"""Jobs whose outputs belong in an object store: files fetched before, finished folders put there after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sxsh_eval.errors import ProblemsError
from sxsh_eval.runs.attempt import failed
from sxsh_eval.runs.planning.planned import Executor, Planned, Progress
from sxsh_eval.runs.record import RECORD
from sxsh_eval.runs.stores.locks import locked_in_store
from sxsh_eval.runs.stores.store import ObjectStore
from sxsh_eval.runs.worker import Result


class StoreExecutor:
    """Another executor, between a store and its local copy.

    Parameters
    ----------
    inner : Executor
        Carries the jobs out, into the local copy.
    store : ObjectStore
    """

    def __init__(self, inner: Executor, store: ObjectStore) -> None:
        self._inner, self._store = inner, store

    def run(self, jobs: Sequence[Planned], progress: Progress | None) -> Iterator[Result]:
        """Carry out jobs; see `planned.Executor`. A job is done when the store has its outputs.

        Raises
        ------
        UsageError
            If another run, of whatever machine, holds folders of the store.
        """
        with locked_in_store(self._store, [".".join(planned.job.parts) for planned in jobs]):
            ready = []
            for planned in jobs:
                try:
                    self._store.prepare(planned)
                    ready.append(planned)
                except ProblemsError as error:
                    yield failed(planned.job, error, error.exit_code)
            results = self._inner.run(ready, progress)
            try:
                for result in results:
                    yield self._put(result)
            finally:
                if (close := getattr(results, "close", None)) is not None:
                    close()

    def _put(self, result: Result) -> Result:
        """The result once its folder is in the store; a failed one when it does not get there."""
        if not (result.folder / RECORD).exists():
            return result
        try:
            self._store.push(result.folder)
        except ProblemsError as error:
            return replace(result, outcome="failed", exit_code=error.exit_code, message=str(error))
        return result
