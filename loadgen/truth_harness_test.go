package loadgen_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// target is a reference server that does on request what a run is to find out.
type target struct {
	url    string
	client *http.Client
	tls    *tls.Config // of clients; nil if it is plain
}

// startTarget runs a reference server until the test ends.
func startTarget(t *testing.T, c refserver.Config, clients *tls.Config) *target {
	t.Helper()
	c.Control = true
	server, err := refserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1) // sent by the goroutine below
	go func() { served <- server.Serve(ctx, l, patience) }()
	s := newTarget(t, "http://"+l.Addr().String(), clients)
	t.Cleanup(func() {
		s.client.CloseIdleConnections()
		cancel()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return s
}

// newTarget is a reference server that runs elsewhere.
func newTarget(t *testing.T, url string, clients *tls.Config) *target {
	t.Helper()
	if clients != nil {
		url = strings.Replace(url, "http:", "https:", 1)
	}
	s := &target{url: url, tls: clients, client: &http.Client{Timeout: patience, Transport: &http.Transport{TLSClientConfig: clients}}}
	t.Cleanup(s.client.CloseIdleConnections)
	return s
}

// control asks a control endpoint, whose answer must be 200, and reads it into answer
// unless that is nil.
func (s *target) control(t *testing.T, method, path, body string, answer any) {
	t.Helper()
	if err := s.ask(context.WithoutCancel(t.Context()), method, path, body, answer); err != nil {
		t.Fatal(err)
	}
}

// ask is control for goroutines other than the test's.
func (s *target) ask(ctx context.Context, method, path, body string, answer any) error {
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return &url.Error{Op: method, URL: path, Err: http.ErrNotSupported}
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(answer)
}

// beginOf returns when all of so many streams are open for sure, and publishing begins.
// Handshakes take longer.
func (s *target) beginOf(streams int) time.Duration {
	each := 4 * time.Millisecond
	if s.tls != nil {
		each = 12 * time.Millisecond
	}
	return 500*time.Millisecond + time.Duration(streams)*each
}

// scenario is so many streams that receive so many events, at a rate.
func (s *target) scenario(streams, events int, rate float64) loadgen.Scenario {
	begin, lasts := s.beginOf(streams), time.Duration(float64(events)/rate*float64(time.Second))
	hook := publish.Reference(s.url)
	hook.TLS = s.tls
	return loadgen.Scenario{
		Request: request.Spec{Targets: []request.Target{{URL: s.url + "/events"}}, TLS: s.tls},
		Plan: schedule.Plan{Stages: []schedule.Stage{
			{Name: "open", Duration: begin / 3, Streams: streams}, {Name: "hold", Duration: begin*2/3 + lasts, Streams: streams},
		}},
		// The last event is due half a turn before the plan is over.
		Publish: &publish.Plan{Rate: rate, Start: begin, Stop: begin + lasts - time.Duration(0.5/rate*float64(time.Second)), Hook: hook, Run: "truth"},
	}
}

// run carries a scenario out, which must be possible.
func run(t *testing.T, s loadgen.Scenario, watch func(loadgen.Tick)) *report.Run {
	t.Helper()
	r, err := loadgen.Run(t.Context(), s, loadgen.Watch{Second: watch})
	if err != nil {
		t.Fatal(err)
	}
	readable(t, r)
	return r
}

// readable sees to it that a report is a document that can be read again.
func readable(t *testing.T, r *report.Run) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := report.ReadJSON(strings.NewReader(string(text))); err != nil {
		t.Errorf("read report: %v", err)
	}
}

// number reads a decimal number.
func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func formatInt(n int64) string { return strconv.FormatInt(n, 10) }
