"""What registries answer → `Registration`, one module per layout."""
