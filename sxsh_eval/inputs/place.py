"""Facts of whatever place an evaluation is about: a province or the whole country."""

from __future__ import annotations

from sxsh_eval.errors import check_kind
from sxsh_eval.inputs.national import NationalInputs, read_national
from sxsh_eval.inputs.panel import Inputs, read_inputs
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.study import Study


def read_place(study: Study) -> Inputs | NationalInputs:
    """Facts of the study's province, or of the country.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Inputs or NationalInputs
        For a province that has neither a letter nor a table, the registry alone.

    Raises
    ------
    InputError
        With all problems of all files.
    """
    check_kind(study, Study, "sx.read_study")
    return read_national(study) if study.province == NATIONAL else read_inputs(study, may_be_bare=True)
