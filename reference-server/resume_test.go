package refserver

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// resetOf is the event that says why id cannot be resumed from.
func resetOf(reason, id, end string) eventstream.Event {
	return eventstream.Event{
		Type:        "reset",
		Data:        fmt.Sprintf(`{"reason":%q,"lastEventId":%q}`, reason, id),
		LastEventID: end,
	}
}

func TestResumeByHeaderOrQuery(t *testing.T) {
	tests := []struct {
		name   string
		header string
		query  string
		want   []string
	}{
		{"header", "2", "", []string{"3", "4"}},
		{"query", "", "3", []string{"4"}},
		{"header wins", "2", "3", []string{"3", "4"}},
		{"empty query", "2", "", []string{"3", "4"}},
	}
	s := start(t, Config{})
	for range 4 {
		s.publish(t, "", "x")
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			st := s.open(t, "?lastEventId="+test.query, "Last-Event-ID: "+test.header)
			if diff := cmp.Diff(test.want, st.ids(t, len(test.want))); diff != "" {
				t.Errorf("IDs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResumeGoesOnLive(t *testing.T) {
	s := start(t, Config{})
	for range 8 {
		s.publish(t, "", "x")
	}
	st := s.open(t, "", "Last-Event-ID: 6")
	for range 4 {
		s.publish(t, "", "x")
	}
	want := []string{"7", "8", "9", "10", "11", "12"}
	if diff := cmp.Diff(want, st.ids(t, 6)); diff != "" {
		t.Errorf("IDs over the change of width (-want +got):\n%s", diff)
	}
}

func TestResumeFromEveryID(t *testing.T) {
	names := []string{"", "", "blue", "9", "", "grün ü", "007", "99", "", "a b"}
	s := start(t, Config{})
	watcher := s.open(t, "?topic=a&topic=b")
	var ids []string
	for i, name := range names {
		ids = append(ids, s.publish(t, "?topic="+string("ab"[i%2])+"&id="+url.QueryEscape(name), "x"))
	}
	if diff := cmp.Diff(ids, watcher.ids(t, len(ids))); diff != "" {
		t.Errorf("live (-want +got):\n%s", diff)
	}
	for k, id := range ids {
		st := s.open(t, "?topic=a&topic=b", "Last-Event-ID: "+id)
		if diff := cmp.Diff(append([]string{}, ids[k+1:]...), append([]string{}, st.ids(t, len(ids)-k-1)...)); diff != "" {
			t.Errorf("after %q (-want +got):\n%s", id, diff)
		}
	}
}

func TestClientCutBeforeItsFirstEventLosesNothing(t *testing.T) {
	tests := []struct {
		name   string
		before []string // IDs of events published before it came
	}{
		{"empty log", nil},
		{"after events", []string{"", ""}},
		{"after an opaque ID", []string{"", "blue"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, Config{})
			for _, id := range test.before {
				s.publish(t, "?id="+id, "old")
			}
			first := s.open(t, "?topic=default&topic=other")
			s.publish(t, "?topic=unrelated", "of no interest")
			// Some byte of the first frame's blank line must arrive for the ID to count.
			begin := make([]byte, 256)
			n, err := first.Body.Read(begin)
			if err != nil {
				t.Fatal(err)
			}
			if err := first.decoder.Feed(begin[:n], func(eventstream.View) { t.Error("dispatched an event") }); err != nil {
				t.Fatal(err)
			}
			if err := first.Body.Close(); err != nil {
				t.Fatal(err)
			}
			want := []string{s.publish(t, "", "missed"), s.publish(t, "?topic=other", "missed")}
			second := s.open(t, "?topic=default&topic=other", "Last-Event-ID: "+first.decoder.LastEventID())
			if diff := cmp.Diff(want, second.ids(t, 2)); diff != "" {
				t.Errorf("IDs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResetThenLive(t *testing.T) {
	tests := []struct {
		name   string
		id     string
		reason string
	}{
		{"evicted", "1", "evicted"},
		{"start of the log", "0", "evicted"},
		{"never given", "500", "unknown"},
		{"a huge number", strings.Repeat("9", 100), "unknown"},
		{"negative", "-1", "unknown"},
		{"letters", "x", "unknown"},
		{"long", strings.Repeat("x", 9000), "unknown"},
		{"not ASCII", "grün", "unknown"},
	}
	s := start(t, Config{HistoryCount: 5})
	for range 10 {
		s.publish(t, "", "x")
	}
	last := 10
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			st := s.open(t, "", "Last-Event-ID: "+test.id)
			if diff := cmp.Diff(resetOf(test.reason, test.id, strconv.Itoa(last)), st.next(t)); diff != "" {
				t.Errorf("first event (-want +got):\n%s", diff)
			}
			again := s.open(t, "", "Last-Event-ID: "+st.decoder.LastEventID())
			last++
			want := s.publish(t, "", "x")
			for _, each := range []*stream{st, again} {
				if got := each.next(t); got.LastEventID != want || got.Type != "message" {
					t.Errorf("then got %+v, want event %s", got, want)
				}
			}
		})
	}
}

func TestNewestEvictedIDResumes(t *testing.T) {
	s := start(t, Config{HistoryCount: 2})
	for range 5 {
		s.publish(t, "", "x")
	}
	if diff := cmp.Diff([]string{"4", "5"}, s.open(t, "", "Last-Event-ID: 3").ids(t, 2)); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(resetOf("evicted", "2", "5"), s.open(t, "", "Last-Event-ID: 2").next(t)); diff != "" {
		t.Errorf("first event (-want +got):\n%s", diff)
	}
}

func TestResetOnAnEmptyLog(t *testing.T) {
	s := start(t, Config{})
	st := s.open(t, "", "Last-Event-ID: 57")
	if diff := cmp.Diff(resetOf("unknown", "57", "0"), st.next(t)); diff != "" {
		t.Errorf("first event (-want +got):\n%s", diff)
	}
	s.publish(t, "", "x")
	again := s.open(t, "", "Last-Event-ID: "+st.decoder.LastEventID())
	if diff := cmp.Diff([]string{"1"}, again.ids(t, 1)); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
}

func TestHistoryBytesAreBounded(t *testing.T) {
	s := start(t, Config{HistoryBytes: 10_000})
	for range 100 {
		s.publish(t, "", strings.Repeat("x", 1000))
	}
	stats := s.Stats().History
	if stats.Events != 9 || stats.Bytes > 10_000 {
		t.Errorf("history is %+v", stats)
	}
	if got := s.open(t, "", "Last-Event-ID: 90").next(t).Type; got != "reset" {
		t.Errorf("resumed from an evicted ID with %s", got)
	}
}

func TestHistoryAgesWithoutPublishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := startPipe(t, Config{HistoryAge: time.Minute})
		s.publish(t, "", "x")
		s.publish(t, "", "x")
		<-time.After(time.Minute - time.Nanosecond)
		if got := s.open(t, "", "Last-Event-ID: 1").next(t).LastEventID; got != "2" {
			t.Errorf("just before: got event %s, want 2", got)
		}
		<-time.After(time.Nanosecond)
		if got := s.open(t, "", "Last-Event-ID: 1").next(t); got != resetOf("evicted", "1", "2") {
			t.Errorf("just after: got %+v", got)
		}
		if got := s.Stats().History; got.Events != 0 || got.Bytes != 0 {
			t.Errorf("history is %+v", got)
		}
	})
}

func TestStrangeIDsAreAnswered(t *testing.T) {
	s := start(t, Config{})
	for _, id := range []string{"\t", "a\tb", "\xff\xfe", `"quoted"`, "<b>", "%00"} {
		res := s.request(t, http.MethodGet, "/events", "", "Last-Event-ID: "+id)
		if res.StatusCode != http.StatusOK {
			t.Errorf("ID %q: status %d", id, res.StatusCode)
		}
	}
}
