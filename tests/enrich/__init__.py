"""What is added to what a source said."""
