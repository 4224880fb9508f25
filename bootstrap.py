"""Prepare the project's own environment, then run one job in it (standard library only)."""

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, Popen, TimeoutExpired

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
PYTHON = ".venv/Scripts/python.exe" if WINDOWS else ".venv/bin/python"
INSTALLED = (".venv/Lib/" if WINDOWS else ".venv/lib/python*/") + "site-packages/*.dist-info"
STAMP, LOCK, WHEELS = ".venv/sxsh-eval.stamp", "requirements.lock", "wheelhouse"
WITH_KERNELS = ("lab", "page")
LONGEST_WINDOWS_PATH, OLDEST_PIP, SETUP_FAILED, INTERRUPTED = 80, 23, 3, 130
NETWORK = re.compile(r"(?i)name resolution|getaddrinfo|connection|timed? ?out|proxy|ssl|certificate|dns error|fetch")
HELP = """python3 bootstrap.py JOB [...]   |   make JOB   |   run.bat JOB
  report   báo cáo tỉnh Bình Định và cả nước       | the reports on Binh Dinh, on the country
  page     chọn, chạy, so sánh trên một trang web  | choose, run, compare on a page in the browser
  lab      mở các sổ tính trong JupyterLab         | open the notebooks in JupyterLab
  check    kiểm tra số liệu và tham số             | check data and parameters
  test, lint  chạy kiểm thử, soát mã nguồn         | run the tests (-m slow: long simulations), check the source
  bench    đo tốc độ so với công cụ khác           | measure speed against named peers
  lock     ghim lại phiên bản thư viện             | pin the library versions anew
  wheelhouse  tải thư viện để cài khi không có mạng | download the libraries for machines without a network
  (khác)   lệnh của sxsh_eval                      | (other) a command of sxsh_eval
"""
VI = {
    "python": "Cần Python 3.11 trở lên, đang dùng {}. Hãy cài bản mới từ python.org rồi chạy lại.",
    "path": "Đường dẫn thư mục dài {} ký tự, trên Windows tối đa 80. Hãy chuyển dự án đến nơi như C:\\sxsh.",
    "ensurepip": "Python này thiếu pip và ensurepip. Trên Debian/Ubuntu: sudo apt install python3-venv, rồi chạy lại.",
    "venv": "Không tạo được .venv. Hãy đóng cửa sổ khác đang chạy dự án (JupyterLab), xoá .venv rồi chạy lại.",
    "network": "Không tải được thư viện. Hãy kiểm tra mạng và proxy rồi chạy lại, hoặc cài từ thư mục wheelhouse.",
    "wheelhouse": "Thư mục wheelhouse thiếu tệp cho Python {} trên máy này. Hãy bổ sung, hoặc xoá thư mục đó.",
    "install": "Không cài được thư viện; lý do ở các dòng trên.",
    "start": "Đang chuẩn bị môi trường: chỉ một lần, thường 1-5 phút tuỳ mạng ...",
}
BENCHMARKS = (
    *("reports", "fleet", "rendering", "survey", "chapters", "effects", "effects_covariates", "inference"),
    *("programme", "allocation"),
)
EN = {
    "python": "Python 3.11 or newer is needed, this is {}. Install a newer one from python.org, then run again.",
    "path": "The folder's path has {} characters, on Windows 80 at most. Move the project to a place like C:\\sxsh.",
    "ensurepip": "This Python lacks pip, ensurepip. On Debian/Ubuntu: sudo apt install python3-venv, then run again.",
    "venv": "Cannot make .venv. Close other windows that run the project (JupyterLab), delete .venv, then run again.",
    "network": "Cannot download the libraries. Check network and proxy, then run again, or install from a wheelhouse.",
    "wheelhouse": "The folder wheelhouse lacks files for Python {} on this machine. Add them, or delete it.",
    "install": "The libraries cannot be installed; the lines above say why.",
    "start": "Preparing the environment: only once, usually 1-5 minutes depending on the network ...",
}


def say(code: str, found: object = "") -> None:
    """Write one message in Vietnamese, then in English, to the error stream."""
    sys.stderr.write(VI[code].format(found) + "\n" + EN[code].format(found) + "\n")


# The whole file keeps to syntax that Python 3.6 can parse: only so does the user of an old Python see this message.
if sys.version_info < (3, 11):  # noqa: UP036 - it is here for exactly the versions that the project does not support
    say("python", sys.version.split()[0])
    sys.exit(SETUP_FAILED)


class SetupError(Exception):
    """The environment cannot be made: code of the message, value found, output of the program that failed."""


def fingerprint(root: Path) -> str:
    """SHA-256 of what decides the environment: lock, pyproject, Python version, platform, place."""
    digest = hashlib.sha256(os.fsencode(f"{sys.implementation.cache_tag} {sys.platform} {root}\n"))
    for name in (LOCK, "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_ready(root: Path) -> bool:
    """Tell whether the environment of `root` is complete, up to date, able to start; additions are allowed."""
    try:
        wanted, *installed = (root / STAMP).read_text(encoding="utf-8").splitlines()
        settings = (root / ".venv/pyvenv.cfg").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    home = re.search(r"(?m)^home *= *(.+)$", settings)
    runs = home is not None and Path(home[1]).is_dir() and (root / PYTHON).exists()
    return runs and wanted == fingerprint(root) and {found.name for found in root.glob(INSTALLED)}.issuperset(installed)


def attempt(command: list[str]) -> tuple[bool, str]:
    """Run one step of the installation: whether it succeeded, what it printed. A sign of life every 20 seconds."""
    settings = {**os.environ, "PIP_USER": "0", "UV_HTTP_TIMEOUT": "120", "UV_SYSTEM_CERTS": "1"}
    with Popen(command, cwd=ROOT, env=settings, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT) as process:
        while True:
            try:
                output = process.communicate(timeout=20)[0]
            except TimeoutExpired:
                sys.stderr.write("   ...\n")
            else:
                return process.returncode == 0, output.decode("utf-8", errors="replace")


def make_venv(root: Path) -> list[str]:
    """Make an empty environment in `root`; return the command with which pip installs into it."""
    (root / STAMP).unlink(missing_ok=True)
    inside = Path(sys.prefix) == root / ".venv"
    builder = getattr(sys, "_base_executable", sys.executable) if inside else sys.executable
    version = re.match(r"pip (\d+)", attempt([builder, "-m", "pip", "--version"])[1])
    has_pip = version is not None and int(version[1]) >= OLDEST_PIP
    made, output = attempt([builder, "-m", "venv", "--clear", *["--without-pip"] * has_pip, str(root / ".venv")])
    if not made:
        raise SetupError("ensurepip" if "ensurepip" in output else "venv", "", output)
    python = str(root / PYTHON)
    return [builder, "-m", "pip", "--python", python, "install"] if has_pip else [python, "-m", "pip", "install"]


def install_all(root: Path, installer: list[str]) -> str | None:
    """Install lock then project with pip or uv; return what a failing step printed, None when none failed."""
    for what in (["--require-hashes", "-r", str(root / LOCK)], ["--no-deps", "--no-build-isolation", "-e", str(root)]):
        done, output = attempt([*installer, *what])
        if not done:
            return output
    return None


def install(root: Path) -> None:
    """Make the environment of `root` from nothing, with the uv that the lock pins or, where that fails, with pip."""
    if WINDOWS and len(str(root)) > LONGEST_WINDOWS_PATH:
        raise SetupError("path", len(str(root)), "")
    offline = ["--no-index", "--find-links", str(root / WHEELS)] if (root / WHEELS).is_dir() else []
    pip, python = make_venv(root), str(root / PYTHON)
    pin = re.search(r"(?m)^uv==.*(?:\n[ \t].*)*", (root / LOCK).read_text(encoding="utf-8"))
    (root / ".venv/uv.txt").write_text(pin[0] if pin else "", encoding="utf-8")
    has_uv, output = attempt([*pip, "--quiet", *offline, "--require-hashes", "-r", str(root / ".venv/uv.txt")])
    uv = [python, "-m", "uv", "pip", "install", "--python", python, "--quiet", *offline]
    failure = install_all(root, uv) if has_uv else output
    if failure is not None and (has_uv or not NETWORK.search(output)):
        # uv does not know pip's settings (index, certificate, proxy), so pip alone may succeed from a fresh start.
        failure = install_all(root, [*make_venv(root), "--quiet", *offline, "--no-compile"])
    if failure is not None:
        code = "wheelhouse" if offline else "network" if NETWORK.search(failure) else "install"
        raise SetupError(code, sys.version.split()[0], failure)
    complete = [fingerprint(root), *sorted(found.name for found in root.glob(INSTALLED))]
    (root / (STAMP + ".new")).write_text("\n".join(complete), encoding="utf-8")
    (root / (STAMP + ".new")).replace(root / STAMP)  # in one step: an interrupted installation leaves no stamp


def stages(name: str, arguments: list[str]) -> list[list[str]]:
    """Give what follows `python -m` in each stage of a job; `arguments` go to the last stage."""
    pins = ["--extra", "dev", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    *first, last = {
        "report": [["sxsh_eval", "run"]],
        "lint": [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
        "test": [["pytest", "-n", "auto", "--maxprocesses", "4", "-m", "not slow"]],
        "bench": [[f"benchmarks.{name}"] for name in BENCHMARKS],
        "wheelhouse": [["tools.wheelhouse"]],
        "lock": [["uv", "pip", "compile", "pyproject.toml", *pins, "--no-annotate", "--quiet", "-o", LOCK]],
    }.get(name, [["sxsh_eval", name]])
    return [*first, [*last, *arguments]]


def job_environment(name: str) -> dict[str, str]:
    """Environment variables for a job: UTF-8, no window for figures (but inline ones in JupyterLab), fixed hashes."""
    # A set PYTHONDONTWRITEBYTECODE would compile pandas anew at each start; PYTHONHOME points to another Python.
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH"} | (
        {"MPLBACKEND"} if name in WITH_KERNELS else set()
    )
    fixed = {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "VIRTUAL_ENV": str(ROOT / ".venv"), "MPLBACKEND": "Agg"}
    # Several processes share the cores; small matrix products on several threads wait for each other.
    fixed |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    fixed["PATH"] = os.pathsep.join([str((ROOT / PYTHON).parent), os.environ.get("PATH", "")])
    return {key: value for key, value in {**os.environ, **fixed}.items() if key not in dropped}


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run a program to its end in the project's folder; Ctrl-C is the program's to answer."""
    with Popen(command, cwd=ROOT, env=environment) as process:
        while process.poll() is None:
            with suppress(KeyboardInterrupt):
                process.wait()
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def main(words: list[str]) -> int:
    """Prepare the environment when needed, then run the job; return its exit code."""
    if not words or words[0] in ("help", "-h", "--help"):
        sys.stdout.write(HELP)
        return 0
    try:
        if not is_ready(ROOT):
            say("start")
            install(ROOT)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SetupError as problem:
        code, found, output = problem.args
        sys.stderr.write("\n".join(output.splitlines()[-15:]) + "\n")
        say(code, found)
        return SETUP_FAILED
    environment = job_environment(words[0])
    for stage in stages(words[0], words[1:]):
        sys.stderr.write("== " + " ".join(stage) + "\n")
        exit_code = run([str(ROOT / PYTHON), "-m", *stage], environment)
        if exit_code:
            return exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
