package eventstream_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Each limit is tried with a stream that just keeps it and one that just passes
// it; markError is where the error must point.
func TestLimits(t *testing.T) {
	line := eventstream.Options{MaxLineBytes: 10}
	data := eventstream.Options{MaxEventBytes: 5}
	id := eventstream.Options{MaxIDBytes: 3}
	first := "data: a\n\n"
	for _, tt := range []struct {
		name, stream string
		opts         eventstream.Options
		limit        string // "" where the stream keeps to the limits
		want         []eventstream.Event
	}{
		{"line of max", first + "data: 6789\n\n", line, "", []eventstream.Event{message("a"), message("6789")}},
		{"line of max, CRLF", first + "data: 6789\r\n\r\n", line, "", []eventstream.Event{message("a"), message("6789")}},
		{"line of max+1", first + "∑data: 67890\n\n", line, "line", []eventstream.Event{message("a")}},
		{"line of max+1 in a frame", first + "data: b\n∑data: 67890\n\n", line, "line", []eventstream.Event{message("a")}},
		{"line of max+1 after CRLF", "data: a\r\n\r\n∑data: 67890\n\n" + first, line, "line", []eventstream.Event{message("a")}},
		{"line of max+1 after CR", "data: a\r\r∑data: 67890\r\r" + first, line, "line", []eventstream.Event{message("a")}},
		{"unfinished line of max", first + "0123456789", line, "", []eventstream.Event{message("a")}},
		{"unfinished line of max+1", first + "∑01234567890", line, "line", []eventstream.Event{message("a")}},
		{"comment of max+1", first + "∑:1234567890\n" + first, line, "line", []eventstream.Event{message("a")}},
		{"unknown field of max+1", "∑01234567890\n" + first, line, "line", nil},
		{"much longer line", "∑" + strings.Repeat("x", 100), line, "line", nil},
		{"byte order mark counts", "\uFEFFdata: 9\n\n", line, "", []eventstream.Event{message("9")}},
		{"byte order mark counts, max+1", "∑\uFEFFdata: 90\n\n", line, "line", nil},
		{"event of max", first + "data: 12345\n\n", data, "", []eventstream.Event{message("a"), message("12345")}},
		{"event of max+1", first + "∑data: 123456\n\n" + first, data, "event", []eventstream.Event{message("a")}},
		{"event of max, with LF", "data: 12\ndata: 45\n\n", data, "", []eventstream.Event{message("12\n45")}},
		{"event of max+1, with LF", first + "∑: c\ndata: 12\ndata: 456\n\n" + first, data, "event", []eventstream.Event{message("a")}},
		{"event of max empty lines", strings.Repeat("data\n", 6) + "\n", data, "", []eventstream.Event{message("\n\n\n\n\n")}},
		{"event of max+1 empty lines", "∑" + strings.Repeat("data\n", 7) + "\n", data, "event", nil},
		{"event of max+1 after a CR at the end", "data: a\r\n\r\n∑data: 123456\r\n", data, "event", []eventstream.Event{message("a")}},
		{"only data counts", "id: 123456\nevent: 123456\n: 123456\ndata: a\n\n", data, "", []eventstream.Event{{Type: "123456", Data: "a", LastEventID: "123456"}}},
		{"replacement characters count as they come out", "data: 12\xFF\n\n∑data: 123\xFF\n\n", data, "event", []eventstream.Event{message("12\uFFFD")}},
		{"id of max", "id: 123\ndata\n\n", id, "", []eventstream.Event{{Type: "message", LastEventID: "123"}}},
		{"id of max+1", first + "data: b\n∑id: 1234\n\n" + first, id, "id", []eventstream.Event{message("a")}},
		{"id of max+1 in a frame with data", "data: b\n∑id: 1234\n\n" + first, id, "id", nil},
		{"id of max replacement characters", "id: \xFF\ndata\n\n", id, "", []eventstream.Event{{Type: "message", LastEventID: "\uFFFD"}}},
		{"id of max+1 in replacement characters", "∑id: 1\xFF\ndata\n\n", id, "id", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stream, _, offset := unmark(t, tt.stream)
			var want *eventstream.LimitError
			if tt.limit != "" {
				want = &eventstream.LimitError{Limit: tt.limit, Offset: offset}
				want.Max = map[string]int{"line": tt.opts.MaxLineBytes, "event": tt.opts.MaxEventBytes, "id": tt.opts.MaxIDBytes}[tt.limit]
			}
			got := decodeEveryCut(t, tt.opts, stream)
			if diff := compare(want, got.Err); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if diff := compare(tt.want, got.events()); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDefaultLimits(t *testing.T) {
	pieces := func(n int, piece string) [][]byte {
		all := make([][]byte, n)
		for i := range all {
			all[i] = []byte(piece)
		}
		return all
	}
	kib := strings.Repeat("x", 1<<10)
	line := "data:" + strings.Repeat("x", 1<<20-len("data:\n")) + "\n"
	for _, tt := range []struct {
		name   string
		chunks [][]byte
		want   *eventstream.LimitError
	}{
		{"line of 1 MiB", pieces(1<<10, kib), nil},
		{"line of 1 MiB and a byte", append(pieces(1<<10, kib), []byte("x")), &eventstream.LimitError{Limit: "line", Max: 1 << 20}},
		{"event just below 16 MiB", pieces(16, line), nil},
		{"event of more than 16 MiB", pieces(17, line), &eventstream.LimitError{Limit: "event", Max: 16 << 20}},
		{"id of 64 KiB", append(append([][]byte{[]byte("id:")}, pieces(64, kib)...), []byte("\n")), nil},
		{"id of 64 KiB and a byte", append(append([][]byte{[]byte("id:x")}, pieces(64, kib)...), []byte("\n")), &eventstream.LimitError{Limit: "id", Max: 64 << 10}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, o := range map[string]eventstream.Options{"zero": {}, "negative": {MaxLineBytes: -1, MaxEventBytes: -1, MaxIDBytes: -1}} {
				if diff := compare(tt.want, decode(t, o, tt.chunks...).Err); diff != "" {
					t.Errorf("%s options (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestLimitErrorMessage(t *testing.T) {
	err := &eventstream.LimitError{Limit: "line", Max: 1024, Offset: 17}
	if got, want := err.Error(), "decode stream: line at byte 17 is longer than 1024 bytes"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

// What came before the error stands, and what comes after it changes nothing.
func TestStateAfterLimitError(t *testing.T) {
	stream := "id: 1\nretry: 5\ndata\n\nid: 2\n012345678901\nretry: 6\nid: 3\ndata\n\n"
	got := decodeEveryCut(t, eventstream.Options{MaxLineBytes: 10}, []byte(stream))
	want := outcome{
		Events:      []event{{eventstream.Event{Type: "message", LastEventID: "1"}, 0, 21, true}},
		LastEventID: "1", Retry: 5, HasRetry: true,
		Err: &eventstream.LimitError{Limit: "line", Max: 10, Offset: 27},
	}
	if diff := compare(want, got); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
}
