"""What leaves the program: files for people to use. Written whole, or not at all."""
