package eventstream_test

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// "Lines must be separated by either a U+000D CARRIAGE RETURN U+000A LINE FEED
// (CRLF) character pair, a single U+000A LINE FEED (LF) character, or a single
// U+000D CARRIAGE RETURN (CR) character."
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
func TestLineEnds(t *testing.T) {
	a, b, ab := message("a"), message("b"), message("a\nb")
	eventsTable{
		{"LF", "data: a\n\ndata: b\n\n", []eventstream.Event{a, b}},
		{"CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", []eventstream.Event{a, b}},
		{"CR", "data: a\r\rdata: b\r\r", []eventstream.Event{a, b}},
		{"CR CR LF is two", "data: a\r\r\ndata: b\n\n", []eventstream.Event{a, b}},
		{"LF CR is two", "data: a\n\rdata: b\n\n", []eventstream.Event{a, b}},
		{"CRLF CR is two", "data: a\r\n\rdata: b\n\n", []eventstream.Event{a, b}},
		{"CRLF LF is two", "data: a\r\n\ndata: b\n\n", []eventstream.Event{a, b}},
		{"LF LF CR CR LF is four", "data: a\n\n\r\r\ndata: b\n\n", []eventstream.Event{a, b}},
		{"CRLF is one", "data: a\r\ndata: b\r\n\r\n", []eventstream.Event{ab}},
		{"mixed lines", "data: a\rdata: b\r\n\n", []eventstream.Event{ab}},
		{"CR in every field", "id: 1\revent: t\rretry: 9\rdata: a\r\r", []eventstream.Event{{Type: "t", Data: "a", LastEventID: "1"}}},
		{"CR after a comment", ": x\rdata: a\r\r", []eventstream.Event{a}},
		{"CR after naked names", "data\rdata\r\r", []eventstream.Event{message("\n")}},
		{"leading LF", "\ndata: a\n\n", []eventstream.Event{a}},
		{"leading CRLF", "\r\ndata: a\n\n", []eventstream.Event{a}},
		{"leading CR", "\rdata: a\n\n", []eventstream.Event{a}},
	}.run(t)
}

func TestOtherCharactersEndNoLine(t *testing.T) {
	for _, tt := range []struct{ name, char string }{
		{"VT", "\v"},
		{"FF", "\f"},
		{"FS", "\x1C"},
		{"GS", "\x1D"},
		{"RS", "\x1E"},
		{"US", "\x1F"},
		{"NUL", "\x00"},
		{"DEL", "\x7F"},
		{"NEL", "\u0085"},
		{"LS", "\u2028"},
		{"PS", "\u2029"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stream := "data: a" + tt.char + "data: b" + tt.char + tt.char + "\n" + tt.char + "\n\n"
			got := decodeEveryCut(t, eventstream.Options{}, []byte(stream))
			want := []eventstream.Event{message("a" + tt.char + "data: b" + tt.char + tt.char)}
			if diff := compare(want, got.events()); diff != "" {
				t.Errorf("events of %q (-want +got):\n%s", stream, diff)
			}
		})
	}
}

// "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if
// any."
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func TestByteOrderMark(t *testing.T) {
	a := message("a")
	eventsTable{
		{"before a field", "\uFEFFdata: a\n\n", []eventstream.Event{a}},
		{"before a comment", "\uFEFF:\ndata: a\n\n", []eventstream.Event{a}},
		{"before LF", "\uFEFF\ndata: a\n\n", []eventstream.Event{a}},
		{"before CRLF", "\uFEFF\r\ndata: a\n\n", []eventstream.Event{a}},
		{"before CR", "\uFEFF\rdata: a\n\n", []eventstream.Event{a}},
		{"two, the second is part of the name", "\uFEFF\uFEFFdata: b\ndata: a\n\n", []eventstream.Event{a}},
		{"after LF", "\n\uFEFFdata: b\ndata: a\n\n", []eventstream.Event{a}},
		{"after CR", "\r\uFEFFdata: b\ndata: a\n\n", []eventstream.Event{a}},
		{"after CRLF", "\r\n\uFEFFdata: b\ndata: a\n\n", []eventstream.Event{a}},
		{"in the second frame", "data: a\n\n\uFEFFdata: b\n\n", []eventstream.Event{a}},
		{"in a value", "data:\uFEFFa\n\n", []eventstream.Event{message("\uFEFFa")}},
		{"two thirds", "\xEF\xBBdata: b\ndata: a\n\n", []eventstream.Event{a}},
		{"UTF-16", "\xFE\xFFdata: b\ndata: a\n\n", []eventstream.Event{a}},
	}.run(t)
}
