"""What Tab and ? give an analyst: public names, names of results, signatures through the lazy loader."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import sxsh_eval as sx


def completions(text: str, names: dict[str, Any], *, jedi: bool) -> set[str]:
    make: Any = IPCompleter
    completer = make(shell=InteractiveShell.instance(), namespace=names, global_namespace=names)
    completer.use_jedi = jedi
    with provisionalcompleter(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jedi's own
        return {
            one.text.removeprefix(text.rpartition(".")[0] + ".").lstrip(".")
            for one in completer.completions(text, len(text))
        }


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    study = sx.read_study("", province="ha-giang", period="2016-2020")
    return {"sx": sx, "study": study, "inputs": sx.read_place(study)}


def test_names_complete(names: dict[str, Any]) -> None:
    assert {"estimate_adoption", "estimate_costs"} <= completions("sx.estimate_", names, jedi=False)
    assert completions("sx.advi", names, jedi=False) == {"advise", "advise_designs"}
    assert {"letter", "survey", "plot"} <= completions("inputs.", names, jedi=False)
    assert completions("study.", names, jedi=False) == set(dir(names["study"]))


def test_names_complete_as_notebooks_ask_for_them(names: dict[str, Any]) -> None:
    """JupyterLab asks jedi, which takes what the object itself lists: no method of the library underneath."""
    found = completions("study.", names, jedi=True)
    assert {"province", "period", "thresholds", "tidy"} <= found
    assert found == set(dir(names["study"]))
    assert completions("study.thresholds.", names, jedi=True) == set(dir(names["study"].thresholds))


def test_help_of_lazy_names_is_the_verbs_own() -> None:
    shell: Any = InteractiveShell.instance()
    shell.push({"sx": sx})
    found = shell.object_inspect("sx.advise")
    assert found["found"]
    assert found["docstring"].startswith("Which analyses the data allow")
    assert "inputs: 'Inputs | NationalInputs'" in found["definition"]
    assert list(inspect.signature(sx.advise).parameters) == ["inputs", "study"]
    assert dir(sx) == sorted(sx.__all__)
