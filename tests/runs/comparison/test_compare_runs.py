"""Two runs on disk compared: what is found, what is told, what is refused, what is never told."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from sxsh_eval.cli import main
from sxsh_eval.estimates.numbers import NumberRow
from sxsh_eval.parameters.registry_files import read_provinces
from sxsh_eval.reports.comparison.facts import Change, JobKey
from sxsh_eval.runs.comparison.compare import Compared, CompareRequest, compare_runs
from sxsh_eval.runs.comparison.words import comparison_text
from tests.estimates.test_comparison import row
from tests.letters import ROOT
from tests.runs.comparison.made_runs import fail, make_job, other_method, usual_rows

KEY = JobKey("province_report", "binh-dinh", "2016-2020")
FILES = tuple(f"report.{language}.{form}" for language in ("en", "vi") for form in ("html", "xlsx"))


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(ROOT)
    return tmp_path / "outputs"


def compare(outputs: Path, old: str = "old", new: str = "new", **more: Any) -> Compared:
    chosen = {"languages": ("vi",), "formats": ("html",)} | more
    return compare_runs(CompareRequest(old, new, outputs=outputs, **chosen))


def page(made: Compared, language: str = "vi") -> str:
    text = (made.folder / f"report.{language}.html").read_text(encoding="utf-8")
    return unescape(re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)))


def changed_rows(*changes: tuple[str, dict[str, Any]]) -> list[NumberRow]:
    """The usual rows, those of some tables with other values."""
    values = dict(changes)
    return [one.model_copy(update=values.get(one.table, {}) if one.reason == "" else {}) for one in usual_rows()]


def test_equal_runs_differ_in_nothing(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new")
    made = compare(outputs, languages=(), formats=())
    assert made.found.nothing_differs
    assert made.folder == outputs / "comparisons" / "old--new"
    assert made.files == FILES
    assert sorted(path.name for path in made.folder.iterdir()) == list(FILES)
    assert "Nothing differs" in comparison_text(made)
    assert "Không có gì khác nhau: 5 con số của 1 báo cáo đều bằng nhau" in page(made)
    assert "Nothing differs: all 5 numbers" in page(made, "en")
    assert "Settings of the runs: the same" in page(made, "en")


def test_the_same_comparison_has_the_same_bytes(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new", changed_rows(("adoption", {"estimate": 36.0})))
    contents = []
    for _ in range(2):
        made = compare(outputs, formats=("html", "xlsx"))
        contents.append({name: (made.folder / name).read_bytes() for name in made.files})
    assert contents[0] == contents[1]
    assert len(contents[0]) == 2
    assert sorted(path.name for path in (outputs / "comparisons").iterdir()) == ["old--new"]


def test_a_changed_parameter_is_named_beside_what_changed(outputs: Path) -> None:
    make_job(outputs, "old")
    settings = {"settings": {"thresholds.growth_multiple": 4, "data.synthetic": False}}
    parameters = {"province": "binh-dinh", "period": "2016-2020", "study": "parameters/study.yml", **settings}
    apart = changed_rows(("adoption", {"estimate": 50.0, "conf_low": 45.0, "conf_high": 55.0}))
    make_job(outputs, "new", apart, parameters=parameters)
    made = compare(outputs)
    assert made.found.settings == (
        Change("data.synthetic", "", "false", (KEY,)),
        Change("thresholds.growth_multiple", "", "4", (KEY,)),
    )
    assert made.found.inputs == made.found.code == ()
    assert dict(made.found.counts) == {"equal": 3, "beyond": 1, "hidden": 1}
    text = page(made)
    assert "thresholds.growth_multiple" in text
    assert "35 % (30–40) 50 % (45–55) 15 điểm % 43 % vượt độ bất định" in text
    assert "1 vượt độ bất định · beyond uncertainty" in comparison_text(made)


def test_a_changed_input_of_one_province_is_told_for_it_alone(outputs: Path) -> None:
    for run in ("old", "new"):
        for province in ("binh-dinh", "gia-lai"):
            inputs = {"parameters/study.yml": "a" * 64, f"data/claims/{province}.yml": "b" * 64}
            if (run, province) == ("new", "gia-lai"):
                inputs |= {f"data/claims/{province}.yml": "d" * 64, "data/new.csv": "e" * 64}
                del inputs["parameters/study.yml"]
            make_job(outputs, run, province=province, inputs=inputs)
    made = compare(outputs)
    place = (JobKey("province_report", "gia-lai", "2016-2020"),)
    assert made.found.inputs == (
        Change("data/claims/gia-lai.yml", "b" * 10, "d" * 10, place),
        Change("data/new.csv", "", "e" * 10, place),
        Change("parameters/study.yml", "a" * 10, "", place),
    )
    assert "Gia Lai, 2016–2020" in page(made)
    assert made.found.unequal == 0


def test_versions_and_packages(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new", packages={"pandas": "3.1.0"}, code={"version": "0.2.0", "commit": None, "dirty": None})
    assert {(one.name, one.old, one.new) for one in compare(outputs).found.code} == {
        ("version", "0.1.0", "0.2.0"), ("commit", "c" * 10, ""), ("dirty", "–", ""), ("pandas", "3.0.0", "3.1.0"),
    }  # fmt: skip


def test_a_fingerprint_that_nothing_else_explains_is_told(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new", fingerprint="1" * 64)
    made = compare(outputs)
    assert made.found.code == (Change("fingerprint", "0" * 10, "1" * 10, (KEY,)),)
    assert "Dấu vân của mọi thứ quyết định con số" in page(made)
    make_job(outputs, "newer", fingerprint="1" * 64, python="3.13.0")
    assert [one.name for one in compare(outputs, "old", "newer").found.code] == ["python"]


def test_rows_that_came_and_went(outputs: Path) -> None:
    extra = row(reason="no_variation", term="is_aware")
    make_job(outputs, "old")
    make_job(outputs, "new", [*usual_rows()[1:], extra])
    made = compare(outputs)
    assert [(one.kind, one.row.term) for _, one in made.found.differing()] == [
        ("appeared", "is_aware"), ("vanished", "adoption"),
    ]  # fmt: skip
    text = page(made)
    assert "chỉ có ở bản mới" in text
    assert "Mọi trả lời giống nhau" in text or "mọi trả lời giống nhau" in text


def test_other_units_are_not_subtracted(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new", changed_rows(("adoption", {"unit": "establishment"})))
    made = compare(outputs)
    assert [one.kind for _, one in made.found.differing()] == ["unit"]
    assert "khác đơn vị, không lấy hiệu" in page(made)
    assert "35,0 % (30,0–40,0) 35,0 cơ sở (30,0–40,0)" in page(made)


def test_another_level_is_flagged(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(
        outputs, "new", changed_rows(("savings", {"estimate": -0.1})), numbers_more=other_method("savings", level=0.9)
    )
    made = compare(outputs)
    assert made.found.levels == (0.9, 0.95)
    assert "trong độ bất định; cách tính khác nhau" in page(made)
    assert "−8,61 % (−12,19 đến −4,88) −9,52 % (−12,19 đến −4,88) −0,91 điểm %" in page(made)


CANARY = 77777.125


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"audience": "public"}, {"audience": "internal"}),
        ({"audience": "internal"}, {"audience": "public"}),
        ({"audience": "public"}, {"audience": "public"}),
        ({"audience": "internal"}, {"audience": "internal"}),
    ],
)
@pytest.mark.parametrize("hidden", ["old", "new"])
def test_what_one_run_hides_is_told_nowhere(
    outputs: Path, old: dict[str, Any], new: dict[str, Any], hidden: str
) -> None:
    told = [one.model_copy(update={"estimate": CANARY, "conf_low": CANARY - 1, "conf_high": CANARY + 1, "reason": "",
            "n_obs": 60.0}) if one.reason else one for one in usual_rows()]  # fmt: skip
    sides = {"old": told, "new": told} | {hidden: usual_rows()}
    make_job(outputs, "old", sides["old"], numbers_more=old)
    make_job(outputs, "new", sides["new"], numbers_more=new)
    made = compare(outputs, languages=(), formats=())
    assert made.found.counts["hidden_once"] == 1
    assert made.found.internal
    assert "1 con số bị che ở một bản" in page(made)
    for file in made.files:
        content = (made.folder / file).read_bytes()
        parts = [content]
        if file.endswith("xlsx"):
            with ZipFile(BytesIO(content)) as book:
                parts = [book.read(name) for name in book.namelist()]
        assert not any(b"77777" in part or b"77.777" in part or b"77,777" in part for part in parts), file


def test_every_page_says_that_it_is_for_the_house(outputs: Path) -> None:
    for run in ("old", "new"):
        make_job(outputs, run, numbers_more={"audience": "public"})
    made = compare(outputs, formats=("html", "xlsx"))
    assert "Chỉ dùng nội bộ" in page(made)
    assert "được công bố ở cả hai bản" in page(made)
    book = load_workbook(made.folder / "report.vi.xlsx")
    assert "Chỉ dùng nội bộ, không phổ biến" in {cell.value for sheet in book for cell in sheet["A"]}


def test_a_comparison_appears_whole_or_not_at_all(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new")
    former = (compare(outputs).folder / "report.vi.html").read_bytes()

    def stop(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("sxsh_eval.reports.render.html.render_html", stop)
    with pytest.raises(RuntimeError):
        compare(outputs, formats=("html", "xlsx"))
    folder = outputs / "comparisons" / "old--new"
    assert [path.name for path in folder.iterdir()] == ["report.vi.html"]
    assert (folder / "report.vi.html").read_bytes() == former
    assert not list((outputs / ".work" / "staging").iterdir())


def test_letters_alone_are_no_secret(outputs: Path) -> None:
    letter = usual_rows()[:1]
    make_job(outputs, "old", letter)
    make_job(outputs, "new", [letter[0].model_copy(update={"estimate": 12.0, "conf_low": 11.5, "conf_high": 12.5})])
    made = compare(outputs)
    assert not made.found.internal
    assert "nội bộ" not in page(made)
    assert made.found.counts["beyond"] == 1


def test_few_enterprises_apart_are_not_told_on(outputs: Path) -> None:
    make_job(outputs, "old")
    one_more = {"estimate": 51234.0, "conf_low": 50234.0, "conf_high": 52234.0, "n_obs": 61.0}
    make_job(outputs, "new", changed_rows(("saved", one_more)))
    made = compare(outputs)
    assert made.found.counts["few"] == 1
    assert "51.234" not in page(made)
    assert "chỉ chênh nhau vài đơn vị" in page(made)


def test_warnings_that_are_new_or_gone(outputs: Path) -> None:
    make_job(outputs, "old", warnings=("Cảnh báo cũ", "Cảnh báo chung"))
    make_job(outputs, "new", warnings=("Cảnh báo mới", "Cảnh báo chung"))
    made = compare(outputs)
    (pair,) = made.found.pairs
    text = page(made)
    assert len(pair.new_warnings) == len(pair.gone_warnings) == 1
    assert "mới Cảnh báo mới" in text
    assert "không còn Cảnh báo cũ" in text
    assert "Cảnh báo chung" not in text


def test_made_up_against_real(outputs: Path) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new", changed_rows(("savings", {"estimate": -0.1})), numbers_more={"synthetic": True})
    made = compare(outputs)
    assert made.found.counts["not_comparable"] == 3
    assert "1 báo cáo dùng dữ liệu tổng hợp ở một bản" in page(made)
    assert "Dữ liệu tổng hợp, không phải số liệu thật" in page(made)


def test_old_folders_damaged_files_and_failures_are_said(outputs: Path) -> None:
    for run in ("old", "new"):
        make_job(outputs, run)
        make_job(outputs, run, [] if run == "old" else None, province="gia-lai")
        damaged = make_job(outputs, run, province="kon-tum")
        if run == "new":
            (damaged / "numbers.json").write_bytes(b'{"rows": [')
        unread = make_job(outputs, run, province="lao-cai")
        if run == "old":
            (unread / "run.json").write_text("{}", encoding="utf-8")
        stopped = make_job(outputs, run, province="yen-bai")
        fail(stopped, "Có 1 vấn đề: lỗi thử")
        alone = outputs / run / "province_report" / "ha-nam" / "2016-2020"
        if run == "new":
            fail(alone, "Có 1 vấn đề: tệp mở ở nơi khác")
        else:
            make_job(outputs, run, province="ha-nam")
    make_job(outputs, "old", province="an-giang")
    made = compare(outputs)
    states = {pair.key.province: (pair.state, pair.side) for pair in made.found.pairs}
    assert states == {
        "an-giang": ("only_old", ""), "binh-dinh": ("compared", ""), "gia-lai": ("no_numbers", "old"),
        "ha-nam": ("failed", "new"), "kon-tum": ("damaged_numbers", "new"), "lao-cai": ("compared", ""),
        "yen-bai": ("compared", ""),
    }  # fmt: skip
    text = page(made)
    for sentence in (
        "1 báo cáo có bản ghi run.json hỏng", "Ở 1 báo cáo, lần chạy gần nhất bị lỗi", "1 báo cáo chỉ có ở bản cũ",
        "1 báo cáo không có tệp numbers.json", "1 báo cáo có tệp numbers.json hỏng", "tệp mở ở nơi khác",
    ):  # fmt: skip
        assert sentence in text, sentence
    assert not made.found.nothing_differs
    assert "1 báo cáo có numbers.json hỏng" in comparison_text(made)


def test_runs_folders_and_single_jobs_can_be_named(outputs: Path, tmp_path: Path) -> None:
    job = make_job(outputs, "old")
    elsewhere = make_job(tmp_path / "Công bố 2020", "x")
    for old, new in (
        (str(job), str(elsewhere)),
        ("old", str(elsewhere.parents[2])),
        ("old/province_report/binh-dinh", str(elsewhere.parent)),
        (str(tmp_path / "Công bố 2020"), "old"),
    ):
        made = compare(outputs, old, new, formats=("xlsx",), languages=("en",))
        assert made.found.nothing_differs
        assert made.files == ("report.en.xlsx",)
        assert made.folder.parent == outputs / "comparisons"
        assert re.fullmatch(r"[a-z0-9-]{3,99}", made.folder.name)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("old", "olt", "usage.unknown_run"),
        ("old", "", "usage.unknown_run"),
        ("old", "old", "compare.same_run"),
        ("old", "empty", "compare.no_jobs"),
        (".", "old", "compare.several_runs"),
        ("old", "other", "compare.no_common_job"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    outputs: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, code: str
) -> None:
    make_job(outputs, "old")
    make_job(outputs, "trial")
    make_job(outputs, "other", province="gia-lai")
    (outputs / "empty").mkdir()
    assert main(["compare", old, new, "--outputs", str(outputs)]) == 2
    assert code in capsys.readouterr().err
    assert not (outputs / "comparisons").exists()


def test_the_command_says_what_it_found(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_job(outputs, "old")
    make_job(outputs, "new", changed_rows(("adoption", {"estimate": 36.0})))
    assert main(["compare", "old", "new", "--outputs", str(outputs), "--format", "html"]) == 0
    said = capsys.readouterr().out
    assert "1 trong độ bất định · within uncertainty" in said
    assert "report.vi.html" in said
    assert "xlsx" not in said


def test_a_fleet_is_compared_and_wholly_listed(outputs: Path) -> None:
    slugs = list(dict.fromkeys(one.slug for one in read_provinces(ROOT / "parameters" / "registry")))[:63]
    many = [row(float(n), n - 1.0, n + 1.0, term=f"t{n}") for n in range(300)]
    moved = [one.model_copy(update={"estimate": (one.estimate or 0) + 0.5}) for one in many]
    moved[7] = row(99, 98, 100, term="t7")
    for province in slugs:
        for period in ("2009-2015", "2016-2020"):
            make_job(outputs, "old", many, province=province, period=period)
            make_job(outputs, "new", moved if province < "c" else many, province=province, period=period)
    made = compare(outputs, formats=("html", "xlsx"))
    touched = 2 * sum(slug < "c" for slug in slugs)
    assert len(made.found.compared) == 126
    assert dict(made.found.counts) == {
        "within": 299 * touched, "beyond": touched, "equal": 300 * (126 - touched),
    }  # fmt: skip
    assert made.files == ("all-numbers.vi.xlsx", "report.vi.html", "report.vi.xlsx")
    book = load_workbook(made.folder / "all-numbers.vi.xlsx", read_only=True)
    rows = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    book.close()
    assert len(rows) == 300 * touched
    assert rows[0][3:11] == (7, 6, 8, 99, 98, 100, "%", 92)
    assert len((made.folder / "report.vi.html").read_bytes()) < 1_500_000
