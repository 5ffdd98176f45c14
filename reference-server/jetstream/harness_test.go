package jetstream

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = time.Minute

func roomy() history.Limits {
	return history.Limits{Count: 1 << 20, Bytes: 1 << 30, Age: time.Hour}
}

// serve starts an embedded server until the test ends.
func serve(tb testing.TB, c ServerConfig) *Embedded {
	tb.Helper()
	c.Logger = logger(tb)
	server, err := StartServer(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Close)
	return server
}

// open opens a history until the test ends.
func open(tb testing.TB, c Config) *History {
	tb.Helper()
	h, err := tryOpen(tb, c)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func tryOpen(tb testing.TB, c Config) (*History, error) {
	tb.Helper()
	if c.Limits == (history.Limits{}) {
		c.Limits = roomy()
	}
	if c.FirstID == 0 {
		c.FirstID = 1
	}
	c.Logger = logger(tb)
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	h, err := Open(ctx, c)
	if err == nil {
		tb.Cleanup(h.Close)
	}
	return h, err
}

// logger writes to the test's log while the test runs.
func logger(tb testing.TB) *slog.Logger {
	tb.Helper()
	out := &testWriter{tb: tb}
	tb.Cleanup(out.stop)
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

type testWriter struct {
	mu sync.Mutex // guards tb
	tb testing.TB
}

// Write implements io.Writer.
func (w *testWriter) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tb != nil {
		w.tb.Log(strings.TrimSpace(string(b)))
	}
	return len(b), nil
}

func (w *testWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tb = nil
}

func publish(tb testing.TB, h *History, e history.Event) string {
	tb.Helper()
	id, err := h.Publish(tb.Context(), e)
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

// replay returns what can be read now after an ID, of topic "t".
func replay(tb testing.TB, h *History, after string) []eventstream.Event {
	tb.Helper()
	cursor, start := h.Log().Open([]string{"t"}, after, nil)
	defer cursor.Close()
	if start.Missed != history.Nothing {
		tb.Fatalf("resume after %q: %s", after, start.Missed)
	}
	var wire []byte
	for {
		batch, err := cursor.Next(nil)
		if err != nil && !errors.Is(err, io.EOF) {
			tb.Fatal(err)
		}
		if len(batch) == 0 {
			break
		}
		for _, e := range batch {
			wire = append(wire, e.Frame()...)
		}
	}
	var events []eventstream.Event
	for e, err := range eventstream.Events(strings.NewReader(string(wire))) {
		if err != nil {
			tb.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

func idsOf(events []eventstream.Event) []string {
	var ids []string
	for _, e := range events {
		ids = append(ids, e.LastEventID)
	}
	return ids
}

// until waits for a state that no event announces.
func until(tb testing.TB, what string, reached func() bool) {
	tb.Helper()
	await.Until(tb, patience, what, reached)
}

func numbers(from, to int) []string {
	var ids []string
	for n := from; n <= to; n++ {
		ids = append(ids, strconv.Itoa(n))
	}
	return ids
}
