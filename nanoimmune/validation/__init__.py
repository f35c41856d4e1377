"""Published numbers beside ours: experiments as data files, what is read of our subjects, and the verdicts."""
