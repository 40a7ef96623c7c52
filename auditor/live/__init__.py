"""The real network, one module per protocol."""
