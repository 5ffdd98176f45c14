package loadgen_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/await"
	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

// unionPatience ends a test that would hang; nothing is measured against it.
const unionPatience = 30 * time.Second

// faultyServer is a reference server.
type faultyServer struct{ url string }

func startFaulty(t *testing.T) faultyServer {
	t.Helper()
	server, err := refserver.New(refserver.Config{Control: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.Serve(ctx, l, unionPatience) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return faultyServer{"http://" + l.Addr().String()}
}

// did is what the server has done to deliveries, and how many streams it has.
type did struct{ Decided, Dropped, Doubled, Reordered, Held, Total int64 }

func (s faultyServer) ask(t *testing.T, method, path, body string) (d did) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(&d); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: status %s, %v", method, path, res.Status, err)
	}
	return d
}

// decided waits until so many deliveries were decided on.
func (s faultyServer) decided(t *testing.T, n int) {
	t.Helper()
	await.Until(t, unionPatience, "all is decided", func() bool {
		return s.ask(t, http.MethodGet, "/control/faults?limit=0", "").Decided == int64(n)
	})
}

// compared is a plan that lasts until the test ends it.
func compared(url string, streams int) loadgen.Scenario {
	s := scenario(url)
	s.Plan.Stages = schedule.Ramp(streams, 0, time.Hour)
	s.Union, s.Workers = true, 2
	return s
}

// Losses and duplicates of events with ids that are no numbers of ours are found exactly: each
// Subscriber has the first event, and no event is lost to half of them.
func TestUnionFindsFaultsExactly(t *testing.T) {
	t.Parallel()
	const streams, events = 60, 40
	server := startFaulty(t)
	ctx, cancel := context.WithCancel(t.Context())
	var acts did
	var driving sync.WaitGroup
	driving.Go(func() {
		defer cancel()
		await.Until(t, unionPatience, "all streams are open", func() bool {
			return server.ask(t, http.MethodGet, "/control/streams?limit=0", "").Total == streams
		})
		server.ask(t, http.MethodPost, "/control/faults", `{}`)
		server.ask(t, http.MethodPost, "/publish", "first")
		server.decided(t, streams)
		server.ask(t, http.MethodPost, "/control/faults", `{"drop":0.05,"double":0.06,"reorder":0.07,"seed":7}`)
		for range events {
			server.ask(t, http.MethodPost, "/publish", "the same text")
		}
		server.decided(t, streams*events)
		acts = server.ask(t, http.MethodDelete, "/control/faults?limit=0", "")
	})
	run, err := loadgen.Run(ctx, compared(server.url+"/events", streams), loadgen.Watch{})
	driving.Wait()
	if err != nil {
		t.Fatal(err)
	}
	got := run.Load.Deliveries
	want := report.Deliveries{
		Sequence: report.SequenceUnion, Expected: streams * (events + 1), Received: streams*(events+1) - acts.Dropped, Lost: acts.Dropped,
		Duplicate: acts.Doubled, Incomplete: got.Incomplete, Examples: got.Examples,
	}
	if diff := cmp.Diff(want, got); diff != "" || min(got.Lost, got.Duplicate, got.Incomplete) == 0 {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
	for _, x := range got.Examples {
		if n, err := strconv.Atoi(strings.Split(x.Event, ",")[0]); err != nil || n < 2 || n > events+1 {
			t.Errorf("the example names event %q: %+v", x.Event, x)
		}
	}
}

// playing is a server without ids: what each Subscriber gets is a text for each event, empty
// where it is dropped.
type playing struct {
	events int
	text   func(subscriber, event int) string
	begun  chan struct{} // closed by the test once all have the first event
}

func (p *playing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	subscriber, _ := strconv.Atoi(r.URL.Query().Get("n"))
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, "id: of all that follow\n\ndata: first\n\n")
	_ = http.NewResponseController(w).Flush()
	select {
	case <-p.begun:
	case <-r.Context().Done():
		return
	}
	for n := range p.events {
		if text := p.text(subscriber, n); text != "" {
			_, _ = fmt.Fprintf(w, "event: %d\ndata: %s\n\n", n%2, text)
		}
	}
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

// play runs Subscribers against p until they have received so many events.
func (p *playing) play(t *testing.T, streams, received int) report.Deliveries {
	t.Helper()
	p.begun = make(chan struct{})
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	begin := sync.OnceFunc(func() { close(p.begun) })
	ctx, cancel := context.WithTimeout(t.Context(), unionPatience)
	defer cancel()
	run, err := loadgen.Run(ctx, compared(server.URL+"/?n={{seq}}", streams), loadgen.Watch{Second: func(tick loadgen.Tick) {
		got := tick.Total.Count(measure.Everything(), measure.Events)
		if got >= int64(streams) {
			begin()
		}
		if got >= int64(received) {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return run.Load.Deliveries
}

// Of payloads without ids, the losses are found exactly as long as none is sent twice, also where
// none of the Subscribers of one worker received an event.
func TestUnionOfPayloads(t *testing.T) {
	t.Parallel()
	const streams, events = 21, 50
	dropped := func(s, n int) bool { return n == 30 && s%2 == 1 || (n*7+s*3)%11 == 0 }
	lost := 0
	for n := range events {
		for s := range streams {
			if dropped(s, n) {
				lost++
			}
		}
	}
	p := &playing{events: events, text: func(s, n int) string {
		if dropped(s, n) {
			return ""
		}
		return strconv.Itoa(n / 2) // the type tells them apart
	}}
	got := p.play(t, streams, streams*(events+1)-lost)
	want := report.Deliveries{
		Sequence: report.SequenceUnion, Expected: streams * (events + 1), Lost: int64(lost), Received: int64(streams*(events+1) - lost),
		Incomplete: streams, Examples: got.Examples,
	}
	// Event 30 was received by those alone to whom the rule let it pass.
	passed := 0
	for s := range streams {
		if !dropped(s, 30) {
			passed++
		}
	}
	if 2*passed <= streams {
		want.Expected -= int64(streams - passed)
		want.Lost -= int64(streams - passed)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// A payload that comes again is counted apart, and the report says so.
func TestUnionOfRepeatedPayloads(t *testing.T) {
	t.Parallel()
	const streams, events = 4, 10
	p := &playing{events: events, text: func(_, n int) string { return strconv.Itoa(n % 2 * n) }}
	got := p.play(t, streams, streams*(events+1))
	want := report.Deliveries{
		Sequence: report.SequenceUnion, Expected: streams * 7, Received: streams * 7, Repeated: streams * 4,
		Note: "payloads repeat: ids would tell duplicates and losses of these",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

func TestUnionOfTwoSaysThatLossesAreNotSeen(t *testing.T) {
	t.Parallel()
	p := &playing{events: 2, text: func(s, n int) string {
		if s == n {
			return ""
		}
		return strconv.Itoa(n)
	}}
	got := p.play(t, 2, 4)
	if got.Lost != 0 || got.Note != "losses are not seen with fewer than 3 subscribers" {
		t.Errorf("got %+v", got)
	}
}

// What a run publishes by itself has a Lag with union, too.
func TestUnionOfWhatIsPublished(t *testing.T) {
	t.Parallel()
	server := startFaulty(t)
	for _, spec := range []stamp.Spec{{}, {Sequence: report.SequenceNone, Unit: "ms"}} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := compared(server.url+"/events", 5)
		s.Sequence = spec
		s.Publish = &publish.Plan{Rate: 50, Start: time.Second / 2, Hook: publish.Reference(server.url), Run: "union"}
		run, err := loadgen.Run(ctx, s, loadgen.Watch{Second: func(tick loadgen.Tick) {
			if tick.Total.Count(measure.Everything(), measure.Events) > 0 {
				cancel()
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		isLag := func(m report.Timing) bool { return m.Name == measure.Lag.String() }
		d := run.Load.Deliveries
		if i := slices.IndexFunc(run.Load.Timings, isLag); i < 0 || run.Load.Timings[i].Count != d.Received || d.Received == 0 || d.Lost != 0 {
			t.Errorf("%+v: got %+v", spec, d)
		}
	}
}
