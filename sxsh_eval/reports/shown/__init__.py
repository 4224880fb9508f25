"""Results as they show themselves in a notebook: `card`, `rows` as tables, `drawn` as the reports' figures."""
