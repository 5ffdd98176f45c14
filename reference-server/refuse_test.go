package refserver

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// limitAnswer is what a client is told.
type limitAnswer struct {
	Status       int
	Error, Field string
	Later        bool // with Retry-After
}

func TestLimitsSayWhatTheyAre(t *testing.T) {
	const get, post = http.MethodGet, http.MethodPost
	tests := []struct {
		name           string
		c              Config
		streams        int // that are open before
		method, target string
		body           string
		want           limitAnswer
	}{
		{"streams", Config{MaxStreams: 2}, 2, get, "/events", "", limitAnswer{503, "all 2 streams are taken", "", true}},
		{
			"streams of an address",
			Config{MaxStreamsPerAddress: 2},
			2, get, "/events", "",
			limitAnswer{429, "all 2 streams that one address may have are taken", "", true},
		},
		{"topics", Config{MaxTopics: 2}, 0, get, "/events?topic=a&topic=b.*&topic=c", "", limitAnswer{400, "topic: more than 2 topics", "topic", false}},
		{"a topic", Config{MaxTopicBytes: 5}, 0, get, "/events?topic=sixsix", "", limitAnswer{400, "topic: longer than 5 bytes", "topic", false}},
		{"a topic to publish to", Config{MaxTopicBytes: 5}, 0, post, "/publish?topic=sixsix", "", limitAnswer{400, "topic: longer than 5 bytes", "topic", false}},
		{"an ID", Config{MaxIDBytes: 5}, 0, post, "/publish?id=sixsix", "", limitAnswer{400, "id: longer than 5 bytes", "id", false}},
		{"a type", Config{MaxTypeBytes: 5}, 0, post, "/publish?event=sixsix", "", limitAnswer{400, "event: longer than 5 bytes", "event", false}},
		{"a body", Config{MaxPublishBytes: 5}, 0, post, "/publish", "sixsix", limitAnswer{413, "body: longer than 5 bytes", "body", false}},
		{
			"publishes",
			Config{PublishRate: 0.001, PublishBurst: 2},
			0, post, "/publish", "third",
			limitAnswer{429, "publishes: more than 0.001 a second", "", true},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, tt.c)
			for range tt.streams {
				s.open(t, "")
			}
			for range tt.c.PublishBurst {
				s.publish(t, "", "within the rate")
			}
			res := s.request(t, tt.method, tt.target, tt.body)
			said := answer(t, res)
			field, _ := said["field"].(string)
			got := limitAnswer{res.StatusCode, fmt.Sprint(said["error"]), field, res.Header.Get("Retry-After") != ""}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got.Later && said["hint"] == nil {
				t.Error("there is no hint")
			}
		})
	}
}

func TestSeatsOfAnAddressAreLeft(t *testing.T) {
	s := start(t, Config{MaxStreamsPerAddress: 1})
	for range 3 {
		stream := s.open(t, "")
		_ = stream.Body.Close()
		until(t, "the stream has ended", func() bool { return s.Stats().Streams == 0 })
	}
	if s.request(t, http.MethodHead, "/events", ""); len(s.seats.each) != 0 {
		t.Errorf("%v is remembered", s.seats.each)
	}
}

func TestHouseholds(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.1:80":               "192.0.2.1",
		"[::ffff:192.0.2.1]:80":      "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:80":  "2001:db8:1:2::",
		"[fe80::1%eth0]:80":          "fe80::",
		"@":                          "invalid IP",
		"[2001:db8:1:2:ffff::9]:443": "2001:db8:1:2::",
	} {
		if got := householdOf(remote).String(); got != want {
			t.Errorf("%s is of %s, want %s", remote, got, want)
		}
	}
}

// Publishes that were refused may come when the time given has passed.
func TestPublishRateLetsTheNextOneIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{PublishRate: 0.1})
		s.publish(t, "", "within the rate")
		res := s.request(t, http.MethodPost, "/publish", "x")
		seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
		if res.StatusCode != http.StatusTooManyRequests || err != nil || seconds < 10 || seconds > 20 {
			t.Fatalf("status %d, wait %d (%v), want from 10 to 20", res.StatusCode, seconds, err)
		}
		<-time.After(time.Duration(seconds) * time.Second)
		s.publish(t, "", "within the rate again")
	})
}
