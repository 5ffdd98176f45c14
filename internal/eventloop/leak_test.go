package eventloop_test

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"
	"time"
	"weak"
)

// descriptors returns how many files the process has open, where the system tells.
func descriptors(tb testing.TB) int {
	tb.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		tb.Fatal(err)
	}
	return len(entries)
}

// eventually waits until a number has come down to want.
func eventually(tb testing.TB, what string, want int, number func() int) {
	tb.Helper()
	for end := time.Now().Add(patience); number() > want; runtime.Gosched() {
		if time.Now().After(end) {
			tb.Fatalf("%d %s, want %d", number(), what, want)
		}
	}
}

// Thousands of connections that end in each way leave nothing behind.
func TestLeak(t *testing.T) {
	goroutines, files := runtime.NumGoroutine(), descriptors(t)
	t.Run("run", func(t *testing.T) { // its cleanups are over when it returns
		const conns = 5000
		l, d := startLoop(t), listen(t, "tcp")
		gone := make(chan struct{}, conns)
		ends := make([]end, conns)
		peers := make([]half, conns)
		for i := range ends {
			ends[i].gone = func(error) { gone <- struct{}{} }
			peers[i] = d.connect(l, &ends[i])
		}
		do(t, l, func() {
			for i := range ends {
				ends[i].SetTimer(time.Hour)
				if i%4 == 0 {
					_ = ends[i].Close()
				}
				if i%4 == 1 {
					_ = ends[i].Reset()
				}
			}
		})
		for i, peer := range peers {
			if i%4 == 2 {
				cut(t, peer)
			}
			peer.Close()
		}
		for range conns / 2 {
			receive(t, gone)
		}
	})
	eventually(t, "goroutines", goroutines, runtime.NumGoroutine)
	eventually(t, "descriptors", files, func() int { return descriptors(t) })
}

// A loop that goes on keeps nothing of a Conn that was closed.
func TestClosedConnIsGarbage(t *testing.T) {
	for _, network := range networks() {
		t.Run(network, func(t *testing.T) {
			d, l := listen(t, network), startLoop(t)
			var pointers []weak.Pointer[end]
			for i := range 100 {
				gone := make(chan struct{}, 1)
				e := &end{gone: func(error) { gone <- struct{}{} }}
				peer := d.connect(l, e)
				pointers = append(pointers, weak.Make(e))
				do(t, l, func() {
					e.SetTimer(time.Hour)
					if i%10 == 0 {
						e.fill()
					}
					if i%2 == 0 {
						_ = e.Reset()
						gone <- struct{}{}
					}
				})
				peer.Close()
				receive(t, gone)
			}
			do(t, l, func() {})
			eventually(t, "Conns", 0, func() (left int) {
				runtime.GC()
				for _, p := range pointers {
					if p.Value() != nil {
						left++
					}
				}
				return left
			})
		})
	}
}
