"""Design-based estimation: survey designs, means, totals, ratios and proportions with their errors."""
