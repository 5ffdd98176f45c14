package refserver

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"syscall"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// abortingWriter aborts the response with its second write.
type abortingWriter struct {
	http.ResponseWriter
	writes int
}

func (w *abortingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *abortingWriter) Write(p []byte) (int, error) {
	if w.writes++; w.writes > 1 {
		panic(http.ErrAbortHandler)
	}
	return w.ResponseWriter.Write(p)
}

// TestAbortedStreamFreesEverything has a wrapper abort a stream, which must not keep
// the server from being drained.
func TestAbortedStreamFreesEverything(t *testing.T) {
	s := start(t, Config{MaxStreams: 1, Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&abortingWriter{ResponseWriter: w}, r)
		})
	}})
	for range 2 {
		st := s.open(t, "")
		if _, err := s.log().Append(history.Event{Topic: defaultTopic, Data: "x"}); err != nil {
			t.Fatal(err)
		}
		if _, err, _ := st.pull(); err == nil {
			t.Fatal("the response was not aborted")
		}
		until(t, "the seat is free", func() bool { return s.Stats().Streams == 0 })
	}
}

func TestCauses(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{fmt.Errorf("%w: %w", fanout.ErrLeft, io.EOF), "left"},
		{syscall.ECONNRESET, "left"},
		{context.Canceled, "left"},
		{os.ErrDeadlineExceeded, "left"}, // of a client that has vanished
		{io.EOF, "drained"},
		{fanout.ErrDelivered, "drained"},
		{fanout.ErrDrained, "drained"},
		{fanout.ErrStopped, "slow"},
		{fanout.ErrQueueFull, "slow"},
		{fanout.ErrQueueOld, "slow"},
		{fmt.Errorf("read: %w", history.ErrBehind), "behind"},
		{fanout.ErrRevoked, "revoked"},
		{errDropped, "dropped"},
		{errAborted, "failed"},
		{history.ErrPatterns, "failed"},
		{fanout.ErrClosed, "failed"},
	}
	for _, test := range tests {
		if got := causeOf(test.err).String(); got != test.want {
			t.Errorf("%v: %s, want %s", test.err, got, test.want)
		}
	}
}
