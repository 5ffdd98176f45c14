//go:build !linux && !darwin

package host

import "time"

// fileLimit returns 0: it is unknown.
func fileLimit() int { return 0 }

// processorTime returns 0: it is unknown.
func processorTime() time.Duration { return 0 }
