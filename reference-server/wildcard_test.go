package refserver

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWildcardStream(t *testing.T) {
	s := start(t, Config{})
	s.publish(t, "?topic=news.sport", "missed")
	live := s.open(t, "?topic=news.*&topic=news.sport&topic=news.>")
	resumed := s.open(t, "?topic=news.>", "Last-Event-ID: 0")
	for _, topic := range []string{"news", "news.late", "news.sport", "news.sport.chess", "other.sport"} {
		s.publish(t, "?topic="+topic, topic)
	}
	if diff := cmp.Diff([]string{"3", "4", "5"}, live.ids(t, 3)); diff != "" {
		t.Errorf("live (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1", "3", "4", "5"}, resumed.ids(t, 4)); diff != "" {
		t.Errorf("resumed (-want +got):\n%s", diff)
	}
}

func TestWildcardsThatAreRefused(t *testing.T) {
	tests := []struct {
		method, target, want string
	}{
		{http.MethodGet, "/events?topic=news.>.a", "topic: the wildcard > stands for all that follows, and comes last"},
		{http.MethodGet, "/events?topic=>.a", "topic: the wildcard > stands for all that follows, and comes last"},
		{http.MethodPost, "/publish?topic=news.*", "topic: an event belongs to one topic, and the wildcards * and > stand for several"},
		{http.MethodPost, "/publish?topic=>", "topic: an event belongs to one topic, and the wildcards * and > stand for several"},
		{http.MethodPost, "/publish?topic=*.a", "topic: an event belongs to one topic, and the wildcards * and > stand for several"},
	}
	s := start(t, Config{})
	for _, test := range tests {
		t.Run(test.method+" "+test.target, func(t *testing.T) {
			res := s.request(t, test.method, test.target, "")
			got := answer(t, res)
			if res.StatusCode != http.StatusBadRequest || got["error"] != test.want || got["field"] != "topic" {
				t.Errorf("status %d, %v", res.StatusCode, got)
			}
		})
	}
	if id := s.publish(t, "?topic=news.*a", "no wildcard"); id != "1" {
		t.Errorf("published as %s", id)
	}
}

func TestWildcardsAreBounded(t *testing.T) {
	s := start(t, Config{MaxPatterns: 2, MaxTopics: 4})
	for i := range 2 {
		s.open(t, fmt.Sprintf("?topic=user.%d.>", i))
	}
	s.open(t, "?topic=user.1.>&topic=plain")
	res := s.request(t, http.MethodGet, "/events?topic=user.2.>", "")
	got := answer(t, res)
	seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if res.StatusCode != http.StatusServiceUnavailable || err != nil || seconds < 2 {
		t.Errorf("status %d, retry after %d (%v), %v", res.StatusCode, seconds, err, got)
	}
	if want := "topic: all 2 wildcard topics are in use"; got["error"] != want {
		t.Errorf("error is %q, want %q", got["error"], want)
	}
	res = s.request(t, http.MethodGet, "/events?topic=a.*&topic=b.*&topic=c.*&topic=d.*&topic=e.*", "")
	if got := answer(t, res); res.StatusCode != http.StatusBadRequest || got["error"] != "topic: more than 4 topics" {
		t.Errorf("status %d, %v", res.StatusCode, got)
	}
}
