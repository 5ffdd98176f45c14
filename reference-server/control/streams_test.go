package control_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

type openStream struct {
	ID               uint64
	Remote, Protocol string
	Topics           []string
}

type openStreams struct {
	Total   int
	Streams []openStream
}

type dropped struct {
	How              string
	Matched, Dropped int
	Streams          []openStream
}

func (d dropped) remotes() (all []string) {
	for _, s := range d.Streams {
		all = append(all, s.Remote)
	}
	slices.Sort(all)
	return all
}

// openRaw opens n streams of a topic, each on a connection of its own.
func openRaw(t *testing.T, s *running, n int, topic string) (all []*rawConn) {
	t.Helper()
	before := ask[openStreams](t, s, http.MethodGet, "/control/streams?limit=0", "").Total
	for range n {
		c := dial(t, s)
		c.get(t, "1.1", "/events?topic="+topic)
		all = append(all, c)
	}
	until(t, "all are open", func() bool {
		return ask[openStreams](t, s, http.MethodGet, "/control/streams?limit=0", "").Total == before+n
	})
	return all
}

// The streams that are dropped are as many as was said, and are those that were
// named; the clients of others see nothing.
func TestDropStreams(t *testing.T) {
	tests := []struct {
		name, body    string
		matched, want int
	}{
		{"a share", `{"share":0.25}`, 30, 8},
		{"a share of a topic", `{"share":0.5,"topic":"a","seed":3}`, 20, 10},
		{"a count", `{"count":3,"topic":"b"}`, 10, 3},
		{"more than there are", `{"count":99,"topic":"b"}`, 10, 10},
		{"none", `{"count":0}`, 30, 0},
		{"all", `{"all":true}`, 30, 30},
		{"all of no topic", `{"all":true,"topic":"c"}`, 0, 0},
		{"by number", `{"ids":[1,2,99],"topic":"a"}`, 20, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, refserver.Config{})
			conns := append(openRaw(t, s, 20, "a"), openRaw(t, s, 10, "b")...)
			got := ask[dropped](t, s, http.MethodPost, "/control/streams/drop", tt.body)
			if got.Matched != tt.matched || got.Dropped != tt.want || len(got.Streams) != tt.want || got.How != "fin" {
				t.Fatalf("got %+v", got)
			}
			if left := ask[openStreams](t, s, http.MethodGet, "/control/streams", ""); left.Total != 30-tt.want {
				t.Errorf("%d are left", left.Total)
			}
			s.publish(t, "?topic=a", "x")
			s.publish(t, "?topic=b", "x")
			var ended []string
			for _, c := range conns {
				if !reads(t, c, "data: x\n") {
					ended = append(ended, c.LocalAddr().String())
				}
			}
			slices.Sort(ended)
			if !slices.Equal(ended, got.remotes()) {
				t.Errorf("%v were to end, %v ended", got.remotes(), ended)
			}
		})
	}
}

// reads reports whether a line comes before the end.
func reads(t *testing.T, c *rawConn, line string) bool {
	t.Helper()
	for {
		text, err := c.reader.ReadString('\n')
		switch {
		case errors.Is(err, io.EOF):
			return false
		case err != nil:
			t.Fatal(err)
		case text == line:
			return true
		}
	}
}

// A raw socket tells the ends of an event stream apart.
func TestDropEnds(t *testing.T) {
	tests := []struct {
		how                    string
		complete, reset, hears bool
	}{
		{"fin", false, false, false},
		{"rst", false, true, false},
		{"half-close", false, false, true},
		{"complete", true, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.how, func(t *testing.T) {
			s := start(t, refserver.Config{})
			c := openRaw(t, s, 1, "a")[0]
			got := ask[dropped](t, s, http.MethodPost, "/control/streams/drop", `{"all":true,"how":"`+tt.how+`"}`)
			if got.Dropped != 1 || got.Streams[0].Remote != c.LocalAddr().String() || got.Streams[0].Protocol != "HTTP/1.1" {
				t.Errorf("got %+v", got)
			}
			text, err := c.rest()
			if errors.Is(err, syscall.ECONNRESET) != tt.reset || (err != nil) != tt.reset || strings.HasSuffix(text, "\r\n0\r\n\r\n") != tt.complete {
				t.Errorf("got %q, %v", text, err)
			}
			if hears := c.hears(t); hears != tt.hears {
				t.Errorf("the server receives: %v, want %v", hears, tt.hears)
			}
		})
	}
}

func TestDropOverHTTP2(t *testing.T) {
	s := start(t, refserver.Config{})
	s.overHTTP2(t)
	for how, whole := range map[string]bool{"fin": false, "rst": false, "half-close": false, "complete": true} {
		res := s.send(t, http.MethodGet, "/events", "")
		if got := ask[dropped](t, s, http.MethodPost, "/control/streams/drop", `{"all":true,"how":"`+how+`"}`); got.Dropped != 1 {
			t.Errorf("got %+v", got)
		}
		if _, err := io.ReadAll(res.Body); (err == nil) != whole {
			t.Errorf("%s: %v", how, err)
		}
		until(t, "it is gone", func() bool { return s.Stats().Streams == 0 })
	}
}

type delivering struct {
	Paused bool
	Topics []string
}

// Nothing is delivered while delivery is paused, and everything after; streams
// that come meanwhile wait as well, and nobody loses or doubles an event.
func TestDeliveryIsPaused(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		s := start(t, refserver.Config{Heartbeat: 20 * time.Millisecond})
		if http2 {
			s.overHTTP2(t)
		}
		s.publish(t, "", "1")
		first := bufio.NewScanner(s.send(t, http.MethodGet, "/events", "", "Last-Event-ID: 0").Body)
		nextData(t, first, 1)
		if got := ask[delivering](t, s, http.MethodPost, "/control/delivery", `{"paused":true}`); !got.Paused {
			t.Errorf("got %+v", got)
		}
		s.publish(t, "", "2")
		second := bufio.NewScanner(s.send(t, http.MethodGet, "/events?topic=default&topic=other", "", "Last-Event-ID: 0").Body)
		third := bufio.NewScanner(s.send(t, http.MethodGet, "/events", "", "Last-Event-ID: 1").Body)
		for _, lines := range []*bufio.Scanner{first, second, third} {
			for beats := 0; beats < 3 && lines.Scan(); {
				if strings.HasPrefix(lines.Text(), "data:") {
					t.Errorf("HTTP/2 %v: %q while paused", http2, lines.Text())
				}
				if lines.Text() == ": heartbeat" {
					beats++
				}
			}
		}
		ask[delivering](t, s, http.MethodPost, "/control/delivery", `{"paused":false}`)
		s.publish(t, "", "3")
		for i, want := range []string{"2 3", "1 2 3", "2 3"} {
			lines := []*bufio.Scanner{first, second, third}[i]
			if got := strings.Join(nextData(t, lines, len(strings.Fields(want))), " "); got != want {
				t.Errorf("HTTP/2 %v: stream %d got %q, want %q", http2, i, got, want)
			}
		}
	}
}

func TestDeliveryOfATopicIsPaused(t *testing.T) {
	s := start(t, refserver.Config{})
	a := bufio.NewScanner(s.send(t, http.MethodGet, "/events?topic=a", "").Body)
	b := bufio.NewScanner(s.send(t, http.MethodGet, "/events?topic=b", "").Body)
	ask[delivering](t, s, http.MethodPost, "/control/delivery", `{"paused":true,"topic":"a"}`)
	for _, topic := range []string{"a", "b"} {
		s.publish(t, "?topic="+topic, "1")
	}
	nextData(t, b, 1)
	until(t, "one is counted", func() bool { return s.Stats().Delivered == 1 })
	if got := ask[delivering](t, s, http.MethodDelete, "/control/delivery", ""); got.Paused || !slices.Equal(got.Topics, []string{"a"}) {
		t.Errorf("got %+v", got)
	}
	nextData(t, a, 1)
	ask[delivering](t, s, http.MethodPost, "/control/delivery", `{"paused":true}`)
	if status, text := s.text(t, http.MethodPost, "/control/delivery", `{"paused":false,"topic":"a"}`); status != http.StatusBadRequest {
		t.Errorf("status %d, %s", status, text)
	}
}
