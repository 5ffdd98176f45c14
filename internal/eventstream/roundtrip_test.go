package eventstream_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// afterDecoding is what must come out of a decoder that e was encoded for.
func afterDecoding(tb testing.TB, e eventstream.Event) eventstream.Event {
	tb.Helper()
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	want := eventstream.Event{
		Type:        string(decodeUTF8(tb, []byte(e.Type))),
		Data:        lines.Replace(string(decodeUTF8(tb, []byte(e.Data)))),
		LastEventID: string(decodeUTF8(tb, []byte(e.LastEventID))),
	}
	if want.Type == "" {
		want.Type = eventstream.DefaultType
	}
	return want
}

// FuzzRoundTrip holds the encoder to the law that a frame it writes is read as
// exactly the event it was given, whatever stands around it, or refused.
func FuzzRoundTrip(f *testing.F) {
	for _, e := range []eventstream.Event{
		{},
		{Data: "a"},
		{Type: "message", Data: "a\nb\r\nc\rd\n"},
		{Type: "add", Data: " a: b", LastEventID: "1"},
		{Type: " ", Data: "\uFEFF\u2028", LastEventID: " "},
		{Type: "a\ndata: forged\n\n", Data: "\n\ndata: forged\n\n", LastEventID: "1\nid: forged"},
		{Type: "a\x00", Data: "\x00", LastEventID: "1\x00"},
		{Type: "\xFF", Data: "\xE2\x82\r\n\xF0\x9F", LastEventID: "\xED\xA0\x80"},
		{Type: "a\r", LastEventID: "1\r"},
	} {
		f.Add(e.Type, e.Data, e.LastEventID)
	}
	f.Fuzz(func(t *testing.T, typ, data, id string) {
		e := eventstream.Event{Type: typ, Data: data, LastEventID: id}
		frame, err := eventstream.AppendEvent(nil, e)
		refused := strings.ContainsAny(typ, "\r\n") || strings.ContainsAny(id, "\r\n\x00")
		if refused != (err != nil) {
			t.Fatalf("AppendEvent(%q) = %v", e, err)
		}
		if err != nil {
			return
		}
		want := []eventstream.Event{message("before"), afterDecoding(t, e), message("after")}
		want[2].LastEventID = want[1].LastEventID
		stream := append([]byte("data: before\n\n"), frame...)
		stream = append(stream, "data: after\n\n"...)
		if diff := compare(want, decode(t, eventstream.Options{}, stream).events()); diff != "" {
			t.Errorf("decoded %q (-want +got):\n%s", frame, diff)
		}
	})
}

// FuzzCommentForgesNothing writes text where a client must not see any of it.
func FuzzCommentForgesNothing(f *testing.F) {
	for _, text := range []string{"", "keep-alive", "\n\ndata: forged\n\n", "a\rid: forged\r\r", "\r\n\r\nretry: 1", "\xFF\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		stream := eventstream.AppendComment([]byte("data: a\n"), text)
		stream = eventstream.AppendData(stream, "b")
		stream = eventstream.AppendEnd(stream)
		want := outcome{Events: []event{{message("a\nb"), 0, int64(len(stream)), false}}}
		if diff := compare(want, decode(t, eventstream.Options{}, stream)); diff != "" {
			t.Errorf("decoded %q (-want +got):\n%s", stream, diff)
		}
	})
}

func TestRetryRoundTrip(t *testing.T) {
	for _, want := range []int64{0, 1, 3000, 1 << 40} {
		stream := eventstream.AppendRetry(nil, time.Duration(want)*time.Millisecond)
		if got := decode(t, eventstream.Options{}, stream); !got.HasRetry || got.Retry != want {
			t.Errorf("Retry of %q = %d, %t, want %d", stream, got.Retry, got.HasRetry, want)
		}
	}
}

// FuzzEventsAreEncodable holds decoder and encoder to the same idea of an event:
// what was dispatched can be written again, and reads as it did.
func FuzzEventsAreEncodable(f *testing.F) {
	addStreams(f)
	f.Fuzz(func(t *testing.T, stream []byte) {
		first := decode(t, eventstream.Options{}, stream).events()
		var again bytes.Buffer
		for _, e := range first {
			if e.LastEventID == "" {
				again.WriteString("id\n")
			}
			frame, err := eventstream.AppendEvent(nil, e)
			if err != nil {
				t.Fatalf("AppendEvent(%q) = %v", e, err)
			}
			again.Write(frame)
		}
		if diff := compare(first, decode(t, eventstream.Options{}, again.Bytes()).events()); diff != "" {
			t.Errorf("decoded again (-first +second):\n%s", diff)
		}
	})
}
