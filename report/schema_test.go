package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ssegauge/ssegauge/report"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("run.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("run.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, doc []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(v)
}

func TestGoldensSatisfyTheSchema(t *testing.T) {
	schema := compileSchema(t)
	files, err := filepath.Glob("testdata/*.json.golden")
	if err != nil || len(files) != len(samples()) {
		t.Fatalf("%d goldens for %d samples, %v", len(files), len(samples()), err)
	}
	for _, f := range files {
		doc, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, schema, doc); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

func TestSchemaRefusesBrokenDocuments(t *testing.T) {
	schema := compileSchema(t)
	tests := []struct {
		name string
		spot string // the place of the fault, as the validator names it
		harm func(doc, result, finding map[string]any)
	}{
		{"unknown field of the run", "additional properties 'extra'", func(doc, _, _ map[string]any) { doc["extra"] = 1 }},
		{"unknown field of a result", "/results/5", func(_, res, _ map[string]any) { res["extra"] = 1 }},
		{"unknown field of a finding", "/findings/0", func(_, _, f map[string]any) { f["extra"] = 1 }},
		{"other schema", "/schema", func(doc, _, _ map[string]any) { doc["schema"] = "ssegauge/run/v2" }},
		{"other kind", "/kind", func(doc, _, _ map[string]any) { doc["kind"] = "bake" }},
		{"no verdict", "missing property 'verdict'", func(doc, _, _ map[string]any) { delete(doc, "verdict") }},
		{"unknown verdict", "/results/5/verdict", func(_, res, _ map[string]any) { res["verdict"] = "failed" }},
		{"unknown level", "/results/5/level", func(_, res, _ map[string]any) { res["level"] = "MUST" }},
		{"unknown tier", "/results/5/tier", func(_, res, _ map[string]any) { res["tier"] = "active" }},
		{"unknown skip", "/results/5/skip", func(_, res, _ map[string]any) { res["skip"] = "tired" }},
		{"unknown outcome", "/results/5/outcome", func(_, res, _ map[string]any) { res["outcome"] = "excused" }},
		{"unexpected pass that failed", "/results/5/verdict", func(_, res, _ map[string]any) { res["outcome"] = "unexpected-pass" }},
		{"unmatched that was judged", "/results/5/verdict", func(_, res, _ map[string]any) { res["outcome"] = "unmatched" }},
		{"excuse without an outcome", "'outcome' required", func(_, res, _ map[string]any) { res["excuse"] = "OPS-1" }},
		{"until that is no day", "/results/5/until", func(_, res, _ map[string]any) {
			res["outcome"], res["excuse"], res["until"] = "expected-failure", "OPS-1", "soon"
		}},
		{"unknown pinned level", "/results/5/pinned", func(_, res, _ map[string]any) { res["pinned"] = "maybe" }},
		{"skip without the verdict", "/results/5/verdict", func(_, res, _ map[string]any) { res["skip"] = "untestable" }},
		{"reason without an error", "/verdict", func(doc, _, _ map[string]any) { doc["reason"], doc["verdict"] = "refused", "fail" }},
		{"hint without a reason", "'reason' required", func(doc, _, _ map[string]any) { doc["hint"] = "try again" }},
		{"requirement that is no slug", "/results/5/requirement", func(_, res, _ map[string]any) { res["requirement"] = "Framing 1" }},
		{"source that is no address", "/results/5/source", func(_, res, _ map[string]any) { res["source"] = "::" }},
		{"null findings", "/results/5/findings", func(_, res, _ map[string]any) { res["findings"] = nil }},
		{"null results", "/results", func(doc, _, _ map[string]any) { doc["results"] = nil }},
		{"offset below none", "/findings/0/offset", func(_, _, f map[string]any) { f["offset"] = -2 }},
		{"offset with a fraction", "/findings/0/offset", func(_, _, f map[string]any) { f["offset"] = 1.5 }},
		{"negative count", "/summary/pass", func(doc, _, _ map[string]any) { object(doc["summary"])["pass"] = -1 }},
		{"missing count", "/summary", func(doc, _, _ map[string]any) { delete(object(doc["summary"]), "error") }},
		{"unknown tier of the target", "/target/tiers/0", func(doc, _, _ map[string]any) { object(doc["target"])["tiers"] = []any{"all"} }},
		{"started in words", "/started", func(doc, _, _ map[string]any) { doc["started"] = "today" }},
		{"negative duration", "/duration_ms", func(doc, _, _ map[string]any) { doc["duration_ms"] = -1 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var doc map[string]any
			if err := json.Unmarshal([]byte(jsonOf(t, mixed())), &doc); err != nil {
				t.Fatal(err)
			}
			res := object(list(doc["results"])[5])
			tt.harm(doc, res, object(list(res["findings"])[0]))
			out, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(t, schema, out); err == nil || !strings.Contains(err.Error(), tt.spot) {
				t.Errorf("got %v, want a complaint about %s", err, tt.spot)
			}
		})
	}
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// TestSchemaNamesEveryField holds the schema and the Go types together.
func TestSchemaNamesEveryField(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(report.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	defs := object(schema["$defs"])
	tests := []struct {
		name   string
		schema map[string]any
		typ    reflect.Type
	}{
		{"run", schema, reflect.TypeFor[report.Run]()},
		{"tool", object(defs["tool"]), reflect.TypeFor[report.Tool]()},
		{"target", object(defs["target"]), reflect.TypeFor[report.Target]()},
		{"summary", object(defs["summary"]), reflect.TypeFor[report.Summary]()},
		{"result", object(defs["result"]), reflect.TypeFor[report.Result]()},
		{"finding", object(defs["finding"]), reflect.TypeFor[report.Finding]()},
		{"comparison", object(defs["comparison"]), reflect.TypeFor[report.Comparison]()},
		{"difference", object(defs["difference"]), reflect.TypeFor[report.Difference]()},
		{"load", object(defs["load"]), reflect.TypeFor[report.Load]()},
		{"plan_line", object(defs["plan_line"]), reflect.TypeFor[report.PlanLine]()},
		{"load_stage", object(defs["load_stage"]), reflect.TypeFor[report.LoadStage]()},
		{"stream_outcomes", object(defs["stream_outcomes"]), reflect.TypeFor[report.StreamOutcomes]()},
		{"timing", object(defs["timing"]), reflect.TypeFor[report.Timing]()},
		{"deliveries", object(defs["deliveries"]), reflect.TypeFor[report.Deliveries]()},
		{"delivery", object(defs["delivery"]), reflect.TypeFor[report.Delivery]()},
		{"closed_stream", object(defs["closed_stream"]), reflect.TypeFor[report.ClosedStream]()},
		{"error_class", object(defs["error_class"]), reflect.TypeFor[report.ErrorClass]()},
		{"error_example", object(defs["error_example"]), reflect.TypeFor[report.ErrorExample]()},
		{"publishing", object(defs["publishing"]), reflect.TypeFor[report.Publishing]()},
		{"generator", object(defs["generator"]), reflect.TypeFor[report.Generator]()},
		{"clock", object(defs["clock"]), reflect.TypeFor[report.Clock]()},
		{"threshold_result", object(defs["threshold_result"]), reflect.TypeFor[report.ThresholdResult]()},
		{"series", object(defs["series"]), reflect.TypeFor[report.Series]()},
		{"capacity", object(defs["capacity"]), reflect.TypeFor[report.Capacity]()},
		{"broken", object(defs["broken"]), reflect.TypeFor[report.Broken]()},
		{"capacity_step", object(defs["capacity_step"]), reflect.TypeFor[report.CapacityStep]()},
		{"step_figures", object(defs["step_figures"]), reflect.TypeFor[report.StepFigures]()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			properties := object(tt.schema["properties"])
			if tt.schema["additionalProperties"] != false {
				t.Error("additional properties are allowed")
			}
			if len(properties) != tt.typ.NumField() {
				t.Errorf("%d properties for %d fields", len(properties), tt.typ.NumField())
			}
			required := list(tt.schema["required"])
			optional := 0
			for f := range tt.typ.Fields() {
				name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
				if properties[name] == nil {
					t.Errorf("field %s is not in the schema", name)
				}
				if option == "omitempty" {
					optional++
				}
			}
			if got := len(required) + optional; got != tt.typ.NumField() {
				t.Errorf("%d required and %d optional of %d fields", len(required), optional, tt.typ.NumField())
			}
		})
	}
}

func TestSchemaIsACopy(t *testing.T) {
	clear(report.Schema())
	if !json.Valid(report.Schema()) {
		t.Error("a caller can change it")
	}
}
