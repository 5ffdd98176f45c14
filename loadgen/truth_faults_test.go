package loadgen_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/request"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

// faults is what a reference server has done to deliveries.
type faults struct {
	Decided, Dropped, Doubled, Reordered, Held int64

	PerStream []struct {
		Remote                               string
		Dropped, Doubled, Reordered, Held    int64
		DroppedIDs, DoubledIDs, ReorderedIDs []string
	}
}

// found is what a run says of them.
type found struct{ Expected, Lost, Duplicate, Reordered, Incomplete int64 }

func foundIn(d report.Deliveries) found {
	return found{d.Expected, d.Lost, d.Duplicate, d.Reordered, d.Incomplete}
}

// done returns what a run is to say. What is held when its stream ends is never written.
func (f *faults) done(deliveries int64) found {
	want := found{Expected: deliveries, Lost: f.Dropped + f.Held, Duplicate: f.Doubled, Reordered: f.Reordered}
	for _, s := range f.PerStream {
		if s.Dropped+s.Held > 0 {
			want.Incomplete++
		}
	}
	return want
}

func TestFaultsAreFoundExactly(t *testing.T) {
	t.Parallel()
	const streams, events = 200, 200
	pair := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	t.Cleanup(pair.Close)
	transport, _ := pair.Client().Transport.(*http.Transport)
	secure := transport.TLSClientConfig
	for _, test := range []struct {
		name    string
		server  *tls.Config
		clients *tls.Config
		version request.Version
		shared  int
	}{
		{"http1", nil, nil, request.HTTP1, 0},
		{"h2c", nil, nil, request.H2C, 100},
		{"tls", &tls.Config{Certificates: pair.TLS.Certificates}, secure, request.HTTP1, 0},
		{"tls-http2", &tls.Config{Certificates: pair.TLS.Certificates}, secure, request.HTTP2, 25},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := startTarget(t, refserver.Config{TLS: test.server}, test.clients)
			s.control(t, http.MethodPost, "/control/faults", `{"drop":0.005,"double":0.01,"reorder":0.01,"seed":5,"keep":1000}`, nil)
			plan := s.scenario(streams, events, 80)
			plan.Request.Version = test.version
			plan.Request.StreamsPerConnection = test.shared
			plan.Drain = 3 * time.Second // what is dropped or held at the end never comes
			r := run(t, plan, nil)

			var did faults
			s.control(t, http.MethodGet, "/control/faults", "", &did)
			published := r.Load.Publishing.Published
			if diff := cmp.Diff(did.done(streams*published), foundIn(r.Load.Deliveries)); diff != "" {
				t.Errorf("server against report: %s", diff)
			}
			if published == events && (!did.dropped("1") || !did.dropped("200")) {
				t.Error("the first or the last event was not dropped: the test proves less than it says")
			}
		})
	}
}

// dropped reports whether an event was dropped for any stream.
func (f *faults) dropped(id string) bool {
	for _, s := range f.PerStream {
		if slices.Contains(s.DroppedIDs, id) {
			return true
		}
	}
	return false
}

func TestExamplesAreOfTheEventsAndSubscribersInFault(t *testing.T) {
	t.Parallel()
	const streams, events = 40, 100
	s := startTarget(t, refserver.Config{}, nil)
	s.control(t, http.MethodPost, "/control/faults", `{"drop":0.002,"double":0.002,"reorder":0.002,"seed":3,"keep":1000}`, nil)
	plan := s.scenario(streams, events, 100)
	plan.Request.Targets[0].URL += "?n={{seq}}"
	var log requestLog
	r := run(t, plan, func(loadgen.Tick) { log.read(t, s) })

	var did faults
	s.control(t, http.MethodGet, "/control/faults", "", &did)
	want := map[string][]string{}
	for _, stream := range did.PerStream {
		n := log.subscriberOf(stream.Remote)
		for kind, ids := range map[string][]string{
			report.DeliveryLost: stream.DroppedIDs, report.DeliveryDuplicate: stream.DoubledIDs, report.DeliveryReordered: stream.ReorderedIDs,
		} {
			for _, id := range ids {
				want[kind] = append(want[kind], n+" "+id)
			}
		}
	}
	got := map[string][]string{}
	for _, x := range r.Load.Deliveries.Examples {
		got[x.Kind] = append(got[x.Kind], formatInt(x.Subscriber)+" "+x.Event)
	}
	for _, all := range []map[string][]string{want, got} {
		for kind := range all {
			slices.Sort(all[kind])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) != 3 {
		t.Errorf("server against report: %s", diff)
	}
}

// requestLog is the requests for streams that a server has seen.
type requestLog struct {
	all  []seenRequest
	last int64
}

type seenRequest struct {
	Number                           int64
	Remote, Path, Query, LastEventID string
}

// read takes the requests since it was called last.
func (l *requestLog) read(t *testing.T, s *target) {
	t.Helper()
	var seen struct{ Requests []seenRequest }
	s.control(t, http.MethodGet, "/control/requests?last=1024", "", &seen)
	if len(seen.Requests) == 1024 && seen.Requests[0].Number > l.last+1 {
		t.Fatal("requests were forgotten before they were read")
	}
	for _, r := range seen.Requests {
		if r.Number > l.last && r.Path == "/events" {
			l.all = append(l.all, r)
		}
	}
	if n := len(seen.Requests); n > 0 {
		l.last = seen.Requests[n-1].Number
	}
}

// subscriber returns the Subscriber of a request, which its query says.
func (r seenRequest) subscriber() string {
	query, err := url.ParseQuery(r.Query)
	if err != nil {
		return "none"
	}
	return strings.Join(query["n"], ",")
}

// subscriberOf returns the Subscriber that has asked from an address.
func (l *requestLog) subscriberOf(remote string) string {
	for _, r := range l.all {
		if r.Remote == remote {
			return r.subscriber()
		}
	}
	return "nobody"
}
