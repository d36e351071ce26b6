"""The tests, and what they share with the generators and the scripts that set everything up."""
