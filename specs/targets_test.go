package specs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

// brief are Limits that keep tests short, and that a busy machine can hold.
func brief() Limits {
	return Limits{Timeout: 4 * sec, Window: 500 * ms, MaxSilence: 3 * sec, MaxHeadWait: 2 * sec, MaxDelay: 3 * sec}
}

// target is a server and what the suite must say of it.
type target struct {
	name   string
	serve  http.Handler
	change func(c *Config, base string) // of the Config that configFor makes
	want   []string                     // "verdict requirement" of all that did not pass
}

const (
	streamPath  = "/events?topic={{urlquery .Topic}}"
	publishPath = "/publish?topic={{urlquery .Topic}}&event={{urlquery .Event}}&id={{urlquery .ID}}"
)

// configFor returns the Config for a server that knows topics, types and ids.
func configFor(base string) (Config, error) {
	publisher, err := NewHTTPPublisher(HTTPHook{Request: "POST " + base + publishPath})
	return Config{URL: base + streamPath, Publisher: publisher, ServerIDs: true, Limits: brief()}, err
}

// passive takes the publish hook away.
func passive(c *Config, _ string) { c.Publisher = nil }

// only selects Specs by a label filter.
func only(labels string) func(*Config, string) {
	return func(c *Config, _ string) { c.Labels = labels }
}

// allTargets returns every target. Those that take longest come first.
func allTargets(t *testing.T) []target {
	t.Helper()
	return slices.Concat(
		headTargets(), holdingTargets(), hooklessTargets(t), endTargets(),
		referenceTargets(t), eventTargets(), fieldTargets(), poisonTargets(), resumeTargets(),
	)
}

// TestTargets observes the targets, some at a time because they mostly wait,
// and compares what is wrong with them with what they want.
func TestTargets(t *testing.T) {
	const atATime = 14
	targets := allTargets(t)
	got, errs := make([][]string, len(targets)), make([]error, len(targets))
	places := make(chan struct{}, atATime)
	var observing sync.WaitGroup
	for i, tt := range targets {
		server := httptest.NewServer(tt.serve)
		t.Cleanup(server.Close)
		places <- struct{}{}
		observing.Go(func() {
			defer func() { <-places }()
			got[i], errs[i] = tt.wrongs(t.Context(), server.URL)
		})
	}
	observing.Wait()
	for i, tt := range targets {
		t.Run(tt.name, func(t *testing.T) {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			hasty := func(s string) bool { return strings.Contains(hastyRequirements, s) && !slices.Contains(tt.want, s) }
			if diff := cmp.Diff(tt.want, slices.DeleteFunc(got[i], hasty)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// hastyRequirements lists what a busy machine breaks by itself, because less
// than a second decides. Targets that break them on purpose still must.
const hastyRequirements = "fail liveness-not-behind, fail liveness-no-burst, warn liveness-frame-in-one-piece"

// wrongs returns what is broken or could not be judged, in the order of the
// catalogue.
func (tt target) wrongs(ctx context.Context, base string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cfg, err := configFor(base)
	if err != nil {
		return nil, err
	}
	if tt.change != nil {
		tt.change(&cfg, base)
	}
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	selected, err := selectChecks(cfg.Labels, cfg.Profile)
	if err != nil {
		return nil, err
	}
	seen := observe(ctx, cfg, selected)
	var wrong []string
	for _, c := range selected {
		if r := c.result(seen[c.probe], nil); r.Verdict > report.Skip {
			wrong = append(wrong, r.Verdict.String()+" "+r.Requirement)
		}
	}
	return wrong, ctx.Err()
}
