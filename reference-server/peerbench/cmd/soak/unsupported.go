//go:build !linux

// Soak needs epoll and /proc.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "soak: this runs on Linux only")
	os.Exit(2)
}
