"""What only the speed of a cold start asks for, measured by benchmarks/startup_tricks.py. It knows nothing else."""
