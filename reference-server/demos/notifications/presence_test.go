package notifications

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPresence()
		is := func(when string, streams int, present bool) {
			t.Helper()
			if n, here := p.of("alice"); n != streams || here != present {
				t.Errorf("%s: %d streams, present %t, want %d, %t", when, n, here, streams, present)
			}
		}
		is("at first", 0, false)
		p.came("alice")
		p.came("alice")
		is("with two tabs", 2, true)
		p.left("alice")
		is("with one tab", 1, true)
		p.left("alice")
		is("reconnecting", 0, true)
		<-time.After(reconnecting - 1)
		is("still reconnecting", 0, true)
		<-time.After(1)
		is("gone", 0, false)
		p.came("alice")
		p.left("alice")
		p.came("alice")
		<-time.After(time.Hour)
		is("back again", 1, true)
		p.left("alice")
		is("reconnecting again", 0, true)
	})
}

// TestPresenceIsBounded: the one who is away for the longest is forgotten.
func TestPresenceIsBounded(t *testing.T) {
	p := newPresence()
	p.came("here")
	for n := range maxAway + 1 {
		user := strconv.Itoa(n)
		p.came(user)
		p.left(user)
	}
	for user, want := range map[string]bool{"0": false, "1": true, strconv.Itoa(maxAway): true, "here": true} {
		if _, present := p.of(user); present != want {
			t.Errorf("%s is present: %t, want %t", user, present, want)
		}
	}
	if len(p.away) != maxAway || p.order.Len() != maxAway || len(p.streams) != 1 {
		t.Errorf("%d away, %d in order, %d here", len(p.away), p.order.Len(), len(p.streams))
	}
}
