package eventstream_test

import (
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// The marks stand in a stream of a table where something must be reported, and
// are removed before it is decoded.
const (
	markOffset = "§" // View.Offset of an event
	markEnd    = "¶" // View.End of the event
	markError  = "∑" // LimitError.Offset
)

// unmark returns the stream without its marks and what they mark.
func unmark(t *testing.T, marked string) (stream []byte, places [][2]int64, failure int64) {
	t.Helper()
	failure = -1
	for marked != "" {
		at := int64(len(stream))
		switch {
		case strings.HasPrefix(marked, markOffset):
			places, marked = append(places, [2]int64{at, -1}), marked[len(markOffset):]
		case strings.HasPrefix(marked, markEnd):
			places[len(places)-1][1], marked = at, marked[len(markEnd):]
		case strings.HasPrefix(marked, markError):
			failure, marked = at, marked[len(markError):]
		default:
			stream, marked = append(stream, marked[0]), marked[1:]
		}
	}
	return stream, places, failure
}

func places(events []event) [][2]int64 {
	var all [][2]int64
	for _, e := range events {
		all = append(all, [2]int64{e.Offset, e.End})
	}
	return all
}

func TestViewPlaces(t *testing.T) {
	for _, tt := range []struct{ name, stream string }{
		{"nothing", ""},
		{"one", "§data: a\n\n¶"},
		{"two", "§data: a\n\n¶§data: b\n\n¶"},
		{"CRLF ends at its CR", "§data: a\r\n\r¶\n§data: b\r\n\r¶\n"},
		{"CR", "§data: a\r\r¶§data: b\r\r¶"},
		{"CR, then a field", "§data: a\n\r¶§data: b\n\r¶data: c"},
		{"CR, then LF, which belongs to it", "§data: a\n\r¶\n§data: b\n\n¶"},
		{"LF, then CR, which is a blank line", "§data: a\n\n¶\r§data: b\n\n¶"},
		{"CRLF, then LF, which is a blank line", "§data: a\n\r¶\n\n§data: b\n\n¶"},
		{"byte order mark", "§\uFEFFdata: a\n\n¶"},
		{"comments and other fields", "§: c\nx: y\ndata: a\n\n¶§data: b\n: c\n\n¶"},
		{"frames that dispatch nothing", "id: 1\n\n: c\n\n\n\n§data: a\n\n¶"},
		{"unfinished", "§data: a\n\n¶data: b\n"},
		{"more than ASCII", "§data: ä€𝄞\n\n¶§data: \xFF\n\n¶"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stream, want, _ := unmark(t, tt.stream)
			got := decodeEveryCut(t, eventstream.Options{}, stream)
			if diff := compare(want, places(got.Events)); diff != "" {
				t.Errorf("offsets and ends (-want +got):\n%s", diff)
			}
		})
	}
}

// https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage
func TestDispatch(t *testing.T) {
	eventsTable{
		{"one line", "data: a\n\n", []eventstream.Event{message("a")}},
		{"lines are joined by LF", "data: a\ndata: b\ndata: c\n\n", []eventstream.Event{message("a\nb\nc")}},
		{"only one LF is removed", "data: a\ndata\ndata\n\n", []eventstream.Event{message("a\n\n")}},
		{"one empty line", "data\n\n", []eventstream.Event{message("")}},
		{"empty with colon", "data:\n\n", []eventstream.Event{message("")}},
		{"empty with space", "data: \n\n", []eventstream.Event{message("")}},
		{"two empty lines", "data\ndata\n\n", []eventstream.Event{message("\n")}},
		{"no line", "event: a\n\n", nil},
		{"blank lines", "\n\n\n", nil},
		{"type is reset without data", "event: a\n\ndata: b\n\n", []eventstream.Event{message("b")}},
		{"type is reset with data", "event: a\ndata\n\ndata\n\n", []eventstream.Event{{Type: "a"}, message("")}},
		{"data is reset", "data: a\n\n\ndata: b\n\n", []eventstream.Event{message("a"), message("b")}},
		{"identical events", "data: a\n\ndata: a\n\n", []eventstream.Event{message("a"), message("a")}},
		{"spaces are not a blank line", "data: a\n \n\n", []eventstream.Event{message("a")}},
		{"a tab is not a blank line", "data: a\n\t\ndata: b\n\n", []eventstream.Event{message("a\nb")}},
	}.run(t)
}

// "Once the end of the file is reached, any pending data must be discarded."
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
func TestEndOfFile(t *testing.T) {
	for _, tt := range []struct {
		name, stream string
		want         outcome
	}{
		{"no blank line", "id: 1\ndata: a\n", outcome{}},
		{"no line end", "id: 1\ndata: a", outcome{}},
		{"half a blank line", "data: a\n\r", outcome{Events: []event{{message("a"), 0, 9, false}}}},
		{"id alone is not committed", "id: 1\n", outcome{}},
		{"id reset is not committed", "id: 1\n\nid\n", outcome{LastEventID: "1"}},
		{"retry with its line end", "retry: 5\n", outcome{Retry: 5, HasRetry: true}},
		{"retry without its line end", "retry: 5\nretry: 6", outcome{Retry: 5, HasRetry: true}},
		{"a line cut short", "data: a\nid: 1\n\ndat", outcome{Events: []event{{eventstream.Event{Type: "message", Data: "a", LastEventID: "1"}, 0, 15, true}}, LastEventID: "1"}},
		{"a byte order mark alone", "\uFEFF", outcome{}},
		{"half a byte order mark", "\xEF\xBB", outcome{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeEveryCut(t, eventstream.Options{}, []byte(tt.stream))
			if diff := compare(tt.want, got); diff != "" {
				t.Errorf("decode %q (-want +got):\n%s", tt.stream, diff)
			}
		})
	}
}

// A decoder must not wait for an LF that may never come.
func TestCarriageReturnDispatchesAtOnce(t *testing.T) {
	var got []string
	d := eventstream.NewDecoder(eventstream.Options{})
	for _, step := range []struct {
		chunk string
		want  []string
	}{
		{"data: a\r", nil},
		{"\r", []string{"a"}},
		{"", nil},
		{"\ndata: b\r", nil},
		{"\n", nil},
		{"", nil},
		{"\r", []string{"b"}},
		{"data: c\n\r", []string{"c"}},
		{"\n", nil},
		{"\n\r\n", nil},
		{"data: d\r\n\r", []string{"d"}},
		{"\r", nil},
	} {
		got = nil
		if err := d.Feed([]byte(step.chunk), func(v eventstream.View) { got = append(got, string(v.Data)) }); err != nil {
			t.Fatal(err)
		}
		if diff := compare(step.want, got); diff != "" {
			t.Errorf("Feed(%q) (-want +got):\n%s", step.chunk, diff)
		}
	}
}

func TestDecoderOffset(t *testing.T) {
	d := eventstream.NewDecoder(eventstream.Options{})
	want := int64(0)
	for _, chunk := range []string{"", "da", "ta: a\r", "", "\n\r", "\n", "data: b\n\nd"} {
		want += int64(len(chunk))
		if err := d.Feed([]byte(chunk), func(eventstream.View) {
			if d.Offset() != want {
				t.Errorf("Offset while the chunk that ends at %d is decoded = %d", want, d.Offset())
			}
		}); err != nil {
			t.Fatal(err)
		}
		if d.Offset() != want {
			t.Errorf("Offset = %d, want %d", d.Offset(), want)
		}
	}
}

// The state of the decoder must be what the event that is being dispatched says.
func TestStateDuringDispatch(t *testing.T) {
	d := eventstream.NewDecoder(eventstream.Options{LastEventID: "seed"})
	var ids []string
	var retries []int64
	stream := "data\n\nid: 1\nretry: 5\ndata\n\nid: 2\n\ndata\n\nretry: 6\n"
	if err := d.Feed([]byte(stream), func(v eventstream.View) {
		if got := d.LastEventID(); got != string(v.LastEventID) {
			t.Errorf("LastEventID = %q, the event's is %q", got, v.LastEventID)
		}
		ms, _ := d.Retry()
		ids, retries = append(ids, d.LastEventID()), append(retries, ms)
	}); err != nil {
		t.Fatal(err)
	}
	if diff := compare([]string{"seed", "1", "2"}, ids); diff != "" {
		t.Errorf("last event IDs (-want +got):\n%s", diff)
	}
	if diff := compare([]int64{0, 5, 5}, retries); diff != "" {
		t.Errorf("reconnection times (-want +got):\n%s", diff)
	}
}
