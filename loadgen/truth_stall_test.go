package loadgen_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

// A stall is for so long, and one event in stallEvery is due in it.
const (
	stall       = 2 * time.Second
	stallRate   = 20
	stallEvents = 70
)

func TestStallOfTheServerIsInLag(t *testing.T) {
	twice(t, func() (wrong, busy trouble) {
		s := startTarget(t, refserver.Config{}, nil)
		plan := s.scenario(1, stallEvents, stallRate)
		plan.Request.Targets[0].URL += "?topic=part.*"
		for i := range 10 {
			plan.Publish.Topics = append(plan.Publish.Topics, publish.Topic{Name: fmt.Sprintf("part.%d", i)})
		}
		r := run(t, plan, once(func() {
			s.control(t, http.MethodPost, "/control/publish-delay", `{"stall":"2s"}`, nil)
		}))
		return late(t, r), busyMachine(r)
	})
}

func TestStallOfThePublisherIsInLag(t *testing.T) {
	twice(t, func() (wrong, busy trouble) {
		s := startTarget(t, refserver.Config{}, nil)
		front := &slowFront{to: s.url}
		server := httptest.NewServer(front)
		defer server.Close()
		plan := s.scenario(1, stallEvents, stallRate)
		plan.Publish.Hook = publish.Reference(server.URL)
		r := run(t, plan, once(front.stall))
		return late(t, r), busyMachine(r)
	})
}

// once does something when events have been published for a while.
func once(do func()) func(loadgen.Tick) {
	var first sync.Once
	return func(tick loadgen.Tick) {
		if tick.Published > stallRate/4 {
			first.Do(do)
		}
	}
}

// slowFront stands before a server, and does not answer while it stalls.
type slowFront struct {
	to   string
	gate sync.RWMutex
}

func (f *slowFront) stall() {
	f.gate.Lock()
	time.AfterFunc(stall, f.gate.Unlock)
}

func (f *slowFront) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.gate.RLock()
	defer f.gate.RUnlock()
	to, err := url.Parse(f.to)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	httputil.NewSingleHostReverseProxy(to).ServeHTTP(w, r)
}

// late says what is wrong with the Lag of events of which some were due in a stall: each of those
// waited for what was left of it.
func late(t *testing.T, r *report.Run) (wrong trouble) {
	t.Helper()
	lag := timing(t, r, measure.Lag)
	if d := r.Load.Deliveries; lag.Count() != stallEvents || d.Lost+d.Duplicate+d.Reordered != 0 {
		t.Fatalf("%d times of lag, want %d; %d lost", lag.Count(), stallEvents, d.Lost)
	}
	if r.Load.Inconclusive != "" {
		wrong.add("the target has stalled, and the run says %s", r.Load.Inconclusive)
	}
	if got, want := lag.Max(), stall-time.Second/stallRate; got < want {
		wrong.add("the longest lag is %v, want %v", got, want)
	}
	for _, than := range []time.Duration{time.Second / 2, time.Second, stall * 3 / 4} {
		want := int64((stall - than).Seconds() * stallRate)
		if got := above(lag, than); got < want-1 || got > want+1 {
			wrong.add("%d events have a lag of more than %v, want %d", got, than, want)
		}
	}
	t.Logf("longest lag %v", lag.Max())
	return wrong
}
