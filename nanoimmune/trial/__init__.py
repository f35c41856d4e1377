"""Many lives: scenario, particle, regimen, arm, cohort and trial, how they are run, and what is kept of them."""
