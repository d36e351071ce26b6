"""What only the speed of a cold start asks for. Nothing here knows the rest of capslint."""
