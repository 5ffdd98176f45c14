package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

// heldWriter is a writer that lets nothing through until it is opened.
type heldWriter struct {
	bytes.Buffer
	reached chan struct{} // sent by Write
	opened  chan struct{} // closed by the test
	err     error
}

func newHeldWriter() *heldWriter {
	return &heldWriter{reached: make(chan struct{}, 100), opened: make(chan struct{})}
}

func (g *heldWriter) Write(b []byte) (int, error) {
	g.reached <- struct{}{}
	<-g.opened
	_, _ = g.Buffer.Write(b)
	return len(b), g.err
}

func TestLineWriterNeverWaits(t *testing.T) {
	to := newHeldWriter()
	w := newLineWriter(to, jsonLoss)
	line := []byte(strings.Repeat("x", 1<<20-1) + "\n")
	_, _ = w.Write(line)
	<-to.reached // the first line is being written
	for range 6 {
		if n, err := w.Write(line); n != len(line) || err != nil {
			t.Errorf("wrote %d, error %v", n, err)
		}
	}
	close(to.opened)
	if err := w.close(time.Minute); err != nil {
		t.Error(err)
	}
	text := to.String()
	if got := strings.Count(text, "x\n"); got != 5 {
		t.Errorf("%d lines were written, want the first and 4 MiB", got)
	}
	if !strings.HasSuffix(text, `,"level":"WARN","msg":"lines lost","lines":2}`+"\n") {
		t.Errorf("the end is %q", text[max(0, len(text)-100):])
	}
}

func TestLineWriterReportsTheFirstError(t *testing.T) {
	to := newHeldWriter()
	to.err = errors.New("disk full")
	close(to.opened)
	w := newLineWriter(to, jsonLoss)
	_, _ = w.Write([]byte("a\n"))
	if err := w.close(time.Minute); !errors.Is(err, to.err) {
		t.Errorf("error is %v", err)
	}
}

func TestLineWriterGivesUp(t *testing.T) {
	to := newHeldWriter()
	w := newLineWriter(to, jsonLoss)
	_, _ = w.Write([]byte("a\n"))
	if err := w.close(time.Millisecond); err == nil {
		t.Error("no error")
	}
	close(to.opened)
	<-w.done
}
