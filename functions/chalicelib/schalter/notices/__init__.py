"""What is written to citizens."""
