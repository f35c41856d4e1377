"""What a trial shows: end-points, effects with intervals, figures, tables and the report."""
