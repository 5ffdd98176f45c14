package control_test

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

type faultCounts struct{ Decided, Passed, Dropped, Doubled, Reordered, Held int }

type faultReport struct {
	Active                bool
	Drop, Double, Reorder float64
	Seed                  uint64
	Topic                 string
	Only                  []uint64
	faultCounts
	Streams   int
	PerStream []streamFaults
}

type streamFaults struct {
	ID     uint64
	Remote string
	Ended  bool
	faultCounts
	DroppedIDs   []string `json:"droppedIds"`
	DoubledIDs   []string `json:"doubledIds"`
	ReorderedIDs []string `json:"reorderedIds"`
}

// received is what a client saw of the events from 1 to n.
type received struct{ Dropped, Doubled, Reordered []string }

func (r received) counts(n int) faultCounts {
	c := faultCounts{Decided: n, Dropped: len(r.Dropped), Doubled: len(r.Doubled), Reordered: len(r.Reordered)}
	c.Passed = n - c.Dropped - c.Doubled - c.Reordered
	return c
}

// receive reads a stream up to the event of type "end", which it must not see
// before any other.
func receive(body io.Reader, n int) (received, error) {
	count := make([]int, n+1)
	last, id, end := 0, 0, false
	r := received{Dropped: []string{}, Doubled: []string{}, Reordered: []string{}}
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		text := lines.Text()
		switch {
		case strings.HasPrefix(text, "id: "):
			id, _ = strconv.Atoi(text[len("id: "):])
		case text == "event: end":
			end = true
		case strings.HasPrefix(text, "data: ") && !end:
			if count[id]++; id < last {
				r.Reordered = append(r.Reordered, strconv.Itoa(id))
			}
			last = max(last, id)
		case text == "" && end:
			return r.counted(count)
		}
	}
	return r, fmt.Errorf("the stream ended, error %w", lines.Err())
}

// counted adds the events that did not come once, of which count says how often.
func (r received) counted(count []int) (received, error) {
	for id, n := range count {
		switch {
		case id == 0 || n == 1:
		case n == 0:
			r.Dropped = append(r.Dropped, strconv.Itoa(id))
		case n == 2:
			r.Doubled = append(r.Doubled, strconv.Itoa(id))
		default:
			return r, fmt.Errorf("event %d came %d times", id, n)
		}
	}
	return r, nil
}

// What all clients saw together, and each of them, is exactly what is reported.
func TestFaultsOfStreams(t *testing.T) {
	tests := []struct {
		name            string
		streams, events int
		http2           bool
	}{
		{"on event loops", 200, 500, false},
		{"over HTTP/2", 40, 300, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, refserver.Config{})
			if tt.http2 {
				s.overHTTP2(t)
			}
			var reading sync.WaitGroup
			seen := make([]received, tt.streams)
			for i := range tt.streams {
				body := s.send(t, http.MethodGet, "/events", "").Body
				reading.Go(func() {
					var err error
					if seen[i], err = receive(body, tt.events); err != nil {
						t.Error(err)
					}
				})
			}
			ask[faultReport](t, s, http.MethodPost, "/control/faults", `{"drop":0.02,"double":0.03,"reorder":0.04,"seed":11,"keep":1000}`)
			for range tt.events {
				s.publish(t, "", "x")
			}
			until(t, "all is decided", func() bool {
				return ask[faultReport](t, s, http.MethodGet, "/control/faults?limit=0", "").Decided == tt.streams*tt.events
			})
			report := ask[faultReport](t, s, http.MethodDelete, "/control/faults", "")
			s.publish(t, "?event=end", "x")
			reading.Wait()
			checkReport(t, report, seen, tt.events)
		})
	}
}

func checkReport(t *testing.T, report faultReport, seen []received, events int) {
	t.Helper()
	var got []received
	var sum faultCounts
	for _, s := range report.PerStream {
		r := received{s.DroppedIDs, s.DoubledIDs, s.ReorderedIDs}
		if s.faultCounts != r.counts(events) {
			t.Errorf("stream %d: counts %+v, lists %+v", s.ID, s.faultCounts, r.counts(events))
		}
		got = append(got, r)
	}
	for _, r := range seen {
		c := r.counts(events)
		sum.Decided += c.Decided
		sum.Passed += c.Passed
		sum.Dropped += c.Dropped
		sum.Doubled += c.Doubled
		sum.Reordered += c.Reordered
	}
	if sum != report.faultCounts || min(sum.Dropped, sum.Doubled, sum.Reordered) == 0 {
		t.Errorf("clients saw %+v, reported is %+v", sum, report.faultCounts)
	}
	order := func(a, b received) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	slices.SortFunc(got, order)
	slices.SortFunc(seen, order)
	if diff := gocmp.Diff(seen, got); diff != "" {
		t.Errorf("clients saw (-), reported is (+):\n%s", diff)
	}
}

// nextData returns the data of the next n events.
func nextData(t *testing.T, lines *bufio.Scanner, n int) (data []string) {
	t.Helper()
	for len(data) < n && lines.Scan() {
		if text, is := strings.CutPrefix(lines.Text(), "data: "); is {
			data = append(data, text)
		}
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
	return data
}

// An event that is held back comes with the next one, with DELETE, and before the
// end of a complete response; and what is replayed comes whole.
func TestHeldEvent(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		s := start(t, refserver.Config{})
		if http2 {
			s.overHTTP2(t)
		}
		s.publish(t, "", "a")
		ask[faultReport](t, s, http.MethodPost, "/control/faults", `{"reorder":1}`)
		lines := bufio.NewScanner(s.send(t, http.MethodGet, "/events", "", "Last-Event-ID: 0").Body)
		want := func(data ...string) {
			t.Helper()
			if diff := gocmp.Diff(data, nextData(t, lines, len(data))); diff != "" {
				t.Errorf("HTTP/2 %v: %s", http2, diff)
			}
		}
		held := func() bool { return ask[faultReport](t, s, http.MethodGet, "/control/faults", "").Held == 1 }
		want("a")
		s.publish(t, "", "b")
		s.publish(t, "", "c")
		want("c", "b")
		s.publish(t, "", "d")
		until(t, "it is held", held)
		if got := ask[faultReport](t, s, http.MethodDelete, "/control/faults", ""); got.Passed != 2 || got.Reordered != 1 || got.Decided != 3 {
			t.Errorf("got %+v", got)
		}
		want("d")
		s.publish(t, "", "e")
		want("e")
		ask[faultReport](t, s, http.MethodPost, "/control/faults", `{"reorder":1}`)
		s.publish(t, "", "f")
		until(t, "it is held", held)
		if status, _ := s.text(t, http.MethodPost, "/control/streams/drop", `{"all":true,"how":"complete"}`); status != http.StatusOK {
			t.Errorf("status %d", status)
		}
		want("f")
		if lines.Scan(); lines.Scan() {
			t.Errorf("after the end: %q", lines.Text())
		}
		until(t, "it has ended", func() bool {
			got := ask[faultReport](t, s, http.MethodGet, "/control/faults", "")
			return got.Streams == 1 && got.PerStream[0].Ended && got.Passed == 1
		})
	}
}
