"""Provinces beside each other: rates with shrinkage, limits, ranks, pooling, the merged provinces."""
