"""The patterns' own examples are their tests; a file with an unknown name is refused with the nearest one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.letters.pattern_examples import example_problems
from sxsh_eval.parameters.letter_patterns import read_patterns
from tests.inputs.letters.reading_letters import FOLDER, patterns
from tests.letters import registry


def test_every_example_holds() -> None:
    count = sum(len(each.examples) for each in patterns().indicators.values())
    assert count >= len(patterns().indicators)
    assert [(each.code, each.found) for each in example_problems(patterns(), registry())] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("indicators.yml", "value: 12", "value: 13", "pattern.example"),
        ("populations.yml", 'examples: ["15% cơ sở công nghiệp nông', 'examples: ["15% hộ', "pattern.population"),
        ("populations.yml", '["40% cơ sở sản xuất công nghiệp"]', '["40% cơ sở có tiềm năng"]', "pattern.population"),
    ],
)
def test_an_example_that_no_longer_holds_is_told(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    folder = tmp_path / "letter_patterns"
    shutil.copytree(FOLDER, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert [each.code for each in example_problems(read_patterns(folder, registry()), registry())] == [code]


def test_a_phrase_that_reaches_too_far_is_told() -> None:
    adoption = patterns().indicators["adoption"]
    taken = adoption.examples[0].text
    name, other = next(iter(patterns().other_subjects.items()))
    indicators = {**patterns().indicators, "adoption": adoption.model_copy(update={"not_examples": (taken,)})}
    others = {**patterns().other_subjects, name: other.model_copy(update={"examples": (taken,)})}
    changed = patterns().model_copy(update={"indicators": indicators, "other_subjects": others})
    found = [(each.code, each.found) for each in example_problems(changed, registry())]
    assert found == [("pattern.counterexample", taken), ("pattern.other_subject", taken)]


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "nearest"),
    [
        ("indicators.yml", "awareness:", "awarenes:", "registry.unknown_reference", "awareness"),
        ("indicators.yml", "beats: [informed, adoption]", "beats: [informd]", "registry.unknown_reference", "informed"),
        ("populations.yml", "sme_enterprises:", "sme_enterprise:", "registry.unknown_reference", "sme_enterprises"),
        ("indicators.yml", "  beats:", "  beat:", "yaml.unknown_key", "beats"),
    ],
)
def test_wrong_patterns_are_refused(tmp_path: Path, file: str, old: str, new: str, code: str, nearest: str) -> None:
    folder = tmp_path / "letter_patterns"
    shutil.copytree(FOLDER, folder)
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_patterns(folder, registry())
    assert [(each.code, each.values["nearest"]) for each in caught.value.problems] == [(code, nearest)]
