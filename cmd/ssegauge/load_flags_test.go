package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// loadFlags returns the options that flags of load make.
func loadFlags(t *testing.T, args ...string) *loadOptions {
	t.Helper()
	var o loadOptions
	f := pflag.NewFlagSet("load", pflag.ContinueOnError)
	o.addFlags(f)
	if err := f.Parse(args); err != nil {
		t.Fatal(err)
	}
	o.request.url = f.Arg(0)
	return &o
}

func TestLoadPlansByItself(t *testing.T) {
	s, err := loadFlags(t, "http://localhost/events").scenario()
	if err != nil {
		t.Fatal(err)
	}
	want := []schedule.Stage{{Name: "ramp", Duration: 2 * time.Second, Streams: 100}, {Name: "hold", Duration: 30 * time.Second, Streams: 100}}
	if diff := cmp.Diff(want, s.Plan.Stages); diff != "" {
		t.Error(diff)
	}
	if s.Publish != nil {
		t.Error("publishes, but nobody said how")
	}
}

func TestLoadFlagsMakeAScenario(t *testing.T) {
	s, err := loadFlags(t, "http://localhost/events",
		"--stage", "1s:10,peak=2s:20", "--churn", "1%/s:5s", "--storm", "1s:50%", "--seed", "7",
		"--target", "3 tag=news http://localhost/{{users.topic}}", "--feed", "users=users.csv:unique",
		"-H", "X-A: b", "--cookie", "a=b", "--http", "h2c", "--streams-per-connection", "10",
		"--slow", "1%:64B/s", "--slow", "2%:1KiB/s", "--stalled", "3%", "--disconnect", "rst",
		"--resume", "no-id", "--retry", "1s", "--retry-jitter", "20%", "--retry-fixed",
		"--publish-rate", "30/m", "--reference", "--topic", "a=3", "--topic", "b", "--publish-size", "110=9,1KiB-4000",
		"--threshold", "lost == 0").scenario()
	if err != nil {
		t.Fatal(err)
	}
	for _, diff := range []string{
		cmp.Diff([]schedule.Stage{{Duration: time.Second, Streams: 10}, {Name: "peak", Duration: 2 * time.Second, Streams: 20}}, s.Plan.Stages),
		cmp.Diff(schedule.Churn{Rate: 0.01, Away: 5 * time.Second}, s.Plan.Churn),
		cmp.Diff(schedule.Storm{Every: time.Second, Share: 0.5}, s.Plan.Storm),
		cmp.Diff([]request.Target{{URL: "http://localhost/events"}, {URL: "http://localhost/{{users.topic}}", Weight: 3, Tag: "news"}}, s.Request.Targets),
		cmp.Diff([]request.Feed{{Name: "users", File: "users.csv", Order: request.Unique}}, s.Request.Feeds),
		cmp.Diff([]engine.Reader{{Share: 0.01, Rate: 64}, {Share: 0.02, Rate: 1024}, {Share: 0.03}}, s.Readers),
		cmp.Diff(engine.Resume{Forget: true, Retry: time.Second, Jitter: 0.2, Fixed: true}, s.Resume),
		cmp.Diff([]publish.Topic{{Name: "a", Weight: 3}, {Name: "b"}}, s.Publish.Topics),
		cmp.Diff([]publish.Size{{Min: 110, Max: 110, Weight: 9}, {Min: 1024, Max: 4000}}, s.Publish.Sizes),
		cmp.Diff([]time.Duration{time.Second, 3 * time.Second}, []time.Duration{s.Publish.Start, s.Publish.Stop}),
		cmp.Diff(publish.Reference("http://localhost").Request, s.Publish.Hook.Request),
	} {
		if diff != "" {
			t.Error(diff)
		}
	}
	if s.Request.Version != request.H2C || s.Leave != engine.RST || s.Publish.Rate != 0.5 || s.Plan.Seed != 7 {
		t.Errorf("got %+v", s)
	}
}

func TestLoadTellsEveryBadFlag(t *testing.T) {
	_, err := loadFlags(t, "http://",
		"--streams", "0", "--churn", "1", "--storm", "x", "--target", "3", "--target", "tag=a 3 3 http://x/", "--feed", "x",
		"-H", "x", "--http", "4", "--slow", "1%", "--stalled", "x", "--disconnect", "x", "--resume", "x", "--retry-jitter", "1",
		"--publish-rate", "x", "--publish", "x", "--topic", "a=b", "--publish-size", "x", "--seq", "x", "--sent-unit", "x",
		"--workers", "-1", "--max-events", "-1", "--timeout", "0", "--max-line", "1", "--proxy", "x", "--clock", "x",
	).scenario()
	if err == nil {
		t.Fatal("no error")
	}
	for _, flag := range []string{
		"--streams", "--churn", "--storm", "--target", "--feed", "--header", "--http", "--slow", "--stalled", "--disconnect",
		"--resume", "--retry-jitter", "--publish-rate", "--publish", "--topic", "--publish-size", "--seq", "--sent-unit",
		"--workers", "--max-events", "--timeout", "--max-line", "--proxy", "--clock", "url",
	} {
		if !strings.Contains("\n"+err.Error(), "\n"+flag) {
			t.Errorf("nothing about %s", flag)
		}
	}
	if strings.Contains("\n"+err.Error(), "\nplan.") || strings.Contains(err.Error(), "\nrequest.") {
		t.Error("a path of the plan is not translated")
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestLoadOptionsThatExcludeEachOther(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"stages and arrivals", []string{"--stage", "1s:1", "--arrivals", "1/s"}, "--arrivals: want it or --stage, not both"},
		{"stages and streams", []string{"--stage", "1s:1", "--streams", "5"}, "--streams: it says nothing beside --stage: leave one of them out"},
		{"arrivals and a ramp", []string{"--arrivals", "1/s", "--ramp", "5s"}, "--ramp: it says nothing beside --arrivals: leave one of them out"},
		{"topics and no rate", []string{"--topic", "a"}, "--topic: nothing is published without --publish-rate"},
		{"a rate and no hook", []string{"--publish-rate", "1/s"}, "--publish-rate: how to publish is not known: want --publish 'POST URL'"},
		{"numbers of nobody", []string{"--seq", "publisher"}, `--seq: "publisher": this run publishes nothing: want --publish-rate`},
		{"a caret", []string{"--threshold", "lag.p99 < 250"}, "--threshold: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := loadFlags(t, append(tt.args, "http://localhost/")...).scenario()
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestOriginOf(t *testing.T) {
	tests := []struct{ url, want string }{
		{"http://localhost:80/events?x=1", "http://localhost:80"},
		{"https://u:p@host/events", "https://host"},
		{"http://host?topic={{seq}}", "http://host"},
	}
	for _, tt := range tests {
		if got := originOf(tt.url); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.url, got, tt.want)
		}
	}
}
