package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

func explained() *report.Explanation {
	return &report.Explanation{
		ID: "framing-blank-line-ends-frame", Chapter: "framing", Level: report.Must, Tier: "passive",
		Sentence: "When the server ends the stream, a blank line MUST have ended the last frame.",
		Source:   standard + "event-stream-interpretation",
		Symptom:  "last event missing; curl shows it, but no handler gets it",
		Why:      "The last event is often the one that counts. *Every* client has to discard it, <silently>.",
		Causes:   []string{`one \n where two are needed`, "a handler that returns, or is cancelled, between the data line and the blank line"},
		Fix:      `End every frame with a blank line, the last one too: "data: bye\n\n".`,
		Snippets: []report.Snippet{
			{For: "Go", Lang: "go", Code: "if err != nil {\n\treturn err // however long the line of code may be, it is never broken in two\n}"},
			{For: "event stream", Lang: "text", Code: "data: bye\n\n: ```"},
		},
		Defects: []report.Defect{{Name: "no-last-blank-line", Sentence: "The stream ends amid a frame."}},
	}
}

func overview() []report.Explanation {
	second := *explained()
	second.ID, second.Level, second.Tier = "framing-line-size", report.Should, "trigger"
	second.Sentence = "A line SHOULD NOT be longer than 64 KiB, where the line readers of many | clients stop."
	return []report.Explanation{*explained(), second}
}

func TestExplanationGoldens(t *testing.T) {
	text := func(o report.TextOptions) func(io.Writer) error {
		return func(w io.Writer) error { return report.WriteExplanation(w, explained(), o) }
	}
	tests := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"one.txt", text(report.TextOptions{})},
		{"one.narrow.txt", text(report.TextOptions{Width: 44})},
		{"one.color.txt", text(report.TextOptions{Color: true})},
		{"one.md", func(w io.Writer) error { return report.WriteExplanationMarkdown(w, explained()) }},
		{"overview.txt", func(w io.Writer) error { return report.WriteOverview(w, overview(), report.TextOptions{}) }},
		{"overview.color.txt", func(w io.Writer) error { return report.WriteOverview(w, overview(), report.TextOptions{Color: true}) }},
		{"overview.md", func(w io.Writer) error { return report.WriteOverviewMarkdown(w, overview()) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := tt.write(&b); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join("testdata", "explanation", tt.name+".golden")
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
				t.Errorf("(-want +got):\n%s", diff)
			}
			if err := tt.write(fullDisk{}); err == nil || !strings.HasPrefix(err.Error(), "write explanation: ") {
				t.Errorf("on a full disk: %v", err)
			}
		})
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOnlyCodeIsWiderThanTheWidth(t *testing.T) {
	var b strings.Builder
	if err := report.WriteExplanation(&b, explained(), report.TextOptions{Width: 44}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if line = strings.TrimSuffix(line, "\n"); report.ColumnsOf(line) > 44 && !strings.Contains(line, "return err") {
			t.Errorf("%d columns: %q", report.ColumnsOf(line), line)
		}
	}
}

// Programs read these keys: they never change.
func TestExplanationAsJSON(t *testing.T) {
	doc, err := json.Marshal(&report.Explanation{Causes: []string{"c"}, Snippets: []report.Snippet{{}}, Defects: []report.Defect{{}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"","chapter":"","level":"must","tier":"","sentence":"","source":"","symptom":"","why":"","causes":["c"],"fix":"",` +
		`"snippets":[{"for":"","lang":"","code":""}],"defects":[{"name":"","sentence":""}]}`
	if diff := cmp.Diff(want, string(doc)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
