//go:build linux

package feed

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

func (w *writer) serve(socket int) error {
	if socket == w.listener {
		return w.accept()
	}
	n, err := unix.Read(socket, w.buffer)
	switch {
	case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR):
	case err != nil || n == 0:
		w.drop(socket)
	default:
		w.answer(socket)
	}
	return nil
}

func (w *writer) accept() error {
	for {
		socket, _, err := unix.Accept4(w.listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.ECONNABORTED) || errors.Is(err, unix.EINTR) {
			return nil
		}
		if err == nil {
			err = errors.Join(unix.SetsockoptInt(socket, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1), w.watch(socket))
		}
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
	}
}

// answer begins a stream. A request fits into one segment here.
func (w *writer) answer(socket int) {
	if n, err := unix.Write(socket, []byte(Head)); err != nil || n < len(Head) {
		w.drop(socket)
		return
	}
	for len(w.place) <= socket {
		w.place = append(w.place, 0)
	}
	w.streams = append(w.streams, stream{socket: int32(socket), at: w.next})
	w.place[socket] = int32(len(w.streams))
}

// drop closes a socket and puts the last stream into its place.
func (w *writer) drop(socket int) {
	if socket < len(w.place) && w.place[socket] > 0 {
		last := w.streams[len(w.streams)-1]
		w.streams[w.place[socket]-1], w.place[last.socket] = last, w.place[socket]
		w.streams, w.place[socket] = w.streams[:len(w.streams)-1], 0
	}
	_ = unix.Close(socket) // nothing is left to lose
}
