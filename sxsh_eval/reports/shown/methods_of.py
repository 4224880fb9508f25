"""Which methods stand behind a card, as `sx.explain` calls them."""

from __future__ import annotations

from collections.abc import Iterable

from sxsh_eval.estimates.result import Estimates
from sxsh_eval.reports.explaining.methods import called, method_of
from sxsh_eval.reports.language import LANGUAGES
from sxsh_eval.reports.shown.words import EN, VI, paired
from sxsh_eval.shown import Shown

MOST = 3
ASKING = {"vi": 'sx.explain("{name}")', "en": 'sx.explain("{name}", language="en")'}
ASKING_ALL = {"vi": "sx.explain()", "en": 'sx.explain(language="en")'}


def methods_of(result: Shown, shown: Iterable[Estimates] = ()) -> tuple[str, ...]:
    """Methods of a result, then those of its tables.

    Parameters
    ----------
    result : Shown
    shown : iterable of Estimates
        Tables that stand on the card.

    Returns
    -------
    tuple of str
        Names in ``methods.yml``, each once; none for what is read rather than estimated.
    """
    found = (method_of(called(one)) for one in (result, *shown))
    return tuple(dict.fromkeys(name for name in found if name))[:MOST]


def explain_line(result: Shown, shown: Iterable[Estimates] = ()) -> str:
    """What to call in order to read about the methods of a card, or which methods there are."""
    names = methods_of(result, shown)
    key = "shown.explain" if names else "shown.explain_all"
    calls = {
        code: ", ".join(f"`{ASKING[code].format(name=name)}`" for name in names) or f"`{ASKING_ALL[code]}`"
        for code in LANGUAGES
    }
    return f"<p>? {paired(VI.text(key, calls=calls['vi']), EN.text(key, calls=calls['en']))}</p>"
