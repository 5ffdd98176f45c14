//go:build linux

package feed

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Kept is how many events a Writer keeps for streams that are behind.
const Kept = 1024

// writer is the state of a Writer.
type writer struct {
	epoll, listener int
	every           time.Duration // 0 is full speed
	due             time.Time     // of the next event
	streams         []stream
	place           []int32 // by socket: its place in streams plus 1, or 0
	next            int64   // the number of the next event
	kept            [Kept][]byte
	buffer          []byte
}

// stream is one client that was answered.
type stream struct {
	at      int64 // the event that it gets next
	socket  int32
	written int32 // bytes of that
}

// Writer returns what serves the connections of a listener until ctx is done: every request is
// answered with a stream, and every stream gets an event every so often, all at the same
// time, or as many as it takes if that is 0.
func Writer(every time.Duration) func(ctx context.Context, l net.Listener) error {
	return func(ctx context.Context, l net.Listener) error {
		tcp, ok := l.(*net.TCPListener)
		if !ok {
			return fmt.Errorf("serve %s: not TCP", l.Addr())
		}
		file, err := tcp.File()
		if err != nil {
			return fmt.Errorf("serve %s: %w", l.Addr(), err)
		}
		defer func() { _ = errors.Join(file.Close(), l.Close()) }() // what waits in the listener is given up
		w, err := newWriter(file, every)
		if err != nil {
			return err
		}
		defer w.close()
		return w.run(ctx)
	}
}

func newWriter(listener *os.File, every time.Duration) (*writer, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make epoll: %w", err)
	}
	w := &writer{epoll: epoll, listener: int(listener.Fd()), every: every, due: time.Now().Add(every), buffer: make([]byte, 4096)}
	for i := range w.kept {
		w.kept[i] = make([]byte, 0, ChunkBytes)
	}
	return w, errors.Join(unix.SetNonblock(w.listener, true), w.watch(w.listener))
}

func (w *writer) watch(socket int) error {
	return unix.EpollCtl(w.epoll, unix.EPOLL_CTL_ADD, socket, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(socket)})
}

func (w *writer) close() {
	for _, s := range w.streams {
		_ = unix.Close(int(s.socket)) // the process ends anyway
	}
	_ = unix.Close(w.epoll)
}

// patience bounds a wait, in milliseconds, so that the end of ctx is noticed.
const patience = 50

func (w *writer) run(ctx context.Context) error {
	ready := make([]unix.EpollEvent, 1024)
	idle := true // the last round has written nothing
	for ctx.Err() == nil {
		n, err := unix.EpollWait(w.epoll, ready, w.wait(idle))
		if err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("wait for sockets: %w", err)
		}
		for i := range max(n, 0) {
			if err := w.serve(int(ready[i].Fd)); err != nil {
				return err
			}
		}
		idle = !w.round()
	}
	return nil
}

// wait returns for how many milliseconds there is nothing to do.
func (w *writer) wait(idle bool) int {
	switch {
	case w.every > 0:
		return int(max(0, min(patience, time.Until(w.due).Milliseconds())))
	case !idle:
		return 0
	case len(w.streams) > 0:
		return 1 // they take no more
	}
	return patience
}

// round makes an event if it is time for one, and writes one to each stream that takes one. It
// reports whether it has written anything.
func (w *writer) round() (wrote bool) {
	if !w.makes() {
		return false
	}
	for i := len(w.streams) - 1; i >= 0; i-- { // because drop moves the last
		s := &w.streams[i]
		if s.at == w.next {
			continue
		}
		p := w.kept[s.at%Kept][s.written:]
		// A socket that never waits needs none of what unix.Write does for the scheduler.
		n, _, errno := unix.RawSyscall(unix.SYS_WRITE, uintptr(s.socket), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)))
		switch {
		case errno == 0:
			wrote = true
			s.advance(int(n), len(p))
		case errno != unix.EAGAIN || w.every > 0: // nothing is skipped silently
			w.drop(int(s.socket))
		}
	}
	return wrote
}

// advance notes that so many of the bytes left of an event were written.
func (s *stream) advance(n, left int) {
	if s.written += int32(n); n == left {
		s.at, s.written = s.at+1, 0
	}
}

// makes makes the next event if it is time, and reports whether there is anything to write.
func (w *writer) makes() bool {
	now := time.Now() // asked once: an event that comes due meanwhile must not be skipped
	if len(w.streams) == 0 {
		for w.every > 0 && now.After(w.due) {
			w.due = w.due.Add(w.every)
		}
		return false
	}
	if w.every > 0 && now.Before(w.due) {
		return false
	}
	if w.every == 0 {
		w.due = now
		last := slices.MinFunc(w.streams, func(a, b stream) int { return int(a.at - b.at) })
		if w.next-last.at >= Kept {
			return true
		}
	}
	w.kept[w.next%Kept] = appendChunk(w.kept[w.next%Kept][:0], w.next, w.due.UnixNano())
	w.next++
	w.due = w.due.Add(w.every)
	return true
}
