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
	return Limits{Timeout: 4 * sec, Window: 500 * ms, MaxSilence: 3 * sec, MaxHeadWait: 2 * sec, MaxDelay: 3 * sec, MaxLinger: 2 * sec, MaxDown: 3 * sec}
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

// calm leaves out what keeps this machine busiest. Targets of its own show it.
const calm = "!id:resume-race"

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
// and compares what is wrong with them with what they want. Those for which this
// machine was late are observed again when the others are done.
func TestTargets(t *testing.T) {
	const atATime = 14
	targets := allTargets(t)
	got, late, errs := make([][]string, len(targets)), make([]bool, len(targets)), make([]error, len(targets))
	bases := make([]string, len(targets))
	places := make(chan struct{}, atATime)
	var observing sync.WaitGroup
	for i, tt := range targets {
		server := httptest.NewServer(tt.serve)
		t.Cleanup(server.Close)
		bases[i] = server.URL
		places <- struct{}{}
		observing.Go(func() {
			defer func() { <-places }()
			got[i], late[i], errs[i] = tt.wrongs(t.Context(), server.URL)
		})
	}
	observing.Wait()
	for i, tt := range targets {
		t.Run(tt.name, func(t *testing.T) {
			for attempt := 0; late[i] && attempt < attempts; attempt++ {
				got[i], late[i], errs[i] = tt.wrongs(t.Context(), bases[i])
			}
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
// catalogue, and whether this machine was too late to tell.
func (tt target) wrongs(ctx context.Context, base string) (wrong []string, late bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cfg, err := configFor(base)
	if err != nil {
		return nil, false, err
	}
	cfg.Labels = calm
	if tt.change != nil {
		tt.change(&cfg, base)
	}
	if err := cfg.Validate(); err != nil {
		return nil, false, err
	}
	selected, err := selectChecks(cfg.Labels, cfg.Profile)
	if err != nil {
		return nil, false, err
	}
	wrong, late = wrongsIn(observe(ctx, cfg, selected), selected)
	return wrong, late, ctx.Err()
}

// attempts is how often a target is observed once more while this machine is late.
const attempts = 3

// wrongsIn returns what is broken or could not be judged, and whether this
// machine was too late for some of it.
func wrongsIn(seen map[string]*Observation, selected []check) (wrong []string, late bool) {
	for _, c := range selected {
		r := c.result(seen[c.probe], nil)
		if r.Verdict > report.Skip {
			wrong = append(wrong, r.Verdict.String()+" "+r.Requirement)
		}
		late = late || strings.HasPrefix(r.Reason, LateReason)
	}
	return wrong, late
}
