package wire_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// Whatever floods a Trunk, and however many Trunks there are, the Budget that
// they share ends them.
func TestTrunksShareABudget(t *testing.T) {
	for name, handle := range map[string]func(net.Conn){
		"body": rawHTTP2(func(s *rawServer) {
			s.head(1, false, ":status", "200")
			s.flood(func() error { return s.WriteData(1, false, []byte(strings.Repeat(":\n", 1000))) })
		}),
		"PING":   rawHTTP2(func(s *rawServer) { s.flood(func() error { return s.WritePing(false, [8]byte{}) }) }),
		"frames": rawHTTP2(func(s *rawServer) { s.flood(func() error { return s.WriteRawFrame(99, 0, 1, nil) }) }),
	} {
		t.Run(name, func(t *testing.T) {
			r := &wire.Recorder{Budget: wire.NewBudget(1 << 20)}
			u := serve(t, handle)
			for range 2 {
				tr := record(t, r, wire.Request{Proto: wire.HTTP2, URL: u})
				wantEnd(t, tr, wire.EndLimit, "take more than 1 MiB of memory")
				if limit, ok := errors.AsType[*wire.LimitError](tr.Err()); !ok || limit.Limit != "Budget" {
					t.Errorf("Err: got %v", tr.Err())
				}
			}
		})
	}
}
