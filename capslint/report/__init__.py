"""Results to text, for people and for programs. Pure: nothing here prints, reads a file or knows the command line."""
