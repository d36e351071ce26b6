// What delve is pointed at. Without arguments it ends after three ticks; with one it goes on for ever.
package main

import (
	"fmt"
	"os"
	"time"
)

func tick(n int) int { return n + 1 }

func main() {
	fmt.Println("ready")
	for n := 0; len(os.Args) > 1 || n < 3; n = tick(n) {
		time.Sleep(20 * time.Millisecond)
	}
}
