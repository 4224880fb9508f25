"""Jobs, their environment and their messages."""

import ast
import os
import re
import runpy
import string
import sys
from pathlib import Path

import pytest

import bootstrap

REPOSITORY = Path(bootstrap.__file__).parent
POSIX_ONLY = pytest.mark.skipif(os.name == "nt", reason="signals and file modes of Unix")


@pytest.mark.parametrize(
    ("words", "stages"),
    [
        ("report", ["sxsh_eval run"]),
        ("report --language en", ["sxsh_eval run --language en"]),
        ("report --province ha-noi", ["sxsh_eval run --province ha-noi"]),
        ("report --province=ha-noi", ["sxsh_eval run --province=ha-noi"]),
        ("lint", ["ruff check", "ruff format --check", "mypy"]),
        ("test -k lock", ["pytest -n auto --maxprocesses 4 -m not slow -k lock"]),
        ("lab --port 9000", ["sxsh_eval lab --port 9000"]),
        ("page", ["sxsh_eval page"]),
        ("wheelhouse --system windows", ["tools.wheelhouse --system windows"]),
        ("check --help", ["sxsh_eval check --help"]),
        ("read-letter letter.txt", ["sxsh_eval read-letter letter.txt"]),
    ],
)
def test_words_become_stages(words: str, stages: list[str]) -> None:
    name, *arguments = words.split()
    assert [" ".join(stage) for stage in bootstrap.stages(name, arguments)] == stages


def test_lock_is_made_for_all_machines_with_hashes_and_without_addresses() -> None:
    (stage,) = bootstrap.stages("lock", ["--upgrade"])
    assert stage[:3] == ["uv", "pip", "compile"]
    assert {"--universal", "--generate-hashes", "--no-header", "--no-annotate", "--upgrade"} <= set(stage)
    assert not any("emit" in word for word in stage)


def test_first_failing_stage_ends_the_job(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    codes = iter([0, 4, 0])
    monkeypatch.setattr(bootstrap, "is_ready", lambda _: True)
    monkeypatch.setattr(bootstrap, "run", lambda *_: next(codes))
    assert bootstrap.main(["lint"]) == 4
    assert capfd.readouterr().err.splitlines() == ["== ruff check", "== ruff format --check"]


def test_failed_set_up_is_told_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Path) -> None:
        raise bootstrap.SetupError("wheelhouse", "3.11.7", "\n".join(f"line {number}." for number in range(40)))

    monkeypatch.setattr(bootstrap, "is_ready", lambda _: False)
    monkeypatch.setattr(bootstrap, "install", fail)
    assert bootstrap.main(["report"]) == bootstrap.SETUP_FAILED
    told = capfd.readouterr().err
    assert "line 39." in told
    assert "line 5." not in told
    assert told.endswith(f"{bootstrap.VI['wheelhouse']}\n{bootstrap.EN['wheelhouse']}\n".replace("{}", "3.11.7"))


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_help_installs_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.setattr(bootstrap, "install", lambda _: pytest.fail("installs"))
    monkeypatch.setattr(bootstrap, "is_ready", lambda _: pytest.fail("looks at the environment"))
    assert bootstrap.main(words) == 0
    assert capfd.readouterr().out.replace("\r\n", "\n") == bootstrap.HELP


def test_jobs_see_a_fixed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "MPLBACKEND", "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "other")
    monkeypatch.setenv("SXSH_OTHER", "kept")
    seen = bootstrap.job_environment("report")
    assert (seen["PYTHONUTF8"], seen["MPLBACKEND"], seen["PYTHONHASHSEED"]) == ("1", "Agg", "0")
    assert seen["SXSH_OTHER"] == "kept"
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH"} & seen.keys()
    assert seen["PATH"].split(os.pathsep)[0] == str((REPOSITORY / bootstrap.PYTHON).parent)
    assert "MPLBACKEND" not in bootstrap.job_environment("lab").keys() | bootstrap.job_environment("page").keys()


def test_exit_code_of_the_program_is_handed_on() -> None:
    assert bootstrap.run([sys.executable, "-c", "raise SystemExit(5)"], dict(os.environ)) == 5


@POSIX_ONLY
def test_killed_program_gives_the_code_of_a_shell() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert bootstrap.run([sys.executable, "-c", program], dict(os.environ)) == 128 + 9


@pytest.mark.parametrize(("program", "succeeds"), [("", True), ("raise SystemExit(2)", False)])
def test_step_returns_all_that_a_program_printed(program: str, *, succeeds: bool) -> None:
    words = "import sys; sys.stdout.buffer.write('Bình Định'.encode()); sys.stdout.flush(); sys.stderr.write('!'); "
    assert bootstrap.attempt([sys.executable, "-c", words + program]) == (succeeds, "Bình Định!")


def test_old_python_can_read_the_file_and_is_refused(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    source = Path(bootstrap.__file__)
    ast.parse(source.read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "version", "3.9.2 (old)")
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(source), run_name="__main__")
    assert end.value.code == bootstrap.SETUP_FAILED
    assert capfd.readouterr().err.count("3.9.2") == 2


def test_every_message_exists_in_both_languages_with_the_same_places() -> None:
    def places(text: str) -> list[str | None]:
        return [field for _, field, _, _ in string.Formatter().parse(text)]

    assert list(bootstrap.VI) == list(bootstrap.EN)
    for code, text in bootstrap.VI.items():
        assert re.search(r"[ăâđêôơư\u0300-\u036f\u1ea0-\u1ef9]", text), f"{code} is not Vietnamese"
        assert bootstrap.EN[code].isascii()
        assert places(text).count("") == places(bootstrap.EN[code]).count("")


def test_doors_lead_to_known_jobs() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    menu = (REPOSITORY / "run.bat").read_bytes()
    jobs = set(re.findall(r"^JOBS := (.*)$", makefile, re.MULTILINE)[0].split())
    assert jobs == {"help", "report", "page", "lab", "check", "test", "lint", "bench", "lock", "wheelhouse"}
    chosen = set(re.findall(r'"JOB=(\w+)"', menu.decode("utf-8")))
    assert chosen == {"report", "page", "lab", "check", "test"}
    assert all(re.search(rf"\b{job}\b", bootstrap.HELP) for job in (jobs | chosen) - {"help"})
    assert menu.count(b"\n") == menu.count(b"\r\n")


@POSIX_ONLY
def test_ci_is_a_program() -> None:
    assert os.access(REPOSITORY / ".ci/run", os.X_OK)
