package wire_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// A connection is free when the target answers on it once more or closes it,
// and not while it does neither.
func TestAgain(t *testing.T) {
	const head = okHead + "\r\n"
	twice := func(c net.Conn) {
		r := bufio.NewReader(c)
		for range 2 {
			if _, err := http.ReadRequest(r); err != nil {
				return
			}
			_, _ = io.WriteString(c, head)
		}
	}
	tests := []struct {
		name   string
		handle func(net.Conn)
		freed  bool
	}{
		{"answered twice", twice, true},
		{"closed", answer(head), true},
		{"held", answerAndHold(head), false},
		{"a body instead", answerAndHold(head + "data: a\n\n"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &wire.Recorder{Again: true, Linger: 300 * time.Millisecond}
			if tt.freed {
				r.Linger = 20 * time.Second
			}
			tr := record(t, r, wire.Request{Method: "HEAD", URL: serve(t, tt.handle)})
			wantEnd(t, tr, wire.EndComplete, "complete")
			if got := tr.Freed > 0; got != tt.freed {
				t.Errorf("freed after %s, want freed %t", tr.Freed, tt.freed)
			}
		})
	}
}
