//go:build linux

package peerbench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// floor is an epoll loop that does for a stream what no server can leave out: accept,
// answer, write, close. It looks at nothing but the first byte of a request for a
// stream, and every stream gets every event.
type floor struct {
	epoll, listener int
	streams         []int32 // the sockets that were answered
	place           []int32 // by socket: its place in streams plus 1, or 0
	published       int64
	partial         map[int][]byte // publishes that have not arrived as a whole
	buffer          []byte
}

const streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

const publishedHead = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

// maxFiles bounds the descriptors of the floor.
const maxFiles = 1 << 20

func writeOnly(ctx context.Context, l net.Listener) error {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return fmt.Errorf("serve %s: not TCP", l.Addr())
	}
	file, err := tcp.File()
	if err != nil {
		return fmt.Errorf("serve %s: %w", l.Addr(), err)
	}
	defer func() { _ = errors.Join(file.Close(), l.Close()) }() // what waits in the listener is given up
	f, err := newFloor(file)
	if err != nil {
		return err
	}
	defer f.close()
	ready := make([]unix.EpollEvent, 1024)
	for ctx.Err() == nil {
		n, err := unix.EpollWait(f.epoll, ready, 100)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("wait for sockets: %w", err)
		}
		for i := range max(n, 0) {
			if err := f.serve(int(ready[i].Fd)); err != nil {
				return err
			}
		}
	}
	return nil
}

func newFloor(listener *os.File) (*floor, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make epoll: %w", err)
	}
	f := &floor{epoll: epoll, listener: int(listener.Fd()), partial: make(map[int][]byte), buffer: make([]byte, 64<<10)}
	return f, errors.Join(unix.SetNonblock(f.listener, true), f.watch(f.listener))
}

func (f *floor) watch(socket int) error {
	return unix.EpollCtl(f.epoll, unix.EPOLL_CTL_ADD, socket, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(socket)})
}

func (f *floor) close() {
	for _, socket := range f.streams {
		_ = unix.Close(int(socket)) // the process ends anyway
	}
	_ = unix.Close(f.epoll)
}

func (f *floor) serve(socket int) error {
	if socket == f.listener {
		return f.accept()
	}
	n, err := unix.Read(socket, f.buffer)
	switch {
	case errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR):
	case err != nil || n == 0:
		f.drop(socket)
	case f.buffer[0] == 'G':
		f.answer(socket)
	default:
		f.publish(socket, f.buffer[:n])
	}
	return nil
}

func (f *floor) accept() error {
	for {
		socket, _, err := unix.Accept4(f.listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.ECONNABORTED) || errors.Is(err, unix.EINTR) {
			return nil
		}
		if err == nil && socket >= maxFiles {
			err = unix.EMFILE
		}
		if err == nil {
			err = errors.Join(unix.SetsockoptInt(socket, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1), f.watch(socket))
		}
		if err != nil {
			return fmt.Errorf("accept: %w", err)
		}
	}
}

// answer begins a stream. A request fits into one segment here.
func (f *floor) answer(socket int) {
	if n, err := unix.Write(socket, []byte(streamHead)); err != nil || n < len(streamHead) {
		f.drop(socket)
		return
	}
	for len(f.place) <= socket {
		f.place = append(f.place, 0)
	}
	f.streams = append(f.streams, int32(socket))
	f.place[socket] = int32(len(f.streams))
}

// drop closes a socket and puts the last stream into its place.
func (f *floor) drop(socket int) {
	if socket < len(f.place) && f.place[socket] > 0 {
		last := f.streams[len(f.streams)-1]
		f.streams[f.place[socket]-1], f.place[last] = last, f.place[socket]
		f.streams, f.place[socket] = f.streams[:len(f.streams)-1], 0
	}
	delete(f.partial, socket)
	_ = unix.Close(socket) // nothing is left to lose
}

// publish answers a publish once its body is there, and sends it.
func (f *floor) publish(socket int, part []byte) {
	whole := slices.Concat(f.partial[socket], part)
	if len(whole) > maxDataBytes {
		f.drop(socket)
		return
	}
	data, err := body(whole)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.partial[socket] = whole
	case err != nil:
		f.drop(socket)
	default:
		delete(f.partial, socket)
		if _, err := unix.Write(socket, []byte(publishedHead)); err != nil {
			f.drop(socket)
		}
		f.send(data)
	}
}

func body(request []byte) ([]byte, error) {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(request)))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r.Body)
}

// send writes one event to every stream. One that does not take all of it is closed,
// so that nothing is skipped silently.
func (f *floor) send(data []byte) {
	event := frame(FirstID+f.published, data)
	f.published++
	chunk := fmt.Appendf(nil, "%x\r\n%s\r\n", len(event), event)
	for _, socket := range slices.Backward(f.streams) { // because drop moves the last
		// A socket that never waits needs none of what unix.Write does for the scheduler.
		n, _, errno := unix.RawSyscall(unix.SYS_WRITE, uintptr(socket), uintptr(unsafe.Pointer(&chunk[0])), uintptr(len(chunk)))
		if errno != 0 || int(n) < len(chunk) {
			f.drop(int(socket))
		}
	}
}
