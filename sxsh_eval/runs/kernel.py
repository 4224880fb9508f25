"""The Jupyter kernel a notebook runs in: this interpreter, alone, with one thread for linear algebra."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from typing import IO, Any

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS")
PACKAGE = Path(__file__).resolve().parents[1]


def block_slow_import() -> None:
    """Keep `rfc3987_syntax` from being imported.

    jsonschema loads it for a format that no notebook schema uses, and it costs three quarters of the time of
    importing papermill; jsonschema carries on without it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def kernel_environment(private: Path) -> dict[str, str]:
    """Environment of a kernel: the caller's, made the same for everybody where results could differ.

    Parameters
    ----------
    private : Path
        Empty folder for IPython's profile, so that start-up files of the user's own profile do not run.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"MPLBACKEND", "PYTHONWARNINGS"}}
    environment |= dict.fromkeys(ONE_THREAD, "1")
    environment |= {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(private),
    }
    home = str(PACKAGE.parent)
    if home != sysconfig.get_path("purelib"):
        rest = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([home, rest] if rest else [home])
    return environment


def kernel_manager_class(environment: dict[str, str], log: IO[bytes]) -> type:
    """Manager class for nbclient whose kernels use this very interpreter, whatever kernels the user has installed.

    Parameters
    ----------
    environment : dict of str to str
        Whole environment of the kernel.
    log : binary file
        Takes what the kernel process itself prints, for example when it crashes.
    """
    block_slow_import()
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class OwnKernelManager(AsyncKernelManager):
        """Kernels of this interpreter over an encrypted connection."""

        @property
        def kernel_spec(self) -> KernelSpec:
            if self._kernel_spec is None:
                self._kernel_spec = KernelSpec(**get_kernel_dict())
            return self._kernel_spec

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            self.transport_encryption = "auto"
            await super().start_kernel(env=environment, stdout=log, stderr=log, **options)

    return OwnKernelManager
