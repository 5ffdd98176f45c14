package refserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/fixtures"
)

// TestControlByEveryFlavour has the control endpoints act on streams that net/http
// carries, and on those of event loops beside them.
func TestControlByEveryFlavour(t *testing.T) {
	for _, f := range flavours() {
		t.Run(f.name, func(t *testing.T) {
			one := controlledBy{f.start(t, Config{Control: true, Heartbeat: 20 * time.Millisecond}), f.proto}
			t.Run("drop", one.drops)
			t.Run("pause", one.pauses)
			t.Run("faults", one.faults)
			t.Run("play", one.plays)
		})
	}
}

// controlledBy is a server whose requests and streams are by one protocol.
type controlledBy struct {
	*running
	proto string
}

// asks sends a request to a control endpoint and decodes the answer.
func asks[T any](t *testing.T, c controlledBy, method, target, body string) (answer T) {
	t.Helper()
	res := c.request(t, method, "/control/"+target, body)
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || res.Proto != c.proto {
		t.Fatalf("%s %s %s by %s: status %d, %s, error %v", method, target, body, res.Proto, res.StatusCode, text, err)
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

type droppedStreams struct {
	How     string
	Dropped int
	Streams []struct {
		ID       uint64
		Protocol string
	}
}

// manner is what the client sees of one way to end a stream.
type manner struct {
	how          string
	whole, reset bool
}

func manners() []manner {
	return []manner{{"complete", true, false}, {"fin", false, false}, {"rst", false, true}, {"half-close", false, false}}
}

// check compares the end with the error that the client has, nil for the end of a
// response.
func (c controlledBy) check(t *testing.T, m manner, err error) {
	t.Helper()
	whole := m.whole || c.proto == "HTTP/1.0" && !m.reset // where the connection ends the response
	reset := m.reset && c.proto < "HTTP/2"
	if (err == nil) != whole || errors.Is(err, syscall.ECONNRESET) != reset {
		t.Errorf("%s: the client has the error %v; whole: %v, reset: %v", m.how, err, whole, reset)
	}
}

// drops ends one of two streams in every way. The other goes on, on the same
// connection where the protocol has it so.
func (c controlledBy) drops(t *testing.T) {
	for _, m := range manners() {
		stays, goes := c.open(t, "?topic=t&topic=stays"), c.open(t, "?topic=t&topic=goes")
		c.publish(t, "?topic=t", m.how)
		if a, b := stays.next(t).Data, goes.next(t).Data; a != m.how || b != m.how {
			t.Errorf("%s: got %q and %q", m.how, a, b)
		}
		got := asks[droppedStreams](t, c, http.MethodPost, "streams/drop", `{"all":true,"topic":"goes","how":"`+m.how+`"}`)
		if got.How != m.how || got.Dropped != 1 || len(got.Streams) != 1 || got.Streams[0].Protocol != c.proto {
			t.Fatalf("%s: %+v", m.how, got)
		}
		e, err, more := goes.pull()
		if more && err == nil {
			t.Errorf("%s: the stream goes on with %+v", m.how, e)
		}
		c.check(t, m, err)
		c.publish(t, "?topic=t", "after "+m.how)
		if got := stays.next(t).Data; got != "after "+m.how {
			t.Errorf("%s: the other stream got %q", m.how, got)
		}
		asks[droppedStreams](t, c, http.MethodPost, "streams/drop", `{"all":true}`)
		until(t, "both are gone", func() bool { return c.Stats().Streams == 0 })
	}
}

// pauses holds events back while heartbeats go on, and lets them come in order.
func (c controlledBy) pauses(t *testing.T) {
	s := c.open(t, "?topic=paused")
	defer func() { _ = s.Body.Close() }()
	until(t, "it is open", func() bool {
		return asks[struct{ Total int }](t, c, http.MethodGet, "streams?limit=0", "").Total == 1
	})
	asks[map[string]any](t, c, http.MethodPost, "delivery", `{"paused":true,"topic":"paused"}`)
	for i := range 3 {
		c.publish(t, "?topic=paused", strconv.Itoa(i))
	}
	other := c.open(t, "?topic=other")
	defer func() { _ = other.Body.Close() }()
	c.publish(t, "?topic=other", "passes")
	if got := other.next(t).Data; got != "passes" {
		t.Errorf("a stream that is not paused got %q", got)
	}
	held := c.connectionOf(t, "paused")
	until(t, "heartbeats have come", func() bool { return c.connectionOf(t, "paused").Bytes > held.Bytes+100 })
	if events := c.connectionOf(t, "paused").Events; events != 0 {
		t.Errorf("%d events were delivered while paused", events)
	}
	asks[map[string]any](t, c, http.MethodDelete, "delivery", "")
	for i := range 3 {
		if got := s.next(t).Data; got != strconv.Itoa(i) {
			t.Errorf("resumed with %q, want %d", got, i)
		}
	}
}

// connectionOf returns what is known of the stream of a topic.
func (c controlledBy) connectionOf(t *testing.T, topic string) Connection {
	t.Helper()
	_, all := c.Connections(10)
	i := slices.IndexFunc(all, func(one Connection) bool { return slices.Contains(one.Topics, topic) })
	if i < 0 || all[i].Protocol != c.proto {
		t.Fatalf("no stream of %s among %+v", topic, all)
	}
	return all[i]
}

type faultsOfStream struct {
	Dropped, Doubled, Reordered          int
	DroppedIDs, DoubledIDs, ReorderedIDs []string
}

// faults compares what two clients saw with what is reported.
func (c controlledBy) faults(t *testing.T) {
	const events = 100
	streams := []*stream{c.open(t, "?topic=f"), c.open(t, "?topic=f")}
	asks[map[string]any](t, c, http.MethodPost, "faults", `{"drop":0.1,"double":0.1,"reorder":0.1,"seed":5,"topic":"f","keep":1000}`)
	var published []string
	for range events {
		published = append(published, c.publish(t, "?topic=f", "x"))
	}
	var report struct {
		Decided   int
		PerStream []faultsOfStream
	}
	until(t, "all is decided", func() bool {
		return asks[struct{ Decided int }](t, c, http.MethodGet, "faults?limit=0", "").Decided == 2*events
	})
	report = asks[struct {
		Decided   int
		PerStream []faultsOfStream
	}](t, c, http.MethodDelete, "faults", "")
	c.publish(t, "?topic=f", "last")
	for i, s := range streams {
		want := report.PerStream[i]
		if want.Dropped == 0 || want.Doubled == 0 || want.Reordered == 0 {
			t.Errorf("stream %d: faults %+v, want some of each", i, want)
		}
		if diff := cmp.Diff(want, seen(t, s, published)); diff != "" {
			t.Errorf("stream %d (-reported +seen):\n%s", i, diff)
		}
		_ = s.Body.Close()
	}
}

// seen reads a stream up to its last event and says what was wrong with it.
func seen(t *testing.T, s *stream, published []string) (f faultsOfStream) {
	t.Helper()
	times, at, latest := map[string]int{}, map[string]int{}, -1
	for i, id := range published {
		at[id] = i
	}
	for e := s.next(t); e.Data != "last"; e = s.next(t) {
		id := e.LastEventID
		if times[id]++; at[id] < latest {
			f.ReorderedIDs = append(f.ReorderedIDs, id)
		}
		latest = max(latest, at[id])
	}
	for _, id := range published {
		switch times[id] {
		case 0:
			f.DroppedIDs = append(f.DroppedIDs, id)
		case 1:
		default:
			f.DoubledIDs = append(f.DoubledIDs, id)
		}
	}
	f.Dropped, f.Doubled, f.Reordered = len(f.DroppedIDs), len(f.DoubledIDs), len(f.ReorderedIDs)
	return f
}

// plays plays a fixture in pieces of a byte, and a script with every end.
func (c controlledBy) plays(t *testing.T) {
	all, err := fixtures.Streams()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s fixtures.Stream) bool { return bytes.Contains(s.Body, []byte("\r\n")) && len(s.Body) < 1<<10 })
	asks[map[string]any](t, c, http.MethodPost, "play", fmt.Sprintf(`{"fixture":%q,"chunk":1}`, all[i].Name))
	res := c.request(t, http.MethodGet, "/events", "")
	if body, err := io.ReadAll(res.Body); !bytes.Equal(body, all[i].Body) || err != nil || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Errorf("played %q, error %v, want %q", body, err, all[i].Body)
	}
	for _, m := range manners() {
		asks[map[string]any](t, c, http.MethodPost, "play", `{"body":"data: a\n\n","end":"`+m.how+`"}`)
		body, err := c.listen(t)
		overtaken := m.reset || !m.whole && c.proto == "HTTP/3.0"
		if body != "data: a\n\n" && !overtaken {
			t.Errorf("%s: got %q", m.how, body)
		}
		c.check(t, m, err)
	}
}

// listen returns what a stream receives up to its end, and the error that this is, in its
// head or later.
func (c controlledBy) listen(t *testing.T) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}
