package main

import (
	"os"
	"runtime/debug"
)

// softMemory is the memory, in bytes, from which on the garbage of a check is
// collected more often: what a hostile target makes it hold, up to --max-memory,
// would else cost twice as much.
const softMemory = 160 << 20

// boundMemory keeps a check that holds much within softMemory, where that can
// be. GOMEMLIMIT is left as it is.
func boundMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
}
