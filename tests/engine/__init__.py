"""Real debuggers in real containers, held against what capslint says of them."""
