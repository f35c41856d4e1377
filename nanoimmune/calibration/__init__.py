"""Calibration: fitted numbers, their ranges as priors, and published numbers as what they are fitted to."""
