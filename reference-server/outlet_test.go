package refserver

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recorder is a ResponseWriter that writes down what is asked of it, and fails
// at one step if told to.
type recorder struct {
	steps []string
	fail  string
	stall time.Duration // how long a write waits
	body  bytes.Buffer
}

var errBroken = errors.New("broken")

func (r *recorder) step(what string) error {
	r.steps = append(r.steps, what)
	if what == r.fail {
		return errBroken
	}
	return nil
}

func (r *recorder) Header() http.Header { return nil }
func (r *recorder) WriteHeader(int)     {}
func (r *recorder) FlushError() error   { return r.step("flush") }

func (r *recorder) Write(p []byte) (int, error) {
	<-time.After(r.stall)
	r.body.Write(p)
	return len(p), r.step(fmt.Sprintf("write %d", len(p)))
}

func (r *recorder) SetWriteDeadline(at time.Time) error {
	if at.IsZero() {
		return r.step("no deadline")
	}
	return r.step("deadline in " + time.Until(at).String())
}

func TestOutletSteps(t *testing.T) {
	tests := []struct {
		name   string
		frames []int // their sizes
		want   string
	}{
		{"one frame", []int{10}, "deadline in 5s, write 10, flush, no deadline"},
		{"several share a deadline", []int{10, 20, 30}, "deadline in 5s, write 10, write 20, write 30, flush, no deadline"},
		{"a whole piece", []int{16384}, "deadline in 5s, write 16384, flush, no deadline"},
		{"a large frame in pieces", []int{40000}, "deadline in 5s, write 16384, deadline in 5s, write 16384, deadline in 5s, write 7232, flush, no deadline"},
		{"many frames", []int{10000, 10000, 10000}, "deadline in 5s, write 10000, deadline in 5s, write 10000, deadline in 5s, write 10000, flush, no deadline"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var frames [][]byte
				for i, size := range test.frames {
					frames = append(frames, bytes.Repeat([]byte{byte('a' + i)}, size))
				}
				want := string(bytes.Join(frames, nil))
				r := &recorder{}
				o := outlet{w: r, control: http.NewResponseController(r), timeout: 5 * time.Second, total: new(atomic.Int64)}
				if err := o.send(frames...); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, strings.Join(r.steps, ", ")); diff != "" {
					t.Errorf("steps (-want +got):\n%s", diff)
				}
				if r.body.String() != want || o.written.Load() != int64(len(want)) || o.broken {
					t.Errorf("wrote %d bytes, counted %d, broken %t", r.body.Len(), o.written.Load(), o.broken)
				}
			})
		})
	}
}

func TestOutletFails(t *testing.T) {
	tests := []struct {
		name     string
		fail     string
		stall    time.Duration
		timedOut bool
		steps    int
	}{
		{"setting the deadline", "deadline in 5s", 0, false, 1},
		{"writing", "write 9", 0, false, 2},
		{"writing, at the deadline", "write 9", 5 * time.Second, true, 2},
		{"writing, just before the deadline", "write 9", 5*time.Second - 1, false, 2},
		{"flushing", "flush", 0, false, 3},
		{"clearing the deadline", "no deadline", 0, false, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &recorder{fail: test.fail, stall: test.stall}
				o := outlet{w: r, control: http.NewResponseController(r), timeout: 5 * time.Second, total: new(atomic.Int64)}
				err := o.send([]byte("123456789"))
				if !errors.Is(err, errBroken) || !o.broken || o.timedOut != test.timedOut || len(r.steps) != test.steps {
					t.Errorf("error %v, broken %t, timed out %t after %q", err, o.broken, o.timedOut, r.steps)
				}
			})
		})
	}
}
