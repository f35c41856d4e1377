"""Measurements of speed, and the same model written in idiomatic Mesa to measure against and to check with."""
