package publish

import (
	"time"

	"golang.org/x/sys/unix"
)

// The runtime's timers end with a wait in epoll_wait, which counts in whole
// milliseconds. That would be seen in every Lag.
const timersAreLate = 2 * time.Millisecond

// nap waits a short time, and may end before. It blocks a thread.
func nap(d time.Duration) {
	t := unix.NsecToTimespec(d.Nanoseconds())
	_ = unix.Nanosleep(&t, nil) // a signal ends it early
}
