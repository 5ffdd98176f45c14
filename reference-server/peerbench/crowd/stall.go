//go:build linux

package crowd

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// IsOpen reports whether the stream i is answered and not left.
func (c *Crowd) IsOpen(i int) bool { return c.streams[i].state == open }

// IsAbsent reports whether the stream i is neither open nor about to be, nor leaving.
func (c *Crowd) IsAbsent(i int) bool { return c.streams[i].state == absent }

// Stall has the client of stream i, which must be open, stop reading.
func (c *Crowd) Stall(i int) error {
	s := &c.streams[i]
	if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_DEL, int(s.socket), nil); err != nil {
		return fmt.Errorf("stall stream: %w", err)
	}
	s.stalled = true
	return nil
}

// Resume has the client of stream i read on, if it is stalled.
func (c *Crowd) Resume(i int) error {
	s := &c.streams[i]
	if !s.stalled {
		return nil
	}
	s.stalled = false
	return c.watch(i)
}

// Narrow has the connections of stream i, from the next one on, take little that is not
// read, as on a poor line: else it takes minutes until a server meets a full socket.
func (c *Crowd) Narrow(i int) { c.streams[i].narrow = true }

// narrowDown shrinks what both sides buffer. A kernel derives the size of its send
// buffer from the largest segment.
func narrowDown(socket int) error {
	return errors.Join(
		unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10),
		unix.SetsockoptInt(socket, unix.IPPROTO_TCP, unix.TCP_MAXSEG, 536),
	)
}
