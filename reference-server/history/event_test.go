package history

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func TestFrame(t *testing.T) {
	tests := []struct {
		name string
		e    Event
		want string
	}{
		{"data only", Event{Data: "x"}, "id: 1\ndata: x\n\n"},
		{"no data", Event{}, "id: 1\ndata: \n\n"},
		{"type", Event{Type: "tick", Data: "x"}, "id: 1\nevent: tick\ndata: x\n\n"},
		{"default type", Event{Type: "message", Data: "x"}, "id: 1\ndata: x\n\n"},
		{"named", Event{ID: "blue", Data: "x"}, "id: blue\ndata: x\n\n"},
		{"retry", Event{Data: "x", Retry: 1500 * time.Millisecond, HasRetry: true}, "id: 1\nretry: 1500\ndata: x\n\n"},
		{"retry of nothing", Event{Data: "x", HasRetry: true}, "id: 1\nretry: 0\ndata: x\n\n"},
		{"named with retry", Event{ID: "blue", HasRetry: true}, "retry: 0\nid: blue\ndata: \n\n"},
		{"line ends", Event{Data: "a\nb\r\nc\rd"}, "id: 1\ndata: a\ndata: b\ndata: c\ndata: d\n\n"},
		{"trailing line end", Event{Data: "a\n"}, "id: 1\ndata: a\ndata: \n\n"},
		{"leading space and colon", Event{Data: " :a"}, "id: 1\ndata:  :a\n\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			log := New(roomy(), 1)
			defer log.Close()
			cursor, _ := log.Open([]string{"t"}, "", nil)
			defer cursor.Close()
			test.e.Topic = "t"
			if _, err := log.Append(test.e); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{test.want}, read(t, cursor)); diff != "" {
				t.Errorf("frame (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFrameHoldsLongestAutomaticID(t *testing.T) {
	log := New(roomy(), MaxPlace)
	defer log.Close()
	cursor, _ := log.Open([]string{"t"}, "", nil)
	defer cursor.Close()
	mustAppend(t, log, "t", "")
	want := "id: 9007199254740991\ndata: data of t\n\n"
	if diff := cmp.Diff([]string{want}, read(t, cursor)); diff != "" {
		t.Errorf("frame (-want +got):\n%s", diff)
	}
}

func TestEncodeAllocatesOnceAndClosely(t *testing.T) {
	events := []Event{
		{Data: strings.Repeat("x", 1000)},
		{Data: strings.Repeat("\n", 1000), Type: "lines"},
		{Data: strings.Repeat("a\r\n", 1000), ID: "blue", HasRetry: true, Retry: time.Hour},
	}
	for _, e := range events {
		size := frameSize(e)
		d, err := encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if used := len(d.buf) - d.room; used > size {
			t.Errorf("frame takes %d bytes, estimated %d", used, size)
		}
		if slack := cap(d.buf) - len(d.buf); slack > 128 {
			t.Errorf("%d of %d bytes are unused", slack, cap(d.buf))
		}
	}
}

func FuzzFrameRoundTrip(f *testing.F) {
	f.Add("", "", "")
	f.Add("blue", "tick", "a\nb\r\nc\rd\n")
	f.Add("", "message", "\u2028 :\x00")
	f.Fuzz(func(t *testing.T, id, typ, data string) {
		log := New(roomy(), 1)
		defer log.Close()
		cursor, _ := log.Open([]string{"t"}, "", nil)
		defer cursor.Close()
		id, err := log.Append(Event{Topic: "t", ID: id, Type: typ, Data: data})
		if err != nil {
			t.Skip("refused")
		}
		want := []eventstream.Event{{Type: decoded(typ), Data: decoded(lines(data)), LastEventID: decoded(id)}}
		if typ == "" {
			want[0].Type = eventstream.DefaultType
		}
		if diff := cmp.Diff(want, decode(t, read(t, cursor))); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
	})
}

// lines returns data as a client sees it, with LF for every line end.
func lines(data string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
}

// decoded replaces what is not UTF-8, by way of an event of its own.
func decoded(text string) string {
	frame := "data:" + strings.ReplaceAll(" "+text, "\n", "\ndata: ") + "\n\n"
	for e, err := range eventstream.Events(strings.NewReader(frame)) {
		if err == nil {
			return e.Data
		}
	}
	return ""
}

func decode(t *testing.T, frames []string) []eventstream.Event {
	t.Helper()
	var events []eventstream.Event
	for e, err := range eventstream.Events(bytes.NewReader([]byte(strings.Join(frames, "")))) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}
