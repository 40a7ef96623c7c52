"""Where facts come from, one module each."""
