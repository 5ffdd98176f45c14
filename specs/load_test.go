package specs

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

// savedFolder returns a directory with a save of the probes "reach" and
// "stream".
func savedFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	saveIn(t, dir, observationsOf(reached(streamHead).Observation, watched("retry: 2000\n\nid: 1\ndata: a\n\n").Observation), report.Redactor{})
	return dir
}

// replaceIn replaces text in a file, which must hold it.
func replaceIn(t *testing.T, file, old, repl string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%s lacks %s: %v\n%s", file, old, err, data)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), old, repl, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoadRefuses(t *testing.T) {
	replacing := func(file, old, repl string) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			replaceIn(t, filepath.Join(dir, file), old, repl)
		}
	}
	tests := []struct {
		name    string
		harm    func(t *testing.T, dir string)
		problem SavedProblem
		want    string
	}{
		{"no manifest", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Remove(filepath.Join(dir, manifestFile)); err != nil {
				t.Fatal(err)
			}
		}, SavedMissing, "DIR: there is no manifest.json in it"},
		{"a manifest of something else", replacing(manifestFile, `"ssegauge/transcripts/v1"`, `"x"`), SavedForeign, `DIR/manifest.json: it is something else: its schema is "x"`},
		{"JSON of something else", replacing(manifestFile, `"schema"`, `"scheme"`), SavedForeign, "DIR/manifest.json: it is something else: it names no schema"},
		{"another kind of JSON", replacing("reach.json", `"ssegauge/observation/v1"`, `7`), SavedForeign, "DIR/reach.json: it is something else"},
		{"a newer manifest", replacing(manifestFile, "transcripts/v1", "transcripts/v2"), SavedNewer, `DIR/manifest.json: schema "ssegauge/transcripts/v2": this version reads "ssegauge/transcripts/v1"`},
		{"a newer probe", replacing("stream.json", "observation/v1", "observation/v12"), SavedNewer, `DIR/stream.json: schema "ssegauge/observation/v12"`},
		{"another run", replacing("stream.json", `"run": "2026`, `"run": "2025`), SavedForeign, "DIR/stream.json: it belongs to another run than manifest.json"},
		{"another probe", replacing("stream.json", `"probe": "stream"`, `"probe": "reach"`), SavedForeign, `DIR/stream.json: it holds the probe "reach"`},
		{"bad syntax", replacing("stream.json", `"limits": {`, `"limits": [`), SavedDamaged, "DIR/stream.json:PLACE: invalid character"},
		{"cut off", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Truncate(filepath.Join(dir, "reach.json"), 100); err != nil {
				t.Fatal(err)
			}
		}, SavedDamaged, "DIR/reach.json:PLACE: unexpected end of JSON input"},
		{"empty", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Truncate(filepath.Join(dir, "reach.json"), 0); err != nil {
				t.Fatal(err)
			}
		}, SavedDamaged, "DIR/reach.json: unexpected end of JSON input"},
		{"a wrong type", replacing("stream.json", `"as_json": false`, `"as_json": 7`), SavedDamaged, "DIR/stream.json:PLACE: as_json: want bool, got number"},
		{"an unknown field", replacing("stream.json", `"as_json"`, `"as_yaml"`), SavedDamaged, `DIR/stream.json: unknown field "as_yaml"`},
		{"a bad transcript", replacing("stream.json", `"kind": "closed"`, `"kind": "odd"`), SavedDamaged, `DIR/stream.json:PLACE: transcripts[0]: load transcript stream: parse end kind: "odd"`},
		{"a transcript that is none", replacing("stream.json", `"ssegauge/transcript/v1"`, `"x"`), SavedDamaged, `DIR/stream.json:PLACE: transcripts[0]: load transcript: schema "x"`},
		{"too large", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Truncate(filepath.Join(dir, "stream.json"), MaxSavedBytes+1); err != nil {
				t.Fatal(err)
			}
		}, SavedTooLarge, "DIR/stream.json: it is larger than 256 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := savedFolder(t)
			tt.harm(t, dir)
			_, err := Load(dir)
			saved, ok := errors.AsType[*SavedError](err)
			if !ok || saved.Problem != tt.problem {
				t.Fatalf("got %v, want %s", err, tt.problem)
			}
			got := regexp.MustCompile(`json:[1-9]\d*:[1-9]\d*: `).ReplaceAllString(err.Error(), "json:PLACE: ")
			want := "saved transcripts: " + strings.Replace(tt.want, "DIR", dir, 1)
			if !strings.HasPrefix(filepath.ToSlash(got), filepath.ToSlash(want)) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// A place is one of the file, also inside of a Transcript.
func TestLoadTellsThePlace(t *testing.T) {
	dir := savedFolder(t)
	file := filepath.Join(dir, "stream.json")
	replaceIn(t, file, `"at_ns": 0`, `"at_ns": "x"`)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(data), `"x"`)
	_, err = Load(dir)
	saved, ok := errors.AsType[*SavedError](err)
	if want := 1 + strings.Count(before, "\n"); !ok || saved.Line != want {
		t.Errorf("got %v, want line %d", err, want)
	}
}

func TestLoadFindsNoDirectory(t *testing.T) {
	file := filepath.Join(savedFolder(t), manifestFile)
	for dir, want := range map[string]string{file + "x": "there is no such directory", file: "it is not a directory"} {
		_, err := Load(dir)
		if saved, ok := errors.AsType[*SavedError](err); !ok || saved.Problem != SavedMissing || !strings.Contains(err.Error(), dir+": "+want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A probe without its file is not judged, and says so; where its tier is
// required, that is an error.
func TestAProbeWithoutItsFileIsUntestable(t *testing.T) {
	dir := savedFolder(t)
	if err := os.Remove(filepath.Join(dir, "stream.json")); err != nil {
		t.Fatal(err)
	}
	seen, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		cfg  Config
		want report.Verdict
	}{
		{Config{Labels: "id:retry-sane || id:response-status-200"}, report.Skip},
		{Config{Labels: "id:retry-sane || id:response-status-200", Require: []Tier{TierPassive}}, report.Error},
	} {
		run, err := Judge(seen, tt.cfg)
		if err != nil {
			t.Fatal(err)
		}
		got := run.Results[1]
		if got.Verdict != tt.want || !strings.HasSuffix(got.Reason, "not among the saved transcripts") || run.Results[0].Verdict != report.Pass {
			t.Errorf("got %+v", run.Results)
		}
	}
}

func TestJudgeRefusesAWrongConfig(t *testing.T) {
	for _, cfg := range []Config{{Labels: "("}, {Labels: "id:none"}, {Require: []Tier{"all"}}} {
		if run, err := Judge(observationsOf(), cfg); err == nil || run != nil {
			t.Errorf("%+v: got %v, %v", cfg, run, err)
		}
	}
}

func TestMakeFolder(t *testing.T) {
	tests := []struct {
		name string
		dir  func(t *testing.T) string
		want SavedProblem
	}{
		{"new", func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "a", "b") }, ""},
		{"empty", func(t *testing.T) string { t.Helper(); return t.TempDir() }, ""},
		{"saved before", savedFolder, ""},
		{"saved by a newer version", func(t *testing.T) string {
			t.Helper()
			dir := savedFolder(t)
			replaceIn(t, filepath.Join(dir, manifestFile), "transcripts/v1", "transcripts/v2")
			return dir
		}, ""},
		{"something else", func(t *testing.T) string {
			t.Helper()
			dir := savedFolder(t)
			replaceIn(t, filepath.Join(dir, manifestFile), "ssegauge/transcripts", "extension")
			return dir
		}, SavedOccupied},
		{"no manifest", func(t *testing.T) string {
			t.Helper()
			dir := savedFolder(t)
			if err := os.Remove(filepath.Join(dir, manifestFile)); err != nil {
				t.Fatal(err)
			}
			return dir
		}, SavedOccupied},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := MakeFolder(tt.dir(t))
			saved, _ := errors.AsType[*SavedError](err)
			if (err != nil) != (tt.want != "") || err != nil && saved.Problem != tt.want {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := MakeFolder(filepath.Join(savedFolder(t), manifestFile)); err == nil {
		t.Error("a file has become a directory")
	}
}

// A second save leaves nothing of the first, and nothing unfinished.
func TestSaveReplacesWhatWasThere(t *testing.T) {
	dir := savedFolder(t)
	own := filepath.Join(dir, "run.json")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	second := observationsOf(watched("data: b\n\n").Observation)
	second.Started = second.Started.Add(sec)
	saveIn(t, dir, second, report.Redactor{})
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Probes) != 1 || string(got.Probes[0].Transcripts[0].Body) != "data: b\n\n" {
		t.Errorf("got %+v", got.Probes)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("got %v, %v", entries, err)
	}
}
