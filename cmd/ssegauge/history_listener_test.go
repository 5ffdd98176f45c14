package main

import (
	"sync"
	"testing"
)

// listener reads a stream as it comes, as a client does that wants to keep it.
type listener struct {
	mu sync.Mutex // guards h
	h  heard
}

// heard is what a listener has got.
type heard struct {
	data  []string // of events
	beats int      // heartbeats
	err   error    // the end
}

// listen opens a stream and reads it until the test ends.
func (n *node) listen(t *testing.T) *listener {
	t.Helper()
	s, l := n.mustOpen(t, ""), new(listener)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for l.heard().err == nil {
			l.hear(s.next())
		}
	}()
	t.Cleanup(func() {
		s.close()
		<-ended
	})
	return l
}

func (l *listener) hear(f frame, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.h.err = err
	if f.comment {
		l.h.beats++
	}
	if f.data != "" {
		l.h.data = append(l.h.data, f.data)
	}
}

func (l *listener) heard() heard {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.h
}

// forget lets go of the events.
func (l *listener) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.h.data = nil
}
