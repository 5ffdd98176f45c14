//go:build linux

package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/ssegauge/ssegauge/loadgen/peerbench/feed"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

// window of connections that wait for their head at a time, far below the backlog of a
// listener.
const maxOpening = 256

// floor is the state of Floor.
type floor struct {
	epoll   int
	server  unix.SockaddrInet4
	request []byte
	sources *request.Sources
	sockets []int32
	ready   []unix.EpollEvent
	buffer  []byte
	opened  int
	answers []bool // by socket: its head has arrived
	bytes   int64  // of bodies
	lags    []time.Duration
	lag     bool
}

// Floor is the least that a client can do: connect, ask, and count bytes.
func Floor(ctx context.Context, job Job) (figures Figures, err error) {
	f, err := newFloor(ctx, job)
	if err != nil {
		return figures, err
	}
	defer f.close()
	switch job.Kind {
	case Open:
		var w window
		if w, err = begin(job.Profile); err == nil {
			err = errors.Join(f.open(ctx, job.Streams), w.end(&figures))
		}
		figures.Opens = float64(job.Streams) / figures.Took.Seconds()
	case Read:
		err = f.measure(ctx, job, &figures)
	case Memory:
		if err = f.open(ctx, job.Streams); err == nil {
			figures.Resident, err = resident(job.Profile)
		}
	}
	return figures, err
}

func newFloor(ctx context.Context, job Job) (*floor, error) {
	maker, err := request.New(ctx, request.Spec{Targets: []request.Target{{URL: "http://" + job.Addr.String() + "/"}}})
	if err != nil {
		return nil, err
	}
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make epoll: %w", err)
	}
	return &floor{
		epoll:   epoll,
		server:  unix.SockaddrInet4{Port: int(job.Addr.Port()), Addr: job.Addr.Addr().As4()},
		request: fmt.Appendf(nil, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", job.Addr),
		sources: maker.Sources(0, 1),
		ready:   make([]unix.EpollEvent, 256),
		buffer:  make([]byte, 64<<10),
		lag:     job.Lag,
	}, nil
}

func (f *floor) close() {
	for _, socket := range f.sockets {
		_ = unix.Close(int(socket)) // nothing is left to lose
	}
	_ = unix.Close(f.epoll)
}

// open opens streams until there are n.
func (f *floor) open(ctx context.Context, n int) error {
	for f.opened < n {
		for len(f.sockets) < min(n, f.opened+maxOpening) {
			if err := f.start(); err != nil {
				return err
			}
		}
		if err := f.poll(ctx, time.Second); err != nil {
			return err
		}
	}
	return nil
}

// start asks for a stream.
func (f *floor) start() error {
	socket, err := f.connect()
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	f.sockets = append(f.sockets, int32(socket))
	for len(f.answers) <= socket {
		f.answers = append(f.answers, false)
	}
	if _, err := unix.Write(socket, f.request); err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	return unix.EpollCtl(f.epoll, unix.EPOLL_CTL_ADD, socket, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(socket)})
}

// connect returns a connection. On loopback the handshake is over when connect(2) returns.
func (f *floor) connect() (int, error) {
	for range 100 { // past ports that others hold
		socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return 0, err
		}
		from := f.sources.Next(0)
		err = errors.Join(
			unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1),
			unix.Bind(socket, &unix.SockaddrInet4{Addr: from.Addr().As4(), Port: int(from.Port())}),
		)
		if err == nil {
			err = unix.Connect(socket, &f.server)
		}
		if err == nil {
			return socket, nil
		}
		_ = unix.Close(socket) // the first error counts
		if !errors.Is(err, unix.EADDRINUSE) && !errors.Is(err, unix.EADDRNOTAVAIL) {
			return 0, err
		}
	}
	return 0, unix.EADDRINUSE
}

// poll reads what has arrived, once from each stream.
func (f *floor) poll(ctx context.Context, wait time.Duration) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	n, err := unix.EpollWait(f.epoll, f.ready, int(wait.Milliseconds()))
	if err != nil && !errors.Is(err, unix.EINTR) {
		return fmt.Errorf("wait for streams: %w", err)
	}
	for i := range max(n, 0) {
		socket := f.ready[i].Fd
		n, _, errno := unix.RawSyscall(unix.SYS_READ, uintptr(socket), uintptr(unsafe.Pointer(&f.buffer[0])), uintptr(len(f.buffer)))
		switch {
		case errno != 0:
			return fmt.Errorf("read stream: %w", errno)
		case n == 0:
			return fmt.Errorf("read stream: %w", io.ErrUnexpectedEOF)
		}
		f.count(socket, int(n))
	}
	return nil
}

// count counts what was read. A head fits into one segment here.
func (f *floor) count(socket int32, n int) {
	if !f.answers[socket] {
		f.answers[socket] = true
		f.opened++
		n -= len(feed.Head)
	}
	f.bytes += int64(n)
	if f.lag && n > 0 {
		if due, ok := feed.Due(f.buffer[:n]); ok {
			f.lags = append(f.lags, time.Duration(time.Now().UnixNano()-due))
		}
	}
}

// measure reads for a while.
func (f *floor) measure(ctx context.Context, job Job, figures *Figures) error {
	if err := f.open(ctx, job.Streams); err != nil {
		return err
	}
	if err := f.read(ctx, job.Warm); err != nil {
		return err
	}
	before := f.bytes
	f.lags = nil
	w, err := begin(job.Profile)
	if err != nil {
		return err
	}
	if err := f.read(ctx, job.Length); err != nil {
		return err
	}
	err = w.end(figures)
	figures.Events = (f.bytes - before) / int64(feed.ChunkBytes)
	if n := len(f.lags); n > 0 {
		slices.Sort(f.lags)
		figures.P50, figures.P99 = f.lags[n/2], f.lags[n*99/100]
	}
	return err
}

func (f *floor) read(ctx context.Context, length time.Duration) error {
	for end := time.Now().Add(length); time.Now().Before(end); {
		if err := f.poll(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}
