"""Determinants of adoption in a clustered survey."""

from sxsh_eval.estimates.determinants import estimate_determinants
from tests.estimates.regression.test_logit import COVARIATES, register

got = estimate_determinants(register(), "adopts", COVARIATES, clusters="district")
assert got.cov is not None
print(got.table.to_csv(), got.checks.to_csv(), got.cov.to_csv())
