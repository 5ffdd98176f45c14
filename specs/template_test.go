package specs

import (
	"strings"
	"testing"
)

func TestTemplates(t *testing.T) {
	p := Publication{Topic: "a b", ID: "9", Event: "t", Data: "x\n\"<é\u2028", Seq: 7}
	tests := []struct{ name, text, want string }{
		{"plain", "no fields", "no fields"},
		{"every field", "{{.Topic}}|{{.ID}}|{{.Event}}|{{.Data}}|{{.Seq}}", "a b|9|t|x\n\"<é\u2028|7"},
		{"query", "{{urlquery .Topic .Data}}", "a+bx%0A%22%3C%C3%A9%E2%80%A8"},
		{"path", "/t/{{path .Topic}}", "/t/a%20b"},
		{"path with a slash", `{{path "a/b?"}}`, "a%2Fb%3F"},
		{"JSON", `{"data":{{json .Data}}}`, `{"data":"x\n\"<é\u2028"}`},
		{"JSON of nothing", `{{json ""}}`, `""`},
		{"a condition", "{{if .ID}}id{{else}}none{{end}}", "id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			compiled, err := compile("body", tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := expand(compiled, p); err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

func TestTemplateErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown field", "ab {{.Id}}", "parse body: 1:5: can't evaluate field Id"},
		{"unknown function", "{{quote .ID}}", `parse body: 1: function "quote" not defined`},
		{"unfinished", "{{.ID", "parse body: 1: unclosed action"},
		{"a block without end", "a\n{{if .ID}}", "parse body: 2: unexpected EOF"},
		{"a function of too few", "{{json}}", "parse body: 1:2: wrong number of args for json"},
		{"a number as JSON", "{{json .Seq}}", "parse body: 1:7: wrong type for value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := compile("body", tt.text)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Fatalf("got %v, want %s …", err, tt.want)
			}
			if text := err.Error(); strings.Contains(text, "specs.Publication") || strings.Contains(text, "executing") {
				t.Errorf("got %q, which speaks of the template engine", text)
			}
		})
	}
}
