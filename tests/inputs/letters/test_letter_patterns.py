"""The patterns' own examples are their tests; a file with an unknown name is refused with the nearest one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.letters.phrases import Searcher
from sxsh_eval.parameters.letter_patterns import Example, read_patterns
from tests.inputs.letters.letter_texts import from_lines
from tests.inputs.letters.reading_letters import FOLDER, patterns, read
from tests.letters import registry

INDICATORS = patterns().indicators
EXAMPLES = [(name, each) for name, pattern in INDICATORS.items() for each in pattern.examples]
COUNTEREXAMPLES = [(name, each) for name, pattern in INDICATORS.items() for each in pattern.not_examples]
OTHERS = [(name, each) for name, pattern in patterns().other_subjects.items() for each in pattern.examples]
POPULATIONS = [(name, each) for name, pattern in patterns().populations.items() for each in pattern.examples]
NOT_POPULATIONS = [(name, each) for name, pattern in patterns().populations.items() for each in pattern.not_examples]


def claims_of(text: str) -> list[Claim]:
    return list(read(from_lines([text])).letter.claims.values())


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda each: getattr(each, "text", each))
def test_example_is_taken(name: str, example: Example) -> None:
    claims = claims_of(example.text)
    wanted = [each for each in claims if each.indicator == name]
    values = [each.value.value if each.value else each.band.low if each.band else None for each in wanted]
    assert values == [example.value]
    assert example.population in {None, wanted[0].population}
    assert example.kind in {None, wanted[0].kind}


@pytest.mark.parametrize(("name", "text"), COUNTEREXAMPLES)
def test_counterexample_is_left(name: str, text: str) -> None:
    assert name not in {each.indicator for each in claims_of(text)}


@pytest.mark.parametrize(("name", "text"), OTHERS)
def test_other_subjects_give_no_claim(name: str, text: str) -> None:
    reading = read(from_lines([text]))
    assert reading.letter.claims == {}
    assert "other_subject" in {each.fate for each in reading.numbers}


def longest_population(text: str) -> str:
    search = Searcher(patterns())
    hits = search.population_hits(search.fold(text), 0, len(text), list(patterns().populations))
    return hits[0].name


@pytest.mark.parametrize(("name", "text"), POPULATIONS)
def test_population_is_named(name: str, text: str) -> None:
    assert longest_population(text) == name


@pytest.mark.parametrize(("name", "text"), NOT_POPULATIONS)
def test_another_population_is_named(name: str, text: str) -> None:
    assert longest_population(text) != name


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
