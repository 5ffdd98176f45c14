package report_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ssegauge/ssegauge/report"
)

func jsonOf(t *testing.T, r *report.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONRoundTrip(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			got, err := report.ReadJSON(strings.NewReader(jsonOf(t, s.run)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(s.run, got, cmpopts.EquateNaNs()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJSONOfAnUnfinishedRunHasNoNull(t *testing.T) {
	got := jsonOf(t, &report.Run{Schema: report.SchemaV1, Verdict: report.Skip, Results: []report.Result{{}}})
	if strings.Contains(got, "null") {
		t.Errorf("got %s", got)
	}
}

func TestJSONKeepsMarkupReadable(t *testing.T) {
	r := report.NewRun(report.KindCheck, report.Target{URL: "http://h/?a=1&b=<2>"}, started())
	if got := jsonOf(t, r); !strings.Contains(got, `"http://h/?a=1&b=<2>"`) {
		t.Errorf("got %s", got)
	}
}

func TestReadJSONRefuses(t *testing.T) {
	good := jsonOf(t, mixed())
	tests := []struct {
		name string
		give string
		want string
	}{
		{"nothing", "", "unexpected end of JSON input"},
		{"other text", "<html>", "invalid character"},
		{"half a document", good[:len(good)/2], "unexpected end"},
		{"two documents", good + good, "after top-level value"},
		{"no schema", `{"verdict":"pass"}`, "no schema: not a run document"},
		{"later schema", strings.Replace(good, "run/v1", "run/v2", 1), `unknown schema "ssegauge/run/v2": this version reads "ssegauge/run/v1"`},
		{"unknown field", strings.Replace(good, `"kind"`, `"sort"`, 1), `unknown field "sort"`},
		{"unknown verdict", strings.Replace(good, `"verdict": "fail"`, `"verdict": "bad"`, 1), `"bad" is none of`},
		{"no verdict", `{"schema":"ssegauge/run/v1"}`, "no verdict"},
		{"wrong counts", strings.Replace(good, `"fail": 1`, `"fail": 0`, 1), `but the results say "5 passed, 1 failed`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := report.ReadJSON(strings.NewReader(tt.give))
			if err == nil || !strings.HasPrefix(err.Error(), "read run: ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// spaces is an endless run of blanks.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadJSONIsBounded(t *testing.T) {
	_, err := report.ReadJSON(spaces{})
	if err == nil || err.Error() != "read run: larger than 64 MiB" {
		t.Errorf("got %v", err)
	}
}

func TestReadJSONPassesOnTheReadersError(t *testing.T) {
	cause := errors.New("disk on fire")
	if _, err := report.ReadJSON(iotest.ErrReader(cause)); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWritersPassOnTheWritersError(t *testing.T) {
	cause := errors.New("disk full")
	for _, f := range formats() {
		t.Run(f.name, func(t *testing.T) {
			err := f.write(brokenWriter{cause}, mixed())
			if !errors.Is(err, cause) || !strings.HasPrefix(err.Error(), "write ") {
				t.Errorf("got %v", err)
			}
			if err := f.write(io.Discard, mixed()); err != nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestJSONRefusesAVerdictWithoutAWord(t *testing.T) {
	r := mixed()
	r.Results[0].Verdict = 17
	if err := report.WriteJSON(io.Discard, r); err == nil {
		t.Error("wrote it")
	}
}
