"""Measurements: `make bench`. Ratios on this machine in one run, never milliseconds to compare with another's."""
