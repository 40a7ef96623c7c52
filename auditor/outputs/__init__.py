"""Ways to show a report, one module each."""
