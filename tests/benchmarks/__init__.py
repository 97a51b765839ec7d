"""Benchmarks: what a request costs against yardsticks measured in the same run."""
