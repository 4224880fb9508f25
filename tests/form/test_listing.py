"""The list of settings: every field once, in both languages, its value as the command line takes it again."""

from __future__ import annotations

from typing import Any

import pytest

from sxsh_eval.cli import main
from sxsh_eval.errors import UsageError
from sxsh_eval.form.listing import plain, settings_text
from sxsh_eval.form.places import Offers
from sxsh_eval.parameters.settings import with_settings
from sxsh_eval.parameters.study import open_study
from tests.letters import ROOT

OFFERS = Offers(open_study(ROOT / "parameters" / "study.yml"))


def keys_of(text: str) -> list[str]:
    return [line.split(" = ")[0] for line in text.splitlines() if " = " in line and not line.startswith(" ")]


def test_every_setting_stands_there_once_with_limits_and_words() -> None:
    text = settings_text(OFFERS, ("vi", "en"))
    assert keys_of(text) == list(OFFERS.fields)
    for words in ("thresholds.growth_multiple = 3\n", "[số; > 1]", "[number; > 1]", "coal_dust_1_2, coal_dust_3_4"):
        assert words in text
    assert "Lãi suất" not in settings_text(OFFERS, ("en",))


@pytest.mark.parametrize(
    ("search", "key"),
    [
        ("growth", "thresholds.growth_multiple"),
        ("chiet khau", "costs.discount_rate"),
        ("Discount", "costs.discount_rate"),
    ],
)
def test_a_word_leaves_the_settings_that_have_it(search: str, key: str) -> None:
    assert key in keys_of(settings_text(OFFERS, ("vi", "en"), search))
    assert len(keys_of(settings_text(OFFERS, ("vi", "en"), search))) < 5


def test_values_are_as_the_command_line_takes_them() -> None:
    file = OFFERS.file
    for key, field in OFFERS.fields.items():
        if field.kind != "table":
            assert with_settings(file.choices, file.document.data, {key: plain(field.standard)}) == file.choices, key


@pytest.mark.parametrize(
    ("value", "text"), [(None, "null"), (True, "true"), (0.1, "0.1"), ((1, 2.5), "1,2.5"), ({2016: 88.0}, "{2016: 88}")]
)
def test_plain_values(value: Any, text: str) -> None:
    assert plain(value) == text


def test_a_word_that_nothing_has_names_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError) as caught:
        settings_text(OFFERS, ("vi",), "growth_multipel")
    assert caught.value.problems[0].values["nearest"] == "thresholds.growth_multiple"
    assert main(["settings", "growth_multiple", "--language", "vi"]) == 0
    assert keys_of(capsys.readouterr().out) == ["thresholds.growth_multiple"]
