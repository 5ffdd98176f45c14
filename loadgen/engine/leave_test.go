package engine_test

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// What a server sees of clients that leave.
func TestManners(t *testing.T) {
	for _, manner := range engine.Manners() {
		t.Run(manner.String(), func(t *testing.T) {
			if manner == engine.Vanish && !epoll {
				manner = engine.RST // as it is documented
			}
			ends, checked := make(chan error), make(chan bool)
			url := serve(t, func(v visit) {
				v.write(head + "data: x\n\n")
				if manner == engine.Vanish {
					<-checked
					_ = v.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
				}
				ends <- v.wait()
				if manner == engine.HalfClose { // the other half still works
					v.write("data: y\n\n")
				}
			})
			r := start(t, 1, url, func(l *load) { l.Leave = manner })
			r.atLeast(measure.Events, 1)
			done := make(chan bool)
			go func() { defer close(done); r.finish() }()
			if manner == engine.Vanish {
				<-done
				close(checked)
			}
			err := <-ends
			<-done
			if !errors.Is(err, endOf(manner)) {
				t.Errorf("the server saw %v", err)
			}
			r.want(map[measure.Count]int{measure.Events: 1, measure.Completed: 1, measure.Failed: 0, measure.ClosedByServer: 0})
			if n := r.timed(measure.Lifetime).Count(); n != 1 {
				t.Errorf("%d lifetimes", n)
			}
		})
	}
}

// endOf returns what a server reads at the end of a client.
func endOf(m engine.Manner) error {
	switch m {
	case engine.RST:
		return syscall.ECONNRESET
	case engine.Vanish:
		return os.ErrDeadlineExceeded
	default:
		return nil // io.Copy's word for io.EOF
	}
}

// Who has closed its half waits for the server's, comes back after that, and may be told to leave
// or opened again meanwhile.
func TestHalfClosed(t *testing.T) {
	halves, release := make(chan bool, 100), make(chan bool)
	url := serve(t, func(v visit) {
		v.write(head)
		_ = v.wait()
		halves <- true
		<-release
	})
	r := start(t, 0, url, func(l *load) {
		l.Leave = engine.HalfClose
		l.Plan.Stages = []schedule.Stage{
			{Streams: 3},
			{Duration: 500 * time.Millisecond, Streams: 3},
			{Streams: 0},
			{Duration: 50 * time.Millisecond, Streams: 0},
			{Streams: 3},
			{Duration: time.Hour, Streams: 3},
		}
	})
	for range 3 {
		<-halves
	}
	r.until("new streams", func() bool { return r.count(measure.Opened) == 6 && r.live == 3 })
	close(release)
	r.finish()
	r.want(map[measure.Count]int{measure.Planned: 6, measure.Completed: 6, measure.Failed: 0, measure.ClosedByServer: 0})
}

// The end of a run meets streams that churn has just half-closed.
func TestFinishWhileLeaving(t *testing.T) {
	halves, release := make(chan bool, 1000), make(chan bool)
	url := serve(t, func(v visit) {
		v.write(head)
		_ = v.wait()
		halves <- true
		<-release
	})
	r := start(t, 4, url, func(l *load) {
		l.Leave = engine.HalfClose
		l.Plan.Storm = schedule.Storm{Every: 100 * time.Millisecond, Share: 1}
	})
	for range 4 {
		<-halves
	}
	if err := r.Hold(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(20*time.Millisecond, func() { close(release) })
	r.finish()
	r.want(map[measure.Count]int{measure.Left: 4, measure.Opened: 4, measure.Reconnects: 0, measure.Failed: 0, measure.ClosedByServer: 0})
}

// flood is a server that writes events for as long as they are taken, and tells how much was.
func flood(t *testing.T, taken chan<- int, pause time.Duration) string {
	t.Helper()
	return serve(t, func(v visit) {
		if c, ok := v.Conn.(*net.TCPConn); ok {
			_ = c.SetWriteBuffer(4 << 10)
		}
		v.write(head)
		event, total := strings.Repeat("data: 0123456789\n\n", 10), 0
		for {
			_ = v.SetWriteDeadline(time.Now().Add(pause))
			n, err := v.Write([]byte(event))
			total += n
			if err != nil {
				taken <- total
				return
			}
		}
	})
}

func TestStalledReader(t *testing.T) {
	taken := make(chan int, 1)
	r := start(t, 1, flood(t, taken, 300*time.Millisecond), once, func(l *load) { l.Readers = []engine.Reader{{Share: 1}} })
	if n := <-taken; n > 1<<20 {
		t.Errorf("the server could write %d bytes", n)
	}
	r.finish()
	r.want(map[measure.Count]int{measure.Opened: 1, measure.Completed: 1, measure.Failed: 0})
	if n := r.timed(measure.Interval).Count(); n != 0 {
		t.Errorf("%d intervals of one who does not read", n)
	}
}

func TestSlowReader(t *testing.T) {
	const rate, span = 4000, 2 * time.Second
	r := start(t, 2, flood(t, make(chan int, 2), patience), func(l *load) {
		l.Readers = []engine.Reader{{Share: 1, Rate: rate}}
		l.Caps.Time = span
		l.Resume.Off = true
	})
	r.atLeast(measure.Completed, 2)
	r.want(map[measure.Count]int{measure.Opened: 2, measure.Completed: 2, measure.Failed: 0})
	// What came with the head was read at once. A busy machine may let ticks pass.
	want, extra := rate*2*int(span/time.Second), 2*(len(head)+180*40)
	if got := r.count(measure.Bytes); got < want/2 || got > want+extra+2*rate/4 {
		t.Errorf("read %d bytes, want %d", got, want)
	}
	if n := r.timed(measure.Lag).Count() + r.timed(measure.FirstEvent).Count() + r.timed(measure.KernelLag).Count(); n != 0 {
		t.Errorf("%d latencies of one who reads slowly", n)
	}
}

// What a slow reader gets is whole and in order, though it begins behind a head that came with
// events.
func TestSlowReaderInOrder(t *testing.T) {
	url := serve(t, func(v visit) {
		v.write(head + "id: 1\ndata: a\n\nid: 2\nda")
		v.write("ta: b\n\nid: 3\ndata: c\n\n")
		_ = v.wait()
	})
	r := start(t, 1, url, func(l *load) { l.Readers = []engine.Reader{{Share: 1, Rate: 1000}} })
	r.atLeast(measure.Events, 3)
	r.finish()
	r.want(map[measure.Count]int{measure.Events: 3, measure.Failed: 0})
}

func TestReaders(t *testing.T) {
	url := serve(t, func(v visit) {
		v.write(head)
		for v.write("data: x\n\n") {
			_ = v.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
			if err := v.wait(); !errors.Is(err, os.ErrDeadlineExceeded) {
				return
			}
		}
	})
	r := start(t, 100, url, func(l *load) {
		l.Readers = []engine.Reader{{Share: 0.1, Rate: 64}, {Share: 0.05}}
		l.Leave = engine.HalfClose
	})
	r.until("100 streams", func() bool { return r.live == 100 && r.timed(measure.FirstEvent).Count() >= 80 })
	r.finish()
	if n := r.timed(measure.FirstEvent).Count(); n != 85 {
		t.Errorf("%d read as fast as they can, want 85", n)
	}
	r.want(map[measure.Count]int{measure.Completed: 100, measure.Failed: 0})
}
