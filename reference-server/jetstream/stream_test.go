package jetstream

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestStreamGetsTheLimitsOfTheConfiguration(t *testing.T) {
	server := serve(t, ServerConfig{Dir: t.TempDir()})
	first := open(t, Config{Server: server})
	for range 10 {
		publish(t, first, history.Event{Topic: "t"})
	}
	limits := history.Limits{Count: 3, Bytes: 1 << 20, Age: time.Minute}
	second := open(t, Config{Server: server, Limits: limits})
	if diff := cmp.Diff(numbers(8, 10), idsOf(replay(t, second, "7"))); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	found, err := second.js.Stream(t.Context(), "SSEGAUGE")
	if err != nil {
		t.Fatal(err)
	}
	if c := found.CachedInfo().Config; c.MaxMsgs != 3 || c.MaxAge != time.Minute || c.MaxBytes < 1<<20 {
		t.Errorf("the stream has the limits %+v", c)
	}
	if _, start := first.Log().Open([]string{"t"}, "5", nil); start.Missed != history.Nothing {
		t.Errorf("what the first node has in memory is gone: %s", start.Missed)
	}
}

func TestOneNodeEvictsAsTheOther(t *testing.T) {
	server := serve(t, ServerConfig{})
	limits := history.Limits{Count: 5, Bytes: 1 << 20, Age: time.Hour}
	a := open(t, Config{Server: server, Limits: limits})
	for range 12 {
		publish(t, a, history.Event{Topic: "t"})
	}
	late := open(t, Config{Server: server, Limits: limits})
	for _, node := range []*History{a, late} {
		if diff := cmp.Diff(numbers(8, 12), idsOf(replay(t, node, "7"))); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		if _, start := node.Log().Open([]string{"t"}, "6", nil); start.Missed != history.Evicted {
			t.Errorf("resume after 6: %q, want evicted", start.Missed)
		}
	}
}

func TestAForeignStreamIsNotTouched(t *testing.T) {
	server := serve(t, ServerConfig{})
	h := open(t, Config{Server: server})
	if _, err := h.js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "ORDERS", Subjects: []string{"orders.*"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := tryOpen(t, Config{Server: server, Stream: "ORDERS"}); !errors.Is(err, errForeign) {
		t.Errorf("got %v, want that it belongs to another program", err)
	}
}

// What another program publishes to the subject is an event if it can be, and
// never stops those that can.
func TestMessagesFromElsewhere(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{})})
	for _, m := range []*nats.Msg{
		{Data: []byte("bare")},
		{Header: nats.Header{topicHeader: {"t"}}, Data: []byte("topic")},
		{Header: nats.Header{topicHeader: {"t"}, typeHeader: {"a%0Ab"}}, Data: []byte("type with a line end")},
		{Header: nats.Header{topicHeader: {"%zz"}}},
		{Header: nats.Header{topicHeader: {"t"}, retryHeader: {"soon"}}},
		{Header: nats.Header{topicHeader: {"t"}, jetstream.MsgIDHeader: {"9"}}, Data: []byte("numbered")},
	} {
		m.Subject = h.subject
		if _, err := h.js.PublishMsg(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, h, history.Event{Topic: "t", Data: "ours"})
	want := []eventstream.Event{
		{Type: "message", Data: "topic", LastEventID: "2"},
		{Type: "message", Data: "numbered", LastEventID: "6"},
		{Type: "message", Data: "ours", LastEventID: "7"},
	}
	if diff := cmp.Diff(want, replay(t, h, "0")); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(idsOf(want), idsOf(replay(t, open(t, Config{Server: h.config.Server}), "0"))); diff != "" {
		t.Errorf("another node read (-want +got):\n%s", diff)
	}
}

// A new stream begins beyond the IDs of one that was there before.
func TestIDsOfALostStreamAreNotUsedAgain(t *testing.T) {
	var last string
	for range 2 {
		server := serve(t, ServerConfig{Dir: t.TempDir()})
		h, err := Open(t.Context(), Config{Server: server, Limits: roomy()})
		if err != nil {
			t.Fatal(err)
		}
		id := publish(t, h, history.Event{Topic: "t"})
		h.Close()
		if len(id) < len(last) || id <= last {
			t.Errorf("the stream made anew has the ID %s, the one before had %s", id, last)
		}
		last = id
	}
}
