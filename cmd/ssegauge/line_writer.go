package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// maxWaitingLines bounds the lines that wait to be written, in bytes.
const maxWaitingLines = 4 << 20

// lineWriter hands lines to a writer that may be slow, such as a full pipe, from a
// goroutine of its own, so that Write never waits. Lines for which there is no room
// are lost, and a line says how many.
type lineWriter struct {
	to   io.Writer
	loss string        // how a line says that some were lost, with a time and a number
	news chan struct{} // sent by Write and close, holds one
	done chan struct{} // closed when the goroutine has ended

	mu      sync.Mutex // guards what follows
	waiting []byte
	lost    int
	ended   bool
	err     error // the first of writing
}

// What says in a log how many of its lines were lost.
const (
	jsonLoss = `{"time":%q,"level":"WARN","msg":"lines lost","lines":%d}`
	textLoss = `time=%s level=WARN msg="lines lost" lines=%d`
)

// newLineWriter starts a lineWriter, which must be closed.
func newLineWriter(to io.Writer, loss string) *lineWriter {
	w := &lineWriter{to: to, loss: loss, news: make(chan struct{}, 1), done: make(chan struct{})}
	go w.run()
	return w
}

// Write implements io.Writer for one line, or several. It does not fail.
func (w *lineWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.waiting)+len(line) > maxWaitingLines {
		w.lost++
		return len(line), nil
	}
	w.waiting = append(w.waiting, line...)
	w.ring()
	return len(line), nil
}

// close writes what waits, for no longer than patience, and returns the first error
// there was.
func (w *lineWriter) close(patience time.Duration) error {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.ring()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-w.done:
	case <-late.C:
		return fmt.Errorf("it took nothing for %s", patience)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (w *lineWriter) ring() {
	select {
	case w.news <- struct{}{}:
	default:
	}
}

func (w *lineWriter) run() {
	defer close(w.done)
	var lines []byte
	for range w.news {
		var ended bool
		if lines, ended = w.take(lines[:0]); len(lines) > 0 {
			w.write(lines)
		}
		if ended {
			return
		}
	}
}

// take returns the lines that wait, leaves the room of spare in their place, and
// reports whether they are the last ones.
func (w *lineWriter) take(spare []byte) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	lines := w.waiting
	w.waiting = spare
	if w.lost > 0 {
		lines = fmt.Appendf(lines, w.loss+"\n", time.Now().Format(time.RFC3339Nano), w.lost)
		w.lost = 0
	}
	return lines, w.ended
}

func (w *lineWriter) write(lines []byte) {
	if _, err := w.to.Write(lines); err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.err == nil {
			w.err = err
		}
	}
}
