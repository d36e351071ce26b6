"""Security settings of pods and containers: what they say, what the server refuses, and where they are misplaced."""
