"""What py-spy is pointed at. Without arguments it ends after one second; with one it goes on for ever."""

import sys
import time


def tick(n: int) -> int:
    time.sleep(0.02)
    return n + 1


print("ready", flush=True)
n = 0
while len(sys.argv) > 1 or n < 50:
    n = tick(n)
