"""What a user can ask for, one module each."""
