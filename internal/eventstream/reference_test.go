package eventstream_test

import (
	"bytes"
	"math"
	"math/big"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// interpreter follows the Standard's text step by step, on a stream that has
// ended and with no thought of speed.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
type interpreter struct {
	data, typ, id string
	ownID         bool
	outcome
}

// interpretWhole is what a Decoder must say of stream, but for places.
func interpretWhole(tb testing.TB, stream []byte, lastEventID string) outcome {
	tb.Helper()
	stream = bytes.TrimPrefix(stream, []byte{0xEF, 0xBB, 0xBF})
	text := string(decodeUTF8(tb, stream))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	lines := strings.Split(text, "\n")
	in := interpreter{id: lastEventID}
	in.LastEventID = lastEventID
	for _, line := range lines[:len(lines)-1] {
		in.line(line)
	}
	return in.outcome
}

func decodeUTF8(tb testing.TB, b []byte) []byte {
	tb.Helper()
	text, err := unicode.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func (in *interpreter) line(line string) {
	switch name, value, found := strings.Cut(line, ":"); {
	case line == "":
		in.dispatch()
	case strings.HasPrefix(line, ":"):
	case found:
		in.field(name, strings.TrimPrefix(value, " "))
	default:
		in.field(line, "")
	}
}

func (in *interpreter) field(name, value string) {
	switch name {
	case "event":
		in.typ = value
	case "data":
		in.data += value + "\n"
	case "id":
		if !strings.Contains(value, "\x00") {
			in.id, in.ownID = value, true
		}
	case "retry":
		if value != "" && strings.Trim(value, "0123456789") == "" {
			n, _ := new(big.Int).SetString(value, 10)
			in.Retry, in.HasRetry = math.MaxInt64, true
			if n.IsInt64() {
				in.Retry = n.Int64()
			}
		}
	}
}

func (in *interpreter) dispatch() {
	in.LastEventID = in.id
	ownID := in.ownID
	in.ownID = false
	if in.data == "" {
		in.data, in.typ = "", ""
		return
	}
	in.data = strings.TrimSuffix(in.data, "\n")
	e := eventstream.Event{Type: "message", Data: in.data, LastEventID: in.LastEventID}
	if in.typ != "" {
		e.Type = in.typ
	}
	in.Events = append(in.Events, event{Event: e, OwnID: ownID})
	in.data, in.typ = "", ""
}

// addStreams seeds a fuzz test with streams that hold all kinds of lines.
func addStreams(f *testing.F) {
	f.Helper()
	for _, stream := range []string{
		"",
		"data: a\n\n",
		"\uFEFFid: 1\r\nevent: add\r\nretry: 5\r\ndata: a\r\ndata:b\r\n\r\n",
		"\uFEFF\uFEFFdata: a\n\n\uFEFFdata: b\n\n",
		": comment\r\rdata\rdata\r\n\r\n\ndata: x",
		"id: 1\n\nid: 2\x00\ndata: \x00\n\nid\ndata:  b\n\n",
		"data: \xE2\x82\ndata: \xF0\x9F\x92\r\ndata: \xED\xA0\x80\xC0\xAF\xF4\x90\x80\x80\n\n",
		"data: é€𝄞\u0085\u2028\n\nData: a\ndata : a\n data: a\n\n",
		"retry: 99999999999999999999\nretry:\nretry: +5\nretry: 007\n",
		"event: a\n\nevent\ndata\n\nevent: b\nevent: c\ndata\n\n",
		"dat\ndatadata: a\nids: 1\ne\nr\n\x00data: a\ndata:\x00\n\n",
		"\xEF\xBB\nid: \xFF\ndata\n\n\r\n\r\r\n\n",
	} {
		f.Add([]byte(stream))
	}
}

func FuzzAgainstReference(f *testing.F) {
	addStreams(f)
	f.Fuzz(func(t *testing.T, stream []byte) {
		for _, seed := range []string{"", "seed"} {
			got := decode(t, eventstream.Options{LastEventID: seed}, stream)
			for i := range got.Events {
				got.Events[i].Offset, got.Events[i].End = 0, 0
			}
			if diff := compare(interpretWhole(t, stream, seed), got); diff != "" {
				t.Errorf("decoded %q, seeded with %q (-reference +decoder):\n%s", stream, seed, diff)
			}
		}
	})
}
