"""Every figure of a trial. The only place that knows matplotlib; figures are returned, never shown."""
