package eventloop

import "time"

// Arrival returns when the last byte arrived of what Data was called with, or of what
// [Conn.Read] returned last, in nanoseconds of the wall clock since 1970. Where the connection was
// opened with [Dial.Timestamps] it is when the kernel received the packet, and kernel is
// true; where the kernel has no such time, as it may for the first packets, it is what ReadAt
// returns. It is for the loop's goroutine.
func (l *Loop) Arrival() (unix int64, kernel bool) {
	if l.poller.received != 0 {
		return l.poller.received, true
	}
	return l.ReadAt(), false
}

// ReadAt returns when the read returned that Arrival is about, in nanoseconds of the wall clock
// since 1970: what passed between Arrival and ReadAt, the bytes have spent in this machine. For a connection
// without timestamps that is now, since no clock was read before. It is for the loop's
// goroutine.
func (l *Loop) ReadAt() int64 {
	if l.poller.readAt != 0 {
		return l.poller.readAt
	}
	return time.Now().UnixNano()
}

// stamps are the times of the last read, in nanoseconds since 1970, or 0.
type stamps struct{ received, readAt int64 }
