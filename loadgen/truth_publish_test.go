package loadgen_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

func TestWhatWasNotPublishedIsNotLost(t *testing.T) {
	t.Parallel()
	const streams, events = 50, 200
	for _, test := range []struct {
		name, answer, note string
	}{
		{"refused", `{"path":"/publish","count":7,"status":400}`, ""},
		{"perhaps stored", `{"path":"/publish","count":7,"status":500}`, "7 events whose publishes failed are expected of nobody"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := startTarget(t, refserver.Config{}, nil)
			r := run(t, s.scenario(streams, events, 100), once(func() {
				s.control(t, http.MethodPost, "/control/answer", test.answer, nil)
			}))
			d, p := r.Load.Deliveries, r.Load.Publishing
			if diff := cmp.Diff(found{Expected: streams * p.Published}, foundIn(d)); diff != "" || d.Note != test.note {
				t.Errorf("the report notes %q, want %q; %s", d.Note, test.note, diff)
			}
			if p.Failed != 7 || p.Planned < p.Published+7 || p.Planned > events {
				t.Errorf("%+v", p)
			}
		})
	}
}

// Some publishes are stored, and answered as if they were not; others are dropped on the way.
func TestWhatWasPublishedAgainstAllOddsIsExpected(t *testing.T) {
	t.Parallel()
	const streams, events = 50, 200
	s := startTarget(t, refserver.Config{}, nil)
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	var n, dropped, denied atomic.Int64
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(res *http.Response) error {
		if n.Load()%10 == 3 {
			denied.Add(1)
			res.StatusCode = http.StatusInternalServerError
		}
		return nil
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%10 == 7 || n.Load() == events {
			dropped.Add(1)
			http.Error(w, "it is lost", http.StatusInternalServerError)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	defer front.Close()
	plan := s.scenario(streams, events, 100)
	plan.Publish.Hook = publish.Reference(front.URL)
	r := run(t, plan, nil)
	if diff := cmp.Diff(found{Expected: streams * (n.Load() - dropped.Load())}, foundIn(r.Load.Deliveries)); diff != "" {
		t.Error(diff)
	}
	failed := dropped.Load() + denied.Load()
	if got := r.Load.Publishing.Failed; got != failed || !strings.HasPrefix(r.Load.Deliveries.Note, formatInt(failed)+" events") {
		t.Errorf("%d publishes failed, want %d: %s", got, failed, r.Load.Deliveries.Note)
	}
}

// The numbers of a server have nothing to do with those of a run that publishes.
func TestIDsOfTheServerAreNumbers(t *testing.T) {
	t.Parallel()
	const streams, events, first = 50, 100, 1000
	s := startTarget(t, refserver.Config{FirstID: first}, nil)
	s.control(t, http.MethodPost, "/control/faults", `{"drop":0.02,"double":0.02,"seed":2,"keep":1000}`, nil)
	plan := s.scenario(streams, events, 100)
	plan.Sequence = stamp.Spec{Sequence: "id", Due: "publisher", Run: plan.Publish.Run}
	r := run(t, plan, nil)
	var did faults
	s.control(t, http.MethodGet, "/control/faults", "", &did)
	// What is dropped before the first event that a Subscriber receives is not known.
	unknown, published := int64(0), r.Load.Publishing.Published
	for _, stream := range did.PerStream {
		for id := int64(first); slices.Contains(stream.DroppedIDs, formatInt(id)); id++ {
			unknown++
		}
	}
	d := r.Load.Deliveries
	want := found{Expected: streams*published - unknown, Lost: did.Dropped - unknown, Duplicate: did.Doubled}
	if diff := cmp.Diff(want, found{d.Expected, d.Lost, d.Duplicate, d.Reordered, 0}); diff != "" || unknown == 0 {
		t.Errorf("%d cannot be known; server against report: %s", unknown, diff)
	}
}
