package control_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

type delayReport struct {
	Distribution, Topic string
	Seed                uint64
	StalledUntil        string
	Waiting, Gone       int
	Count               int
	P50, P99, Max, Late string
	P999                string `json:"p99.9"`
	Last                []string
}

func parse(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Every publish takes at least the delay that is reported for it, and the quantiles
// are those of the list.
func TestPublishDelay(t *testing.T) {
	s := start(t, refserver.Config{})
	tests := []string{
		`{"distribution":"constant","delay":"2ms"}`,
		`{"distribution":"uniform","min":"1ms","max":"5ms","seed":3}`,
		`{"distribution":"normal","mean":"3ms","deviation":"2ms"}`,
		`{"distribution":"bimodal","low":"1ms","high":"20ms","share":0.1,"topic":"default"}`,
		`{"distribution":"pareto","min":"1ms","max":"50ms","alpha":1.1}`,
		`{"distribution":"list","delays":["1ms","0s","4ms"]}`,
	}
	for _, spec := range tests {
		t.Run(spec, func(t *testing.T) {
			first := checkDelays(t, s, spec)
			if again := checkDelays(t, s, spec); !slices.Equal(again, first) {
				t.Errorf("the same seed gives %v and %v", first, again)
			}
		})
	}
}

// checkDelays publishes with delays and returns them.
func checkDelays(t *testing.T, s *running, spec string) []time.Duration {
	t.Helper()
	const publishes = 40
	ask[delayReport](t, s, http.MethodPost, "/control/publish-delay", spec)
	var took []time.Duration
	for range publishes {
		began := time.Now()
		s.publish(t, "", "x")
		took = append(took, time.Since(began))
	}
	s.publish(t, "?topic=other", "x")
	report := ask[delayReport](t, s, http.MethodDelete, "/control/publish-delay", "")
	var delays []time.Duration
	for i, text := range report.Last {
		delays = append(delays, parse(t, text))
		if i < publishes && took[i] < delays[i] {
			t.Errorf("publish %d took %v, its delay was %v", i, took[i], delays[i])
		}
	}
	if other := len(delays) - publishes; (other == 1) != (report.Topic == "") {
		t.Errorf("the other topic: %d delays", other)
	}
	sorted := slices.Sorted(slices.Values(delays))
	rank := func(perMille int) string { return fmt.Sprint(sorted[(len(sorted)*perMille+999)/1000-1]) }
	want := delayReport{
		Distribution: report.Distribution, Topic: report.Topic, Seed: report.Seed, Last: report.Last, Late: report.Late,
		Count: len(delays), P50: rank(500), P99: rank(990), P999: rank(999), Max: rank(1000),
	}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
	return delays
}

// All publishes wait until a stall ends, or is ended.
func TestPublishStall(t *testing.T) {
	const publishes = 20
	s := start(t, refserver.Config{})
	state := func() delayReport { return ask[delayReport](t, s, http.MethodGet, "/control/publish-delay", "") }
	publish := func() *sync.WaitGroup {
		var publishing sync.WaitGroup
		for range publishes {
			publishing.Go(func() {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.addr+"/publish", strings.NewReader("x"))
				if err != nil {
					t.Error(err)
					return
				}
				res, err := s.client.Do(req)
				if err != nil || res.StatusCode != http.StatusOK {
					t.Error(res, err)
					return
				}
				_ = res.Body.Close()
			})
		}
		return &publishing
	}
	ask[delayReport](t, s, http.MethodPost, "/control/publish-delay", `{"stall":"1m"}`)
	publishing := publish()
	until(t, "all wait", func() bool { return state().Waiting == publishes })
	if got := s.Stats().History.Published; got != 0 {
		t.Errorf("%d published", got)
	}
	if got := ask[delayReport](t, s, http.MethodDelete, "/control/publish-delay", ""); got.Waiting != publishes || got.StalledUntil == "" {
		t.Errorf("got %+v", got)
	}
	publishing.Wait()
	ask[delayReport](t, s, http.MethodPost, "/control/publish-delay", `{"stall":"50ms"}`)
	publish().Wait()
	if got := state(); got.Count != publishes || parse(t, got.Max) > 50*time.Millisecond {
		t.Errorf("got %+v", got)
	}
	if got := s.Stats().History.Published; got != 2*publishes {
		t.Errorf("%d published", got)
	}
}

// A publisher that leaves has published nothing; and a server that ends waits for
// none, not even for one whose delay is no longer that of others.
func TestPublisherLeaves(t *testing.T) {
	s := start(t, refserver.Config{})
	ask[delayReport](t, s, http.MethodPost, "/control/publish-delay", `{"distribution":"constant","delay":"1m"}`)
	ctx, leave := context.WithCancel(t.Context())
	answers := make(chan int, 2) // sent by the goroutines below
	for _, ctx := range []context.Context{ctx, t.Context()} {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.addr+"/publish", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			res, err := s.client.Do(req)
			if err != nil {
				answers <- 0
				return
			}
			answers <- res.StatusCode
			_ = res.Body.Close()
		}()
	}
	state := func() delayReport { return ask[delayReport](t, s, http.MethodGet, "/control/publish-delay", "") }
	until(t, "both wait", func() bool { return state().Waiting == 2 })
	leave()
	until(t, "one is gone", func() bool { return state().Gone == 1 })
	if status := <-answers; status != 0 {
		t.Errorf("status %d", status)
	}
	ask[delayReport](t, s, http.MethodPost, "/control/publish-delay", `{"distribution":"constant","delay":"0s"}`)
	s.stop()
	if status := <-answers; status != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503: the server ends", status)
	}
	if got := s.Stats().History.Published; got != 0 {
		t.Errorf("%d published", got)
	}
}

// What is reported can be read back by machines.
func TestDelayReportIsJSON(t *testing.T) {
	s := start(t, refserver.Config{})
	_, text := s.text(t, http.MethodGet, "/control/publish-delay", "")
	var got map[string]any
	if err := json.Unmarshal([]byte(text), &got); err != nil || got["p99.9"] != "0s" || fmt.Sprint(got["last"]) != "[]" {
		t.Errorf("got %s, %v", text, err)
	}
}
