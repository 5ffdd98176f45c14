package jetstream

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestEventsComeBackAsTheyWere(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{Dir: t.TempDir()})})
	events := []history.Event{
		{Topic: "t"},
		{Topic: "t", Data: "two\nlines\r\nthree"},
		{Topic: "t", Type: " a type: with spaces ", Data: "\x00\xff"},
		{Topic: "t", ID: "blau äöü %2F", Type: "ünicode", Data: "x", HasRetry: true, Retry: 1500 * time.Millisecond},
		{Topic: "t", Data: strings.Repeat("x", 8<<20)},
	}
	for _, e := range events {
		publish(t, h, e)
	}
	memory := history.New(roomy(), 1)
	defer memory.Close()
	for _, e := range events {
		if _, err := memory.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := memory.Open([]string{"t"}, "0", nil)
	got, _ := h.Log().Open([]string{"t"}, "0", nil)
	defer want.Close()
	defer got.Close()
	if diff := cmp.Diff(frames(t, want), frames(t, got)); diff != "" {
		t.Errorf("frames (-memory +jetstream):\n%s", diff)
	}
}

func frames(t *testing.T, c *history.Cursor) []string {
	t.Helper()
	var all []string
	for {
		batch, err := c.Next(nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(batch) == 0 {
			return all
		}
		for _, e := range batch {
			all = append(all, e.Topic()+" "+e.ID()+" "+string(e.Frame()))
		}
	}
}

func TestTopicsSurviveTheirNames(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{})})
	for _, topic := range []string{" ", "a b", "*", "x.>", "ä", "\t\"%"} {
		publish(t, h, history.Event{Topic: topic, Data: topic})
		cursor, _ := h.Log().Open([]string{topic}, "0", nil)
		if got := frames(t, cursor); len(got) != 1 {
			t.Errorf("topic %q has %d events", topic, len(got))
		}
		cursor.Close()
	}
}

// What was acknowledged is there after a restart, with its IDs, and the IDs go on.
func TestEventsOutliveTheServer(t *testing.T) {
	for _, always := range []bool{false, true} {
		dir := t.TempDir()
		var want []eventstream.Event
		for life := range 3 {
			server := serve(t, ServerConfig{Dir: dir, SyncAlways: always})
			h := open(t, Config{Server: server, FirstID: 40})
			if diff := cmp.Diff(want, replay(t, h, "39")); diff != "" {
				t.Errorf("sync always %t, life %d (-want +got):\n%s", always, life, diff)
			}
			publish(t, h, history.Event{Topic: "t", Data: "a"})
			publish(t, h, history.Event{Topic: "t", Data: "b", ID: strings.Repeat("i", life+1)})
			want = replay(t, h, "39")
			h.Close()
			server.Close()
		}
		if diff := cmp.Diff([]string{"40", "i", "42", "ii", "44", "iii"}, idsOf(want)); diff != "" {
			t.Errorf("IDs (-want +got):\n%s", diff)
		}
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

func TestTheStoreRefuses(t *testing.T) {
	server := serve(t, ServerConfig{MaxEventBytes: 1 << 10})
	a, b := open(t, Config{Server: server}), open(t, Config{Server: server})
	publish(t, a, history.Event{Topic: "t", ID: "blue"})
	tests := []struct {
		name string
		e    history.Event
		want error
	}{
		{"taken", history.Event{ID: "blue"}, history.ErrTaken},
		{"number", history.Event{ID: "7"}, history.ErrNumbered},
		{"number beyond all", history.Event{ID: "99999999999999999999"}, history.ErrNumbered},
		{"oversize", history.Event{Data: strings.Repeat("x", 64<<10)}, history.ErrOversize},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, node := range []*History{a, b} {
				if id, err := node.Publish(t.Context(), test.e); !errors.Is(err, test.want) {
					t.Errorf("got %q, %v, want %v", id, err, test.want)
				}
			}
		})
	}
	for name, e := range map[string]history.Event{"type": {Type: "a\nb"}, "id": {ID: "a\x00b"}} {
		_, err := a.Publish(t.Context(), e)
		if field, ok := errors.AsType[*eventstream.FieldError](err); !ok {
			t.Errorf("%s: got %v (%v), want a FieldError", name, err, field)
		}
	}
	if got := idsOf(replay(t, b, "0")); len(got) != 1 {
		t.Errorf("stored: %q", got)
	}
}

// Of nodes that publish the same ID at once, one stores it.
func TestAnIDIsTakenOnAllNodes(t *testing.T) {
	server := serve(t, ServerConfig{})
	nodes := []*History{open(t, Config{Server: server}), open(t, Config{Server: server}), open(t, Config{Server: server})}
	for _, id := range []string{"red", "green", "blue", "white", "black"} {
		results := make(chan error, len(nodes))
		for _, node := range nodes {
			go func() {
				_, err := node.Publish(t.Context(), history.Event{Topic: "t", ID: id})
				results <- err
			}()
		}
		stored := 0
		for range nodes {
			switch err := <-results; {
			case err == nil:
				stored++
			case !errors.Is(err, history.ErrTaken):
				t.Errorf("%s: %v", id, err)
			}
		}
		if stored != 1 {
			t.Errorf("%s was stored %d times", id, stored)
		}
	}
}

// An event is in the view of the node that published it when that is answered, and
// in the view of another one once that has synced.
func TestViewsHaveWhatWasAcknowledged(t *testing.T) {
	server := serve(t, ServerConfig{})
	a, b := open(t, Config{Server: server}), open(t, Config{Server: server})
	for range 500 {
		id := publish(t, a, history.Event{Topic: "t"})
		if !a.Log().Has(id) {
			t.Fatalf("the node that published %s does not have it", id)
		}
		if err := b.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !b.Log().Has(id) {
			t.Fatalf("the other node does not have %s", id)
		}
	}
}

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

func TestRestartKeepsEvents(t *testing.T) {
	h := open(t, Config{Server: serve(t, ServerConfig{})})
	publish(t, h, history.Event{Topic: "t"})
	old := h.Log()
	if next := h.Restart(); next == old || next != h.Log() || !old.Closed() || next.Closed() {
		t.Errorf("after the restart: old %p closed %t, new %p closed %t", old, old.Closed(), next, next.Closed())
	}
	publish(t, h, history.Event{Topic: "t"})
	if diff := cmp.Diff(numbers(1, 2), idsOf(replay(t, h, "0"))); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

// Who drains still answers publishes that are under way.
func TestPublishAfterTheViewIsClosed(t *testing.T) {
	server := serve(t, ServerConfig{})
	h, other := open(t, Config{Server: server}), open(t, Config{Server: server})
	h.Log().Close()
	if id := publish(t, h, history.Event{Topic: "t"}); id != "1" {
		t.Errorf("got the ID %s, want 1", id)
	}
	if err := other.Sync(t.Context()); err != nil || !other.Log().Has("1") {
		t.Errorf("it was not stored: %v", err)
	}
}

func TestADirectoryBelongsToOneServer(t *testing.T) {
	dir := t.TempDir()
	first := serve(t, ServerConfig{Dir: dir})
	if _, err := StartServer(t.Context(), ServerConfig{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second server: %v, want ErrInUse", err)
	}
	first.Close()
	serve(t, ServerConfig{Dir: dir})
}

// Another process connects with the credential in the URL, and not without.
func TestClientURL(t *testing.T) {
	server := serve(t, ServerConfig{Listen: true})
	h := open(t, Config{URLs: []string{server.ClientURL()}})
	publish(t, h, history.Event{Topic: "t"})
	bare := server.server.ClientURL()
	if _, err := tryOpen(t, Config{URLs: []string{bare}}); !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("without the credential: %v", err)
	}
	if got := serve(t, ServerConfig{}).ClientURL(); got != "" {
		t.Errorf("a server that does not listen has the address %q", got)
	}
}

func TestValidate(t *testing.T) {
	server := new(Embedded)
	tests := []struct {
		name string
		c    Config
		want string // beginning of the error
	}{
		{"good", Config{Server: server, Limits: roomy()}, ""},
		{"cluster", Config{URLs: []string{"nats://a:4222", "tls://b"}, Replicas: 5, Limits: roomy()}, ""},
		{"nowhere", Config{Limits: roomy()}, "URLs:"},
		{"twice", Config{Server: server, URLs: []string{"nats://a"}, Limits: roomy()}, "URLs:"},
		{"no URL", Config{URLs: []string{"localhost:4222"}, Limits: roomy()}, "URLs:"},
		{"another scheme", Config{URLs: []string{"http://a"}, Limits: roomy()}, `URLs: "http://a"`},
		{"stream", Config{Server: server, Stream: "a.b", Limits: roomy()}, "Stream:"},
		{"replicas", Config{Server: server, Replicas: 6, Limits: roomy()}, "Replicas:"},
		{"limits", Config{Server: server}, "Limits:"},
		{"short age", Config{Server: server, Limits: history.Limits{Count: 1, Bytes: 1, Age: time.Millisecond}}, "Limits:"},
		{"first ID", Config{Server: server, FirstID: -1, Limits: roomy()}, "FirstID:"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.c.Validate()
			if (err == nil) != (test.want == "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if err := (Config{URLs: []string{"http://user:secret@a"}, Limits: roomy()}).Validate(); strings.Contains(err.Error(), "secret") {
		t.Errorf("the error shows the password: %v", err)
	}
}
