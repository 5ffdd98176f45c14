package refserver

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestFollow(t *testing.T) {
	s := start(t, Config{})
	s.publish(t, "?topic=demo.a", "kept")
	heard := make(chan string, 10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	over := make(chan error, 1)
	go func() {
		over <- s.Follow(ctx, []string{"demo.*"}, Follower{
			Begin: func() { heard <- "begin" },
			Event: func(e *history.Entry) { heard <- e.Event().Data },
		})
	}()
	expect := func(want ...string) {
		t.Helper()
		for _, want := range want {
			if got := <-heard; got != want {
				t.Errorf("heard %q, want %q", got, want)
			}
		}
	}
	expect("begin", "kept")
	s.publish(t, "?topic=demo.b", "live")
	expect("live")
	s.Restart()
	expect("begin")
	s.publish(t, "?topic=demo.a", "new")
	expect("new")
	s.Drain()
	if err := <-over; err != nil {
		t.Errorf("follow a server that drains: %v", err)
	}
}

// TestFollowAsks: who asks after a publish is answered after the event was heard, with
// an ID from which nothing is missed and nothing comes twice, whatever other topics get.
func TestFollowAsks(t *testing.T) {
	s := start(t, Config{FirstID: 7})
	asks := make(chan func(string))
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1) // sent by the goroutine below
	heard := 0
	go func() {
		over <- s.Follow(ctx, []string{"demo"}, Follower{
			Begin: func() { heard = 0 },
			Event: func(*history.Entry) { heard++ },
			Asks:  asks,
		})
	}()
	ask := func() string {
		answer := make(chan string)
		asks <- func(endID string) { answer <- fmt.Sprint(heard, " up to ", endID) }
		return <-answer
	}
	expect := func(want string) {
		t.Helper()
		if got := ask(); got != want {
			t.Errorf("heard %s, want %s", got, want)
		}
	}
	expect("0 up to 6")
	for i := range 300 { // more than a batch
		s.publish(t, "?topic=demo", strconv.Itoa(i))
	}
	s.publish(t, "?topic=other", "unheard")
	expect("300 up to 307")
	s.publish(t, "?topic=other", "unheard")
	expect("300 up to 308")
	s.Restart()
	expect("0 up to 308")
	s.publish(t, "?topic=demo", "again")
	expect("1 up to 309")
	cancel()
	if err := <-over; err == nil {
		t.Error("a follower whose time is over says nothing")
	}
}

// TestFollowEndsWhileItIsBusy: there is always a further event.
func TestFollowEndsWhileItIsBusy(t *testing.T) {
	s := start(t, Config{})
	publish := func() {
		if _, err := s.Publish(t.Context(), history.Event{Topic: "demo"}); err != nil {
			t.Error(err)
		}
	}
	publish()
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Follow(ctx, []string{"demo"}, Follower{Begin: func() {}, Event: func(*history.Entry) {
		publish()
		cancel()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
