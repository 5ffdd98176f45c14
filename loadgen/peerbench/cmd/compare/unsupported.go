//go:build !linux

// Compare needs epoll and /proc.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "compare: this runs on Linux only")
	os.Exit(2)
}
