"""Whole studies: what lies in a folder, opened, looked at, told again, lived again, and planned."""
