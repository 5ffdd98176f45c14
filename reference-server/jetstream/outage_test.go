package jetstream

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

// throughProxy opens a history on server behind a proxy.
func throughProxy(t *testing.T, server *Embedded) (*History, *proxy) {
	t.Helper()
	u, err := url.Parse(server.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	p := between(t, u.Host)
	u.Host = p.listener.Addr().String()
	return open(t, Config{URLs: []string{u.String()}}), p
}

// Without a connection, publishes are refused at once, reading goes on, and what
// others published in the meantime comes later, once.
func TestConnectionIsCut(t *testing.T) {
	server := serve(t, ServerConfig{Listen: true})
	cut, p := throughProxy(t, server)
	whole := open(t, Config{Server: server})
	publish(t, cut, history.Event{Topic: "t"})
	for round := range 3 {
		p.cut()
		until(t, "the loss is noticed", func() bool { return cut.Healthy() != nil })
		before := idsOf(replay(t, cut, "0"))
		if _, err := cut.Publish(t.Context(), history.Event{Topic: "t"}); !errors.Is(err, history.ErrUnavailable) {
			t.Errorf("round %d: published without a connection: %v", round, err)
		}
		if err := cut.Sync(t.Context()); !errors.Is(err, history.ErrUnavailable) {
			t.Errorf("round %d: synced without a connection: %v", round, err)
		}
		for range 10 {
			publish(t, whole, history.Event{Topic: "t"})
		}
		if diff := cmp.Diff(before, idsOf(replay(t, cut, "0"))); diff != "" {
			t.Errorf("round %d: the view changed:\n%s", round, diff)
		}
		p.mend()
		until(t, "the connection is back", func() bool { return cut.Healthy() == nil })
		publish(t, cut, history.Event{Topic: "t"})
		want := numbers(1, 1+11*(round+1))
		until(t, "the view has come to the end", func() bool { return cut.Log().End() >= int64(len(want)) })
		if diff := cmp.Diff(want, idsOf(replay(t, cut, "0"))); diff != "" {
			t.Errorf("round %d (-want +got):\n%s", round, diff)
		}
	}
}

// A connection that breaks again and again while events are published and read
// loses and doubles nothing that was acknowledged.
func TestConnectionBreaksUnderLoad(t *testing.T) {
	const publishers, events, cuts = 4, 250, 8
	server := serve(t, ServerConfig{Listen: true})
	shaky, p := throughProxy(t, server)
	steady := open(t, Config{Server: server})
	var publishing sync.WaitGroup
	acknowledged := make([][]string, publishers)
	var finished atomic.Int64
	for i := range publishers {
		publishing.Go(func() {
			defer finished.Add(1)
			node := []*History{shaky, steady}[i%2]
			for len(acknowledged[i]) < events {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				id, err := node.Publish(ctx, history.Event{Topic: "t"})
				cancel()
				switch {
				case err == nil:
					acknowledged[i] = append(acknowledged[i], id)
				case !errors.Is(err, history.ErrUnavailable):
					t.Errorf("publisher %d: %v", i, err)
					return
				default:
					until(t, "the connection is back", func() bool { return node.Healthy() == nil })
				}
			}
		})
	}
	for range cuts {
		end := steady.Log().End()
		until(t, "some events have passed", func() bool { return steady.Log().End() > end+20 || finished.Load() == publishers })
		p.cut()
		until(t, "the loss is noticed", func() bool { return shaky.Healthy() != nil })
		p.mend()
		until(t, "the connection is back", func() bool { return shaky.Healthy() == nil })
	}
	publishing.Wait()
	publish(t, steady, history.Event{Topic: "t"})
	end := steady.Log().End()
	until(t, "both have everything", func() bool { return shaky.Log().End() == end })
	want := idsOf(replay(t, steady, "0"))
	if diff := cmp.Diff(want, idsOf(replay(t, shaky, "0"))); diff != "" {
		t.Errorf("the nodes differ (-steady +shaky):\n%s", diff)
	}
	if diff := cmp.Diff(numbers(1, int(end)), want); diff != "" {
		t.Errorf("the IDs have holes (-want +got):\n%s", diff)
	}
	all := slices.Concat(acknowledged...)
	slices.Sort(all)
	if len(slices.Compact(all)) != publishers*events {
		t.Errorf("%d different IDs were acknowledged, want %d", len(slices.Compact(all)), publishers*events)
	}
}

// IDs are never used again: not where the stream was made anew, and not where it has
// forgotten its end.
func TestIDsDoNotGoBack(t *testing.T) {
	tests := []struct {
		name string
		want error
		anew func(t *testing.T, h *History)
	}{
		{"made anew", errAnew, func(t *testing.T, h *History) {
			t.Helper()
			if _, err := h.create(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 5 {
				if _, err := h.js.PublishMsg(t.Context(), encode(h.subject, history.Event{Topic: "t"})); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"gone", nil, func(*testing.T, *History) {}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := open(t, Config{Server: serve(t, ServerConfig{})})
			for range 3 {
				publish(t, h, history.Event{Topic: "t"})
			}
			if err := h.js.DeleteStream(t.Context(), "SSEGAUGE"); err != nil {
				t.Fatal(err)
			}
			test.anew(t, h)
			until(t, "it is noticed", func() bool { return h.Healthy() != nil })
			_, err := h.Publish(t.Context(), history.Event{Topic: "t"})
			if !errors.Is(err, history.ErrUnavailable) || !errors.Is(err, test.want) && test.want != nil {
				t.Errorf("publish: %v, want %v", err, test.want)
			}
			if diff := cmp.Diff(numbers(1, 3), idsOf(replay(t, h, "0"))); diff != "" {
				t.Errorf("the view changed (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("went back", func(t *testing.T) {
		h := open(t, Config{Server: serve(t, ServerConfig{})})
		publish(t, h, history.Event{Topic: "t"})
		if err := h.Log().Insert(2, time.Now(), history.Event{Topic: "t"}); err != nil { // as if the stream had had it
			t.Fatal(err)
		}
		h.refollow()
		until(t, "it is noticed", func() bool { return errors.Is(h.Healthy(), errWentBack) })
	})
}

// What the store evicted while a node was away is missed, and said to be.
func TestEvictedWhileAway(t *testing.T) {
	server := serve(t, ServerConfig{Listen: true})
	limits := history.Limits{Count: 5, Bytes: 1 << 20, Age: time.Hour}
	away, p := throughProxy(t, server)
	home := open(t, Config{Server: server, Limits: limits})
	publish(t, home, history.Event{Topic: "t"})
	until(t, "both have it", func() bool { return away.Log().Has("1") })
	cursor, _ := away.Log().Open([]string{"quiet"}, "", nil)
	defer cursor.Close()
	p.cut()
	until(t, "the loss is noticed", func() bool { return away.Healthy() != nil })
	for range 20 {
		publish(t, home, history.Event{Topic: "t"})
	}
	p.mend()
	until(t, "it has come to the end", func() bool { return away.Log().Has("21") })
	if _, err := cursor.Next(nil); !errors.Is(err, history.ErrBehind) {
		t.Errorf("a cursor that stood before the gap got %v, want ErrBehind", err)
	}
	if diff := cmp.Diff(numbers(17, 21), idsOf(replay(t, away, "16"))); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestUnreachableAtTheStart(t *testing.T) {
	if _, err := tryOpen(t, Config{}); err == nil {
		t.Error("a history that is nowhere was opened")
	}
	p := between(t, "127.0.0.1:1")
	p.cut()
	_, err := tryOpen(t, Config{URLs: []string{"nats://" + p.listener.Addr().String()}})
	if err == nil || !strings.Contains(err.Error(), "connect to NATS") {
		t.Errorf("got %v", err)
	}
}
