//go:build linux && !portable

package eventloop

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// bareListener returns a listening socket and its address.
func bareListener(tb testing.TB) (fd int, address unix.Sockaddr) {
	tb.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = errors.Join(unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), unix.Listen(fd, 1))
	}
	if err == nil {
		address, err = unix.Getsockname(fd)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = unix.Close(fd) })
	return fd, address
}

// bare returns a connection as descriptors, which cost this process no memory.
func bare(tb testing.TB, listener int, address unix.Sockaddr) (server, client int) {
	tb.Helper()
	client, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = unix.Connect(client, address)
	}
	if err == nil {
		server, _, err = unix.Accept4(listener, unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK)
	}
	if err == nil {
		err = unix.SetsockoptInt(server, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return server, client
}

// farm is a loop that does not run, with Conns and the descriptors of their peers.
type farm struct {
	loop     *Loop
	listener int
	address  unix.Sockaddr
	conns    []*Conn
	peers    []int
}

func newFarm(tb testing.TB) *farm {
	tb.Helper()
	l, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	f := &farm{loop: l}
	f.listener, f.address = bareListener(tb)
	tb.Cleanup(func() {
		l.Close()
		for _, fd := range f.peers {
			_ = unix.Close(fd)
		}
	})
	return f
}

// grow opens Conns until there are n.
func (f *farm) grow(tb testing.TB, n int) {
	tb.Helper()
	for len(f.conns) < n {
		server, client := bare(tb, f.listener, f.address)
		c := &Conn{}
		if err := f.loop.Add(Socket{server}, c, noHandler{}); err != nil {
			tb.Fatal(err)
		}
		f.conns, f.peers = append(f.conns, c), append(f.peers, client)
	}
}

// BenchmarkWrite writes an event to 4000 Conns by Write, and by write(2) on the same
// sockets in turn: through the scheduler as package unix does it, and bare. The
// ratios, of the medians of batches, say what Write costs beside these; 1 is nothing.
func BenchmarkWrite(b *testing.B) {
	f := newFarm(b)
	f.grow(b, 4000)
	event := []byte("id: 1234567\ndata: {\"temperature\":21.5,\"unit\":\"C\"}\n\n")
	ways := []struct {
		name  string
		write func(c *Conn) (int, error)
		spent []float64 // ns for each write of a batch
	}{
		{name: "conn", write: func(c *Conn) (int, error) { return c.Write(event) }},
		{name: "unix", write: func(c *Conn) (int, error) { return unix.Write(int(c.sock.fd), event) }},
		{name: "bare", write: func(c *Conn) (int, error) {
			if n, errno := write(c.sock.fd, event); errno != 0 {
				return n, errno
			}
			return len(event), nil
		}},
	}
	const batch = 100
	buffer := make([]byte, 4096)
	turn := 0
	b.ReportAllocs()
	for b.Loop() {
		for first := 0; first < len(f.conns); first += batch {
			turn++
			for i := range len(ways) + 1 { // the first only warms the caches
				way := &ways[(turn+i)%len(ways)]
				start := time.Now()
				for _, c := range f.conns[first : first+batch] {
					if n, err := way.write(c); n != len(event) {
						b.Fatalf("%s: %d, %v", way.name, n, err)
					}
				}
				if i > 0 {
					way.spent = append(way.spent, float64(time.Since(start).Nanoseconds())/batch)
				}
				for _, fd := range f.peers[first : first+batch] {
					_, _ = read(int32(fd), buffer)
				}
			}
		}
	}
	medians := make(map[string]float64)
	for _, way := range ways {
		slices.Sort(way.spent)
		medians[way.name] = way.spent[len(way.spent)/2]
		b.ReportMetric(medians[way.name], way.name+"-ns/write")
	}
	b.ReportMetric(medians["conn"]/medians["unix"], "of-unix")
	b.ReportMetric(medians["conn"]/medians["bare"], "of-bare")
}

// BenchmarkIdleConn reports the memory that an idle Conn costs: the slope between 1000 and
// 9000 of them.
func BenchmarkIdleConn(b *testing.B) {
	var heap, resident float64
	for b.Loop() {
		f := newFarm(b)
		f.grow(b, 1000)
		heapBefore, residentBefore := memory(b)
		f.grow(b, 9000)
		heapAfter, residentAfter := memory(b)
		heap += float64(heapAfter-heapBefore) / 8000
		resident += float64(residentAfter-residentBefore) / 8000
		f.loop.Close()
		for _, fd := range f.peers {
			_ = unix.Close(fd)
		}
		f.peers = nil
	}
	b.ReportMetric(heap/float64(b.N), "heap-B/conn")
	b.ReportMetric(resident/float64(b.N), "RSS-B/conn")
	b.ReportMetric(0, "ns/op")
}

// memory returns the bytes of the heap that are in use, and the bytes that are resident.
func memory(tb testing.TB) (heap, resident int64) {
	tb.Helper()
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Fatal(err)
	}
	var size, pages int64
	if _, err := fmt.Sscan(string(statm), &size, &pages); err != nil {
		tb.Fatal(err)
	}
	return int64(stats.HeapAlloc), pages * int64(os.Getpagesize())
}

// BenchmarkSetTimer puts timers off, as a Conn does that is written to.
func BenchmarkSetTimer(b *testing.B) {
	f := newFarm(b)
	f.grow(b, 1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.conns[i%len(f.conns)].SetTimer(15 * time.Second)
	}
}

// BenchmarkRead writes an event to each of 4000 peers of a loop that runs, and waits until it
// has read them all, without and with the kernel's times.
func BenchmarkRead(b *testing.B) {
	b.Run("plain", func(b *testing.B) { benchmarkRead(b, false) })
	b.Run("timestamps", func(b *testing.B) { benchmarkRead(b, true) })
}

func benchmarkRead(b *testing.B, timestamps bool) {
	b.Helper()
	f := newFarm(b)
	f.grow(b, 4000)
	if timestamps {
		f.stamp(b)
	}
	c := &counter{left: len(f.conns), all: make(chan struct{})}
	for _, conn := range f.conns {
		conn.handler = c
	}
	ended := make(chan error, 1)
	go func() { ended <- f.loop.Run() }()
	event := []byte("id: 1234567\ndata: {\"temperature\":21.5,\"unit\":\"C\"}\n\n")
	b.ReportAllocs()
	for b.Loop() {
		for _, fd := range f.peers {
			if n, errno := write(int32(fd), event); n != len(event) {
				b.Fatal(errno)
			}
		}
		<-c.all
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(f.conns)), "ns/event")
	f.loop.Close()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

// counter counts the Conns that have got an event.
type counter struct {
	noHandler

	left int
	all  chan struct{}
}

func (c *counter) Data(*Conn, []byte) {
	if c.left--; c.left == 0 {
		c.left = 4000
		c.all <- struct{}{}
	}
}
