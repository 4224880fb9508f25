"""YAML reading: no value changes its type unseen, nothing dangerous is accepted, every problem has its line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sxsh_eval.errors import InputError
from sxsh_eval.parameters import yaml_files
from sxsh_eval.parameters.yaml_files import MAX_BYTES, MAX_DEPTH, dotted, parse_yaml, read_yaml

LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]
YAMLISH = st.text(alphabet=" \n\t-:?[]{},#&*!|>'\"%@`ab01.~\u00e9\u0301\ufeff\u2028", max_size=60)


def parse(text: str) -> Any:
    return parse_yaml(text.encode(), "f.yml").data


def refused(raw: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        parse_yaml(raw, "f.yml")
    assert caught.value.exit_code == 1
    return [(problem.code, problem.where) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("0.5", 0.5),
        ("-0.25", -0.25),
        ("286000000", 286_000_000),
        ("2018-04-24", dt.date(2018, 4, 24)),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'7'", "7"),
        ('"2018-04-24"', "2018-04-24"),
        ('"true"', "true"),
        ("|\n  7", "7"),
    ],
)
def test_plain_values_have_their_type(text: str, value: object) -> None:
    found = parse(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "yes", "on", "off", "No", "YES", "y", "n", "True", "FALSE", "Null"),
        *("010", "01", "05", "007", "0o17", "0x1F", "0b1", "00", "01.5"),
        *("1_000", "1e3", "1E3", "1.5e3", "+5", ".5", "5.", ".inf", ".nan", "-.inf", "1,5", "0,5%", "5%"),
        *("1:30", "190:20:30", "2018-4-24", "2018-04", "2018-04-24T10:00:00", "2016-2020", "1.2.3", "286.000.000"),
        *("1234567890123456", "0.12345678901234567", "=", "<<"),
        "\u0661\u0662",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert parse(f"a: {text}") == {"a": text}


@pytest.mark.parametrize("key", ["010", "52", "yes", "null", "2018-04-24", "1.5", "true"])
def test_keys_are_always_text(key: str) -> None:
    assert parse(f"{key}: 1") == {key: 1}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "yaml.duplicate_key", 3),
        ("a: {b: 1, b: 1}", "yaml.duplicate_key", 1),
        ("\u00e9: 1\ne\u0301: 2", "yaml.duplicate_key", 2),
        ("a: 1\nb: &x 1", "yaml.alias", 2),
        ("a: *x", "yaml.alias", 1),
        ("a: &x {b: 1}", "yaml.alias", 1),
        ("&x a: 1", "yaml.key", 1),
        ("a: !!str 1", "yaml.tag", 1),
        ("a: !!python/object/apply:os.system ['true']", "yaml.tag", 1),
        ("- 1\n- !x [1]", "yaml.tag", 2),
        ("? [1, 2]\n: 3", "yaml.key", 1),
        ("? {a: 1}\n: 3", "yaml.key", 1),
        ('"": 3', "yaml.key", 1),
        ("a: 2018-02-30", "yaml.date", 1),
        ("a: 1\n---\nb: 1", "yaml.many_documents", 2),
        ("", "yaml.empty", 1),
        ("# only a remark\n", "yaml.empty", 1),
        ("~", "yaml.empty", 1),
    ],
)
@pytest.mark.parametrize("loader", LOADERS)
def test_refusals_name_code_and_line(
    text: str, code: str, line: int, loader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_files, "EVENTS", loader)
    assert (code, f"f.yml:{line}") in refused(text.encode())


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1\nb: 2", 2), ("a: 1\nb: c: d", 2), ("a: 1\nb: @x", 2)],
)
@pytest.mark.parametrize("loader", LOADERS)
def test_bad_syntax_names_line_and_column(text: str, line: int, loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_files, "EVENTS", loader)
    with pytest.raises(InputError) as caught:
        parse_yaml(text.encode(), "f.yml")
    [problem] = caught.value.problems
    name, found, column = problem.where.split(":")
    assert (problem.code, name, int(found)) == ("yaml.syntax", "f.yml", line)
    assert int(column) >= 1
    assert f"line {line}, column {column}" in problem.say("expected", "en")


def test_control_characters_are_a_syntax_problem() -> None:
    assert [code for code, _ in refused(b"a: \x00")] == ["yaml.syntax"]


def test_all_problems_of_a_file_come_together() -> None:
    codes = [code for code, _ in refused(b"a: 1\na: &x 2\nb: !t 3\nc: 2019-13-01")]
    assert codes == ["yaml.duplicate_key", "yaml.alias", "yaml.tag", "yaml.date"]


@pytest.mark.parametrize(("depth", "allowed"), [(MAX_DEPTH, True), (MAX_DEPTH + 1, False), (100_000, False)])
def test_depth_is_limited(depth: int, *, allowed: bool) -> None:
    raw = b"[" * depth + b"1" + b"]" * depth
    if allowed:
        assert parse_yaml(raw, "f.yml").data
    else:
        assert refused(raw) == [("yaml.too_deep", "f.yml:1")]


def test_size_is_limited() -> None:
    assert len(parse_yaml(b"a: " + b"x" * (MAX_BYTES - 3), "f.yml").data["a"]) == MAX_BYTES - 3
    assert refused(b"a: " + b"x" * (MAX_BYTES - 2)) == [("yaml.too_large", "f.yml")]


@pytest.mark.parametrize(
    ("raw", "line"),
    [("a: Đắk".encode("utf-16"), 1), (b"a: 1\nb: \xc4\x90\xff", 2), ("a: é".encode("latin-1"), 1)],
)
def test_wrong_encoding_is_a_problem_with_its_line(raw: bytes, line: int) -> None:
    assert refused(raw) == [("yaml.encoding", f"f.yml:{line}")]


@pytest.mark.parametrize("loader", LOADERS)
def test_byte_order_mark_and_windows_line_ends_do_no_harm(loader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_files, "EVENTS", loader)
    document = parse_yaml(b"\xef\xbb\xbfa: 1\r\nb: no\r\n", "f.yml")
    assert document.data == {"a": 1, "b": "no"}
    assert document.lines["b",] == 2


def test_text_is_composed() -> None:
    assert parse("te\u0302n: Bi\u0300nh \u0110i\u0323nh") == {"tên": "Bình Định"}


def test_lines_of_all_key_paths() -> None:
    document = parse_yaml(b"a:\n  b:\n    - 1\n    - c: 2\nd: {e: 3}\n", "f.yml")
    assert document.lines == {
        (): 1,
        ("a",): 1,
        ("a", "b"): 2,
        ("a", "b", 0): 3,
        ("a", "b", 1): 4,
        ("a", "b", 1, "c"): 4,
        ("d",): 5,
        ("d", "e"): 5,
    }
    assert document.where(("a", "b", 1, "missing")) == "f.yml:4 · a.b[2].missing"
    assert document.where() == "f.yml:1"
    assert dotted(("a", 0, "b")) == "a[1].b"


@pytest.mark.parametrize(("name", "code"), [("absent.yml", "file.missing"), (".", "file.folder")])
def test_files_that_cannot_be_read(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(tmp_path / name)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_label_is_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "f.yml").write_text("a: 1", encoding="utf-8")
    assert read_yaml(tmp_path / "sub" / "f.yml").label == "sub/f.yml"


@pytest.mark.parametrize("loader", LOADERS)
@given(raw=st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode), YAMLISH.map(str.encode)))
def test_anything_gives_data_or_problems(raw: bytes, loader: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_files, "EVENTS", loader)
        data, message = read_or_message(raw)
    assert message or json.dumps(data, default=dt.date.isoformat)


def read_or_message(raw: bytes) -> tuple[Any, str]:
    try:
        return parse_yaml(raw, "f.yml").data, ""
    except InputError as error:
        return None, error.message()


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**14), 10**14), st.text("abcđếé 01:-#'", max_size=8), st.just(0.25)
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc:đ", min_size=1, max_size=4), inner),
    max_leaves=12,
)


@given(data=st.dictionaries(st.text("abc", min_size=1), TREES, min_size=1))
def test_json_is_read_as_it_is(data: dict[str, Any]) -> None:
    assert parse(json.dumps(data, ensure_ascii=False)) == data
