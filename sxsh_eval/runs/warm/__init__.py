"""Warm kernels: Jupyter kernels forked from one process that has imported everything beforehand."""
