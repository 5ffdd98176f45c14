package wire_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func TestFromText(t *testing.T) {
	second := time.Second
	tests := []struct {
		name   string
		raw    string
		more   []wire.Piece
		end    wire.End
		chunks []time.Duration
	}{
		{"at once", okHead + "\r\nx", nil, wire.End{Kind: wire.EndComplete, Detail: "the response is complete"}, []time.Duration{0}},
		{
			"in pieces", okHead + "\r\n",
			[]wire.Piece{{At: second, Text: "x"}, {At: 2 * second, Text: "y"}},
			wire.End{Kind: wire.EndComplete, At: 2 * second, Detail: "the response is complete"},
			[]time.Duration{0, second, 2 * second},
		},
		{
			"our close", okHead + "\r\n",
			[]wire.Piece{{At: second, Text: "x"}, {At: 3 * second, End: wire.EndClosed}},
			wire.End{Kind: wire.EndClosed, At: 3 * second},
			[]time.Duration{0, second},
		},
		{
			"truncated", okHead + "Content-Length: 5\r\n\r\nx",
			[]wire.Piece{{At: second}},
			wire.End{Kind: wire.EndTruncated, At: second, Detail: "read body: closed after 1 of 5 bytes"},
			[]time.Duration{0},
		},
		{
			"nothing", "", nil,
			wire.End{Kind: wire.EndTruncated, Detail: "read response: closed before its first byte"},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := wire.FromText(tt.name, tt.raw, tt.more...)
			if tr.End != tt.end || tr.URL != "http://target.example/events" || tr.Request.Method != http.MethodGet {
				t.Errorf("got %+v, %s %s", tr.End, tr.Request.Method, tr.URL)
			}
			var at []time.Duration
			for _, c := range tr.Chunks {
				at = append(at, c.At)
			}
			if diff := cmp.Diff(tt.chunks, at); diff != "" {
				t.Errorf("chunks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromPiecesKnowsTheRequest(t *testing.T) {
	tr := wire.FromPieces("head", wire.Request{Method: "HEAD"}, wire.Piece{Text: okHead + "Content-Length: 5\r\n\r\n"})
	if tr.End.Kind != wire.EndComplete || tr.Framing.Kind != wire.FramingNone {
		t.Errorf("got %v, %v", tr.End, tr.Framing.Kind)
	}
	if got, _ := tr.Request.Get("host"); got != "target.example" {
		t.Errorf("host: got %q", got)
	}
}
