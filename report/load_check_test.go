package report_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/report"
)

func TestLoadJSONRoundTrip(t *testing.T) {
	schema := compileSchema(t)
	for _, s := range loadSamples() {
		t.Run(s.name, func(t *testing.T) {
			text := jsonOf(t, s.run)
			got, err := report.ReadJSON(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(s.run, got, cmpopts.EquateNaNs()); diff != "" {
				t.Error(diff)
			}
			if err := validate(t, schema, []byte(text)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFiguresThatAreNoNumbersAreGaps(t *testing.T) {
	l := load()
	l.Series.Rows = []report.SeriesRow{{0, math.Inf(1), math.NaN()}, {1e6, -1.5, 1e-9}}
	l.Generator.CPUShare = math.NaN()
	text := jsonOf(t, loaded(l))
	got, err := report.ReadJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []report.SeriesRow{{0, math.NaN(), math.NaN()}, {1e6, -1.5, 1e-9}}
	if diff := cmp.Diff(want, got.Load.Series.Rows, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if got.Load.Generator.CPUShare != 0 {
		t.Errorf("got %v", got.Load.Generator.CPUShare)
	}
}

func TestReadJSONRefusesALoad(t *testing.T) {
	tests := []struct {
		name string
		want string
		harm func(doc, load map[string]any)
	}{
		{"without its load", `no load: a run of kind "load" has one`, func(doc, _ map[string]any) { delete(doc, "load") }},
		{"of another kind", `load: in a run of kind "check"`, func(doc, _ map[string]any) { doc["kind"] = "check" }},
		{"with a capacity", `capacity: in a run of kind "load"`, func(doc, _ map[string]any) { doc["capacity"] = map[string]any{} }},
		{"with results", `results: in a run of kind "load"`, func(doc, _ map[string]any) {
			doc["results"], object(doc["summary"])["pass"] = []any{map[string]any{"level": "must", "verdict": "pass"}}, 1
		}},
		{"another verdict", `verdict is "pass" but the load says "warn"`, func(doc, _ map[string]any) { doc["verdict"] = "pass" }},
		{"more started than planned", "load: outcomes: 10001 started and 0 not of 10000 planned", func(_, l map[string]any) { object(l["outcomes"])["started"] = 10_001 }},
		{"more opened than started", "load: outcomes: 10001 opened of 10000 started", func(_, l map[string]any) { object(l["outcomes"])["opened"] = 10_001 }},
		{"more live than the peak", "load: outcomes: 9999 live, but at most 9988 at once", func(_, l map[string]any) { object(l["outcomes"])["live"] = 9_999 }},
		{"wrong sum", "load: deliveries: 29940101 received and 16 lost of 29940118 expected", func(_, l map[string]any) { object(l["deliveries"])["lost"] = 16 }},
		{"lost by more than was lost", "load: deliveries: 17 lost by 18 subscribers", func(_, l map[string]any) { object(l["deliveries"])["incomplete"] = 18 }},
		{"expected of nothing", "load: deliveries: something is expected without a sequence", func(_, l map[string]any) { object(l["deliveries"])["sequence"] = "none" }},
		{"more examples than there are", "load: deliveries: examples[2]: more are shown as duplicate than there are", func(_, l map[string]any) { object(l["deliveries"])["duplicate"] = 0 }},
		{"unknown example", `load: deliveries: examples[0]: unknown kind "gone"`, func(_, l map[string]any) { object(list(object(l["deliveries"])["examples"])[0])["kind"] = "gone" }},
		{"falling quantiles", "load: timings[0]: the quantiles of connect do not rise", func(_, l map[string]any) { object(list(l["timings"])[0])["p90_us"] = 1 }},
		{"too many negative", "load: timings[0]: 20000 negative of 10012", func(_, l map[string]any) { object(list(l["timings"])[0])["negative"] = 20_000 }},
		{"too many errors shown", "load: errors[0]: 1 examples of 0", func(_, l map[string]any) { object(list(l["errors"])[0])["count"] = 0 }},
		{"too much published", "load: publishing: 2999 published and 2 failed of 3000 planned", func(_, l map[string]any) { object(l["publishing"])["published"] = 2_999 }},
		{"limited, but conclusive", "load: generator: limited, but the run is not inconclusive", func(_, l map[string]any) { object(l["generator"])["limited"] = true }},
		{"threshold without a text", "load: thresholds[0]: no text", func(_, l map[string]any) { l["thresholds"] = []any{map[string]any{"text": "", "at_ms": 1}} }},
		{"aborted and held", "load: thresholds[0]: aborted the run, but is not missed", func(_, l map[string]any) {
			l["thresholds"] = []any{map[string]any{"text": "a", "held": true, "aborted": true, "at_ms": 1}}
		}},
		{"ragged series", "load: series: rows[1]: 2 numbers for 3 columns", func(_, l map[string]any) { list(object(l["series"])["rows"])[1] = []any{1, nil} }},
		{"words in the series", "cannot unmarshal string", func(_, l map[string]any) { list(object(l["series"])["rows"])[1] = []any{"a", "b", "c"} }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refuses(t, loadLosses(), tt.want, func(doc map[string]any) { tt.harm(doc, object(doc["load"])) })
		})
	}
}

func TestReadJSONRefusesACapacity(t *testing.T) {
	tests := []struct {
		name string
		want string
		harm func(doc, capacity, step map[string]any)
	}{
		{"without its capacity", `no capacity: a run of kind "capacity" has one`, func(doc, _, _ map[string]any) { delete(doc, "capacity") }},
		{"of another kind", `capacity: in a run of kind "check"`, func(doc, _, _ map[string]any) { doc["kind"] = "check" }},
		{"another verdict", `verdict is "fail" but the capacity says "pass"`, func(doc, _, _ map[string]any) { doc["verdict"] = "fail" }},
		{"a number that did not hold", "capacity: streams: 13000 is no step that held", func(_, c, _ map[string]any) { c["streams"] = 13_000 }},
		{"held and broke", `capacity: steps[4]: held, but "lost == 0" broke`, func(_, _, s map[string]any) { s["held"] = true }},
		{"broke nothing", "capacity: steps[4]: did not hold, but nothing broke", func(_, _, s map[string]any) { delete(s, "broke") }},
		{"broke nowhere", "capacity: broke: all steps held", func(_, c, _ map[string]any) { c["steps"], c["streams"] = list(c["steps"])[:4], 8_000 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refuses(t, capacityFound(), tt.want, func(doc map[string]any) {
				c := object(doc["capacity"])
				tt.harm(doc, c, object(list(c["steps"])[4]))
			})
		})
	}
}

func TestARowOfASeriesIsOneLine(t *testing.T) {
	if got, want := jsonOf(t, loadHeld()), "[0, 0, null],\n        [1, 1002, 4.25],\n        [2, 2004, 4.5]\n      ]\n"; !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
	l := load()
	l.Series.Rows = []report.SeriesRow{{}, {math.NaN()}, {-1}}
	l.Plan = []report.PlanLine{{Name: "[\n 1,\n 2\n]", Value: "null"}}
	if got, want := jsonOf(t, loaded(l)), "[],\n        [null],\n        [-1]\n      ]\n"; !strings.Contains(got, want) {
		t.Errorf("got %s", got)
	}
}

func TestSchemaRefusesABrokenLoad(t *testing.T) {
	schema := compileSchema(t)
	tests := []struct {
		name string
		spot string
		harm func(doc, load map[string]any)
	}{
		{"in a check", "/kind", func(doc, _ map[string]any) { doc["kind"] = "check" }},
		{"beside results", "/results", func(doc, _ map[string]any) { doc["results"] = []any{map[string]any{}} }},
		{"unknown field", "/load", func(_, l map[string]any) { l["extra"] = 1 }},
		{"unknown sequence", "/load/deliveries/sequence", func(_, l map[string]any) { object(l["deliveries"])["sequence"] = "luck" }},
		{"unknown example", "/examples/0/kind", func(_, l map[string]any) { object(list(object(l["deliveries"])["examples"])[0])["kind"] = "gone" }},
		{"class that is no slug", "/load/errors/0/class", func(_, l map[string]any) { object(list(l["errors"])[0])["class"] = "Not Found" }},
		{"negative count", "/load/outcomes/opened", func(_, l map[string]any) { object(l["outcomes"])["opened"] = -1 }},
		{"words in the series", "/load/series/rows/0/0", func(_, l map[string]any) { object(l["series"])["rows"] = []any{[]any{"a"}} }},
		{"half a microsecond", "/load/timings/0/p50_us", func(_, l map[string]any) { object(list(l["timings"])[0])["p50_us"] = 1.5 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var doc map[string]any
			if err := json.Unmarshal([]byte(jsonOf(t, loadLosses())), &doc); err != nil {
				t.Fatal(err)
			}
			tt.harm(doc, object(doc["load"]))
			text, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(t, schema, text); err == nil || !strings.Contains(err.Error(), tt.spot) {
				t.Errorf("got %v, want a complaint about %s", err, tt.spot)
			}
		})
	}
}

func refuses(t *testing.T, r *report.Run, want string, harm func(doc map[string]any)) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(jsonOf(t, r)), &doc); err != nil {
		t.Fatal(err)
	}
	harm(doc)
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := report.ReadJSON(strings.NewReader(string(text))); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func loadSamples() []sample {
	return []sample{
		{"load-pass", loadHeld()},
		{"load-quiet", loadQuiet()},
		{"load-missed", loadMissed()},
		{"load-limited", loadLimited()},
		{"load-losses", loadLosses()},
		{"load-unjudged", loadUnjudged()},
		{"capacity", capacityFound()},
		{"capacity-limited", capacityLimited()},
	}
}
