//go:build !linux

package publish

import "time"

const timersAreLate = 0

// nap is not used where timers are exact.
func nap(time.Duration) {}
