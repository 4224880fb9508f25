"""Effects from the moments of a stored panel."""

import tempfile
from pathlib import Path

from sxsh_eval.estimates.effects.imputation import imputation_effects
from sxsh_eval.estimates.effects.moment_effects import moment_effects
from sxsh_eval.estimates.effects.moments_parquet import moments_from_parquet
from tests.estimates.effects.test_cohort_moments import panel, stored

with tempfile.TemporaryDirectory() as folder:
    path = stored(Path(folder), panel(1500, gaps=0.1), "random")
    moments = moments_from_parquet(str(path), outcome="y", unit="unit", time="year", cohort="cohort")
for made in (moment_effects(moments).aggregate("dynamic"), imputation_effects(moments, pretrends=True)):
    print(made.table.table.to_json(double_precision=15), made.cov.to_json(double_precision=15))
