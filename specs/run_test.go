package specs

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

func idsOf(results []report.Result) []string {
	var ids []string
	for _, r := range results {
		ids = append(ids, r.Requirement)
	}
	return ids
}

// catalogueIDs returns those that hold for streams of every dialect.
func catalogueIDs() []string {
	var ids []string
	for _, r := range Catalogue() {
		if r.Profile == "" {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func TestCheck(t *testing.T) {
	server := httptest.NewServer(withHead("Server", "hub"))
	defer server.Close()
	cfg, err := configFor(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	run, err := Check(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(catalogueIDs(), idsOf(run.Results)); diff != "" {
		t.Errorf("results (-catalogue +got):\n%s", diff)
	}
	want := report.Target{URL: cfg.URL, Method: "GET", Server: "hub", Tiers: []string{"passive", "trigger"}, Publish: cfg.Publisher.String()}
	if diff := cmp.Diff(want, run.Target); diff != "" {
		t.Errorf("target (-want +got):\n%s", diff)
	}
	controlled := 0
	for _, r := range Catalogue() {
		if r.Tier == TierControl {
			controlled++
		}
	}
	if s := run.Summary; s.Error > 0 || s.Untestable != controlled || s.Total() != len(run.Results) {
		t.Errorf("got %+v", s)
	}
	if run.Kind != report.KindCheck || run.DurationMS <= 0 {
		t.Errorf("got a %s of %d ms", run.Kind, run.DurationMS)
	}
}

// A process can check as often as it likes.
func TestCheckAgain(t *testing.T) {
	server := httptest.NewServer(spoilt(func(h *hub) { h.method = http.MethodPost }))
	defer server.Close()
	cfg := Config{URL: server.URL + "/events", Method: http.MethodPost, Limits: brief(), Labels: "retry || tier:trigger && fields"}
	for _, round := range []string{"first", "second"} {
		t.Run(round, func(t *testing.T) {
			run, err := Check(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"fields-type-kept", "retry-digits", "retry-present", "retry-sane", "retry-early"}
			if diff := cmp.Diff(want, idsOf(run.Results)); diff != "" {
				t.Errorf("results (-want +got):\n%s", diff)
			}
			if run.Results[0].Skip != report.SkipUntestable || run.Verdict != report.Pass {
				t.Errorf("got %v, %+v", run.Verdict, run.Results[0])
			}
			if run.Target.Method != http.MethodPost || len(run.Target.Tiers) != 1 || run.Target.Publish != "" {
				t.Errorf("got %+v", run.Target)
			}
		})
	}
}

func TestCheckRefusesTheConfiguration(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		want   string
	}{
		{"no URL", Config{}, "url: there is none"},
		{"a broken filter", Config{URL: "http://h/", Labels: "("}, "label filter"},
		{"an empty selection", Config{URL: "http://h/", Labels: "id:none"}, "selects no requirement"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run, err := Check(t.Context(), tt.config)
			if run != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %v, want no Run and … %s …", run, err, tt.want)
			}
			if _, ok := errors.AsType[*UnreachableError](err); ok {
				t.Error("an error of the configuration is not one of the Target")
			}
		})
	}
}

func TestCheckSaysWhatCameInsteadOfAStream(t *testing.T) {
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	tests := []struct {
		name   string
		answer http.HandlerFunc
		status int
		says   string
		fails  string
	}{
		{"404", http.NotFound, 404, "not an event stream: status 404 Not Found", "response-status-200"},
		{"HTML", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
		}, 200, `not an event stream: media type "text/html"`, "response-media-type"},
		{"silence", silent, 0, "not an event stream: no response within ", "response-head-on-quiet-stream"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			run, err := Check(t.Context(), Config{URL: server.URL, Limits: Limits{Timeout: 2 * sec, MaxHeadWait: sec}})
			no, ok := errors.AsType[*NoStreamError](err)
			if !ok || no.Status != tt.status || !strings.HasPrefix(no.Error(), tt.says) {
				t.Fatalf("got %v, want status %d, %s", err, tt.status, tt.says)
			}
			if run.Verdict != report.Fail || run.Reason != "" || len(run.Results) != len(catalogueIDs()) {
				t.Errorf("got %v %q with %d results", run.Verdict, run.Reason, len(run.Results))
			}
			i := slices.IndexFunc(run.Results, func(r report.Result) bool { return r.Requirement == tt.fails })
			if run.Results[i].Verdict != report.Fail {
				t.Errorf("got %v for %s", run.Results[i].Verdict, tt.fails)
			}
		})
	}
}

// Whoever calls it off gets a Run all the same, and soon.
func TestCheckIsCancelled(t *testing.T) {
	server := httptest.NewServer(newHub())
	defer server.Close()
	tests := []struct{ name, probe string }{
		{"before it begins", ""},
		{"in the first probe", probeReach},
		{"in the middle", probeResume},
		{"near the end", probeOdd},
	}
	cause := errors.New("enough")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg, err := configFor(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			cfg.Progress = func(p Progress) {
				if p.Probe == tt.probe {
					cancel(cause)
				}
			}
			if tt.probe == "" {
				cancel(cause)
			}
			run, err := Check(ctx, cfg)
			if !errors.Is(err, cause) || run == nil {
				t.Fatalf("got %v, %v, want a Run and the cause", run, err)
			}
			if run.Verdict != report.Error || run.Reason != err.Error() || len(run.Results) != len(catalogueIDs()) {
				t.Errorf("got %v %q with %d results", run.Verdict, run.Reason, len(run.Results))
			}
			if run.Summary.Fail+run.Summary.Warn > 0 {
				t.Errorf("the Target is blamed for it: %v", run.Summary)
			}
		})
	}
}

func TestUnreachableError(t *testing.T) {
	cause := errors.New("no route")
	err := &UnreachableError{End: wire.EndDialError, Cause: cause}
	if err.Error() != "no route" || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}
