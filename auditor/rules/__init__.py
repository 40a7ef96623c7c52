"""What a filing requires, one module each. A rule is one file; see README, "Adding a rule"."""
