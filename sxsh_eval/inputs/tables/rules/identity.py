"""Codes that identify enterprises and their trade: tax codes, VSIC."""

from __future__ import annotations

from collections.abc import Iterator

from sxsh_eval.errors import TableProblem
from sxsh_eval.inputs.tables.rules.judged import Judged, groups_of, sure

TAX_CODE = r"\d{10}(?:\d{3})?"
VSIC = r"\d{2,5}"


def with_form(judged: Judged, form: str) -> list[str]:
    """Columns of one form that are there."""
    columns = judged.codebook.columns.items()
    return [name for name, column in columns if column.form == form and name in judged.table]


def tax_codes(judged: Judged) -> Iterator[TableProblem]:
    """Tax codes that are not 10 or 13 digits; codes that two enterprises share in one year."""
    unit, period = judged.codebook.unit, judged.codebook.period
    for name in with_form(judged, "tax_code"):
        codes = judged.table[name]
        wrong = codes.notna() & ~sure(codes.str.fullmatch(TAX_CODE))
        yield from judged.maker.cells("table.tax_code_form", name, wrong)
        if judged.has(unit, period):
            keys = [groups_of(codes), groups_of(judged.table[period])]
            owners = groups_of(judged.table[unit]).groupby(keys).transform("nunique")
            yield from judged.maker.cells("table.tax_code_of_two", name, sure(owners > 1) & ~wrong)


def vsic_codes(judged: Judged) -> Iterator[TableProblem]:
    """VSIC codes of a wrong length or of no division of the registry; codes that contradict the sector."""
    divisions = [code for code, sector in judged.registry.sectors.items() if sector.level == "division"]
    for name in with_form(judged, "vsic"):
        codes = judged.table[name]
        right = sure(codes.str.fullmatch(VSIC)) & codes.str[:2].isin(divisions)
        known = {"known": f"{divisions[0]}-{divisions[-1]}"}
        yield from judged.maker.cells("table.vsic_form", name, codes.notna() & ~right, values=known)
        if judged.has("sector"):
            sector = judged.table["sector"]
            against = right & sector.isin(divisions) & codes.str[:2].ne(sector)
            yield from judged.maker.cells("table.vsic_against_sector", name, sure(against))
