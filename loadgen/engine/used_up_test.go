//go:build unix

package engine_test

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// noFiles makes this process open no more files, until the function that it returns is called.
func noFiles(t *testing.T) (again func()) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	low := limit
	low.Cur = 3
	again = func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(again)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &low); err != nil {
		t.Fatal(err)
	}
	return again
}

// Without files nothing begins, which is no fault of the server's. Once there are some, all goes
// on.
func TestFilesUsedUp(t *testing.T) {
	for _, version := range []request.Version{request.HTTP1, request.H2C} {
		t.Run(version.String(), func(t *testing.T) {
			url := web(t, events, nil, nil)
			r := start(t, 20, url, under(nil, version), func(l *load) {
				l.Resume.Retry = 0
				l.Plan.Stages = []schedule.Stage{{Duration: 300 * time.Millisecond}, {Streams: 20}, {Duration: time.Hour, Streams: 20}}
			})
			again := noFiles(t)
			r.failure(measure.Files, "too many open files")
			r.until("20 failures", func() bool { return r.errors(measure.Files) >= 20 })
			r.want(map[measure.Count]int{measure.Planned: 20, measure.Started: 0, measure.Failed: 0})
			again()
			r.until("20 streams", func() bool { return r.live == 20 })
			r.want(map[measure.Count]int{measure.Started: 20, measure.Opened: 20, measure.Failed: 0})
			r.finish()
		})
	}
}

func TestFilesStayUsedUp(t *testing.T) {
	r := start(t, 20, web(t, events, nil, nil), once, func(l *load) {
		l.Plan.Stages = []schedule.Stage{{Duration: 300 * time.Millisecond}, {Streams: 20}, {Duration: time.Hour, Streams: 20}}
	})
	noFiles(t)
	r.until("20 failures", func() bool { return r.errors(measure.Files) == 20 })
	r.finish()
	r.want(map[measure.Count]int{measure.Planned: 20, measure.Started: 0, measure.Opened: 0, measure.Failed: 0})
}

// take listens on the next n ports that an engine would use.
func take(t *testing.T, n int) func(*load) {
	t.Helper()
	return func(l *load) {
		l.made = func(m *request.Maker) {
			sources := m.Sources(0, 1)
			for range n {
				listener, err := net.Listen("tcp", sources.Next(0).String()) //nolint:noctx // nothing to wait for
				if errors.Is(err, syscall.EADDRINUSE) {
					continue // somebody else's connection has it
				}
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = listener.Close() })
			}
		}
	}
}

// A port that is taken is passed over.
func TestPortsTaken(t *testing.T) {
	r := start(t, 10, forever(t), take(t, 50))
	r.until("10 streams", func() bool { return r.live == 10 })
	r.want(map[measure.Count]int{measure.Opened: 10, measure.Failed: 0})
	if n := len(r.Total().Failures()); epoll && n != 0 {
		t.Errorf("%d failures\n%s", n, r)
	}
}

func TestManyPortsTaken(t *testing.T) {
	taken := 150
	if !epoll {
		taken = 5 // one is tried at a time
	}
	r := start(t, 1, forever(t), take(t, taken))
	r.failure(measure.Address, "address")
	r.until("a stream", func() bool { return r.live == 1 })
	r.want(map[measure.Count]int{measure.Started: 1, measure.Opened: 1, measure.Failed: 0})
}

func TestAddressOfOthers(t *testing.T) {
	r := start(t, 3, forever(t), func(l *load) {
		l.spec.Sources = []string{"192.0.2.1"} // RFC 5737: nobody has it
		l.Resume.MaxAttempts = 2
	})
	r.failure(measure.Address, "cannot assign requested address")
	r.until("6 failures", func() bool { return r.errors(measure.Address) == 6 })
	r.finish()
	r.want(map[measure.Count]int{measure.Planned: 3, measure.Started: 0, measure.Failed: 0})
}
