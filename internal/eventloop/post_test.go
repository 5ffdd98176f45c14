package eventloop_test

import (
	"sync"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventloop"
)

// What one goroutine posts runs in order, and all of it.
func TestPostOrder(t *testing.T) {
	l := startLoop(t)
	const posters, each = 8, 2000
	var last [posters]int // the loop's
	var wg sync.WaitGroup
	for i := range posters {
		wg.Go(func() {
			for n := range each {
				l.Post(func() {
					if last[i] != n {
						t.Errorf("poster %d: ran %d after %d", i, n, last[i])
					}
					last[i] = n + 1
				})
			}
		})
	}
	wg.Wait()
	do(t, l, func() {
		for i, n := range last {
			if n != each {
				t.Errorf("poster %d: %d ran, want %d", i, n, each)
			}
		}
	})
}

// A function may post, and sockets are served between the two.
func TestPostFromPosted(t *testing.T) {
	l := startLoop(t)
	stop := make(chan struct{})
	var again func()
	again = func() {
		select {
		case <-stop:
		default:
			l.Post(again)
		}
	}
	l.Post(again)
	e := &end{}
	e.data = func(p []byte) { e.queue(t, p, func() {}) }
	peer := listen(t, "tcp").connect(l, e)
	for range 100 {
		write(t, peer, []byte("ping"))
		read(t, peer, 4)
	}
	close(stop)
}

// What Post accepts runs before Run returns; what it refuses does not.
func TestPostWhileClosing(t *testing.T) {
	for range 50 {
		l, err := eventloop.New()
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- l.Run() }()
		ran, accepted := 0, 0
		running := make(chan struct{})
		posted := make(chan struct{})
		go func() {
			defer close(posted)
			for l.Post(func() { ran++ }) {
				if accepted++; accepted == 1 {
					close(running)
				}
			}
		}()
		receive(t, running)
		do(t, l, func() {}) // Run has begun
		l.Close()
		receive(t, posted)
		if err := receive(t, ended); err != nil {
			t.Fatal(err)
		}
		if ran != accepted {
			t.Fatalf("%d ran of %d accepted", ran, accepted)
		}
	}
}

func TestPostBeforeRun(t *testing.T) {
	l, err := eventloop.New()
	if err != nil {
		t.Fatal(err)
	}
	ran := false
	if !l.Post(func() { ran = true; l.Close() }) {
		t.Fatal("refused")
	}
	if err := l.Run(); err != nil || !ran {
		t.Errorf("Run = %v, ran = %t", err, ran)
	}
}
