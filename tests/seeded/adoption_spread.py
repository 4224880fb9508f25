"""Adoption, its determinants, small areas, the diffusion curve of the synthetic panel."""

import sxsh_eval as sx

study = sx.read_study(
    "parameters/study.yml",
    province="binh-dinh",
    period="2016-2020",
    settings={"data.synthetic": True, "data.synthetic_enterprises": 2000},
)
inputs = sx.read_inputs(study)
adoption, spread = sx.estimate_adoption(inputs, study), sx.estimate_spread(inputs, study)
assert adoption is not None
assert adoption.determinants is not None
assert adoption.areas is not None
assert spread is not None
assert spread.curve is not None
tables = [adoption.shares.table, adoption.determinants.table, adoption.areas.table, spread.curve.table]
print("".join(table.to_json(double_precision=15) for table in tables))
