package report_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

var update = flag.Bool("update", false, "rewrite the goldens")

type sample struct {
	name string
	run  *report.Run
}

func samples() []sample {
	return append(loadSamples(), []sample{
		{"pass", healthy()},
		{"mixed", mixed()},
		{"warn", finished(passed("response", "status-200", "200 OK"), warned())},
		{"fail", finished(passed("response", "status-200", "200 OK"), failed())},
		{"error", finished(broken())},
		{"skip", finished(
			skipped("data", "multi-line", report.SkipUntestable, "no publish hook; give --publish"),
			skipped("response", "chunked-framing", report.SkipNotApplicable, "the body is delimited by its end"),
			skipped("fields", "retry-digits", report.SkipInconclusive, "no retry field seen"))},
		{"gated", gated()},
		{"empty", finished()},
		{"unjudged", unjudged()},
		{"against", compared()},
		{"against-silence", comparedToSilence()},
		{"against-unjudged", comparedToNothing()},
		{"against-same", comparedToTheSame()},
	}...)
}

type format struct {
	name  string
	write func(io.Writer, *report.Run) error
}

func formats() []format {
	text := func(o report.TextOptions) func(io.Writer, *report.Run) error {
		return func(w io.Writer, r *report.Run) error { return report.WriteText(w, r, o) }
	}
	return []format{
		{"json", report.WriteJSON},
		{"junit.xml", report.WriteJUnit},
		{"md", report.WriteMarkdown},
		{"annotations", report.WriteAnnotations},
		{"txt", text(report.TextOptions{})},
		{"verbose.txt", text(report.TextOptions{Verbose: true})},
		{"narrow.txt", text(report.TextOptions{Width: 44, Verbose: true})},
		{"color.txt", text(report.TextOptions{Color: true})},
	}
}

func TestGoldens(t *testing.T) {
	known := map[string]bool{}
	for _, s := range samples() {
		for _, f := range formats() {
			name := filepath.Join("testdata", s.name+"."+f.name+".golden")
			known[name] = true
			t.Run(s.name+"."+f.name, func(t *testing.T) { checkGolden(t, name, s.run, f) })
		}
	}
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, ".golden") && !known[f] {
			t.Errorf("%s belongs to no sample", f)
		}
	}
}

func checkGolden(t *testing.T, name string, r *report.Run, f format) {
	t.Helper()
	var b bytes.Buffer
	if err := f.write(&b, r); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("read golden, or make it with -update: %v", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
