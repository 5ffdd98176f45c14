// Package await is for tests that wait for what no event announces.
package await

import (
	"testing"
	"time"
)

// Until asks every 2 ms whether a state was reached, and ends the test if it was not
// within patience. what completes "waited in vain until".
func Until(tb testing.TB, patience time.Duration, what string, reached func() bool) {
	tb.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !reached() {
		select {
		case <-tick.C:
		case <-deadline.C:
			tb.Fatalf("waited in vain until %s", what)
		}
	}
}
