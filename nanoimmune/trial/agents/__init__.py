"""Agents: everything that a regimen can give beside particles, one kind a file."""
