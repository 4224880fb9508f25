"""The Jupyter kernel a notebook runs in: this interpreter, alone, with one thread for linear algebra."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib import import_module
from pathlib import Path
from typing import IO, Any

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS")
UNWANTED = {"MPLBACKEND", "PYTHONWARNINGS", "SXSH_EVAL_WARM"}
VARIABLE = "SXSH_EVAL_WARM"
"""Environment variable with the path of the warm process's socket."""
UNUSED_BY_US = ("boto3",)
LONGEST_SOCKET = 95
"""Bytes of a connection file's path beside which sockets can still be named."""
KERNEL = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "metadata": {"debugger": True, "supported_encryption": ["curve"]},
}
PACKAGE = Path(__file__).resolve().parents[1]


def block_slow_import() -> None:
    """Keep `rfc3987_syntax` from being imported.

    jsonschema loads it for a format that no notebook schema uses, and it costs three quarters of the time of
    importing papermill; jsonschema carries on without it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def import_papermill() -> Any:
    """Papermill, without what it would load for notebooks in clouds, which is more than half of its import.

    Our notebooks are local files. Other users of that package in this process still find it.
    """
    block_slow_import()
    loaded = [name for name in UNUSED_BY_US if name not in sys.modules]
    sys.modules.update(dict.fromkeys(loaded))  # type: ignore[arg-type]
    try:
        return import_module("papermill")
    finally:
        for name in loaded:
            del sys.modules[name]


def kernel_environment(private: Path) -> dict[str, str]:
    """Environment of a kernel: the caller's, made the same for everybody where results could differ.

    Parameters
    ----------
    private : Path
        Empty folder for IPython's profile, so that start-up files of the user's own profile do not run.
    """
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    environment |= dict.fromkeys(ONE_THREAD, "1")
    environment |= {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(private),
    }
    home = str(PACKAGE.parent)
    if home != sysconfig.get_path("purelib"):
        rest = [str(Path(place).absolute()) for place in environment.get("PYTHONPATH", "").split(os.pathsep) if place]
        environment["PYTHONPATH"] = os.pathsep.join([home, *(place for place in rest if place != home)])
    return environment


def kernel_manager_class(environment: dict[str, str], log: IO[bytes], private: Path) -> type:
    """Manager class for nbclient whose kernels use this very interpreter, whatever kernels the user has installed.

    Kernels are forked from the warm process where ``SXSH_EVAL_WARM`` names one.

    Parameters
    ----------
    environment : dict of str to str
        Whole environment of the kernel.
    log : binary file
        Takes what the kernel process itself prints, for example when it crashes.
    private : Path
        Folder that only this user can reach, for the connection.
    """
    block_slow_import()
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import Type

    from sxsh_eval.runs.kernel_client import PromptKernelClient

    class OwnKernelManager(AsyncKernelManager):
        """Kernels of this interpreter over Unix sockets in the private folder, else encrypted."""

        client_factory = Type(default_value=PromptKernelClient, klass=PromptKernelClient)

        @property
        def kernel_spec(self) -> KernelSpec:
            if self._kernel_spec is None:
                self._kernel_spec = KernelSpec(**KERNEL)
            return self._kernel_spec

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            connection = private / "kernel.json"
            if os.name == "posix" and len(os.fsencode(connection)) < LONGEST_SOCKET:
                self.transport, self.connection_file = "ipc", str(connection)
            else:
                self.transport_encryption = "auto"
            if VARIABLE in os.environ and self.provisioner is None:
                from sxsh_eval.runs.warm.provisioner import WarmProvisioner

                self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            await super().start_kernel(env=environment, stdout=log, stderr=log, **options)

    return OwnKernelManager
