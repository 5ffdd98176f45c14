package specs

import (
	"encoding/json"
	"fmt"
	"go/format"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

const (
	maxSnippets    = 6
	maxCodeLines   = 12
	maxCodeColumns = 76
	tabColumns     = 4
)

// A Snippet is a text like the others: what is the same stands there once.
func TestSnippetsAreShared(t *testing.T) {
	first := map[string]Snippet{}
	for _, r := range Catalogue() {
		for i, s := range r.Snippets {
			if other, seen := first[s.Code]; seen && other != s {
				t.Errorf("%s: Snippets[%d] for %s is the one for %s", r.ID, i, s.For, other.For)
			}
			first[s.Code] = s
			if slices.Contains(r.Snippets[:i], s) {
				t.Errorf("%s: Snippets[%d] stands there twice", r.ID, i)
			}
		}
	}
}

func TestProblemsOfCode(t *testing.T) {
	tests := []struct{ name, lang, code, want string }{
		{"statements", "go", "if ok {\n\treturn\n}", ""},
		{"declarations", "go", "func f() {\n\treturn\n}", ""},
		{"Go that does not parse", "go", "if {", "does not parse"},
		{"Go that is not formatted", "go", "if ok {\n  return\n}", "is not gofmt's"},
		{"JSON", "json", `{"a": 1}`, ""},
		{"JSON that does not parse", "json", `{a: 1}`, "does not parse"},
		{"YAML", "yaml", "a: 1\nb: [2]", ""},
		{"YAML that does not parse", "yaml", "a: [", "does not parse"},
		{"nothing", "nginx", "", "is empty"},
		{"a tab", "nginx", "location / {\n\tgzip off;\n}", "has a tab"},
		{"CRLF", "http", "a: b\r\nc: d", "has a control character"},
		{"a space at the end of a line", "nginx", "gzip off; \nb;", "has a space at the end of line 1"},
		{"a line end at its end", "nginx", "gzip off;\n", "begins or ends with white space"},
		{"a line end at its start", "nginx", "\ngzip off;", "begins or ends with white space"},
		{"an indented line at its start", "nginx", "  gzip off;", "begins or ends with white space"},
		{"12 lines", "text", strings.Repeat("x\n", 11) + "x", ""},
		{"13 lines", "text", strings.Repeat("x\n", 12) + "x", "has 13 lines"},
		{"76 columns", "text", strings.Repeat("ü", 76), ""},
		{"77 columns", "text", "a\n" + strings.Repeat("ü", 77), "line 2 has 77 columns"},
		{"a tab is 4 columns", "go", "if ok {\n\tf(" + strings.Repeat("x", 71) + ")\n}", "line 2 has 78 columns"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Join(problemsOfCode(tt.lang, tt.code), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// languages returns the names that Markdown has for what Snippets are written in.
func languages() []string {
	return []string{
		"apache", "csharp", "go", "http", "java", "js", "json", "nginx", "php", "python", "ruby", "sh", "sql", "text", "vcl", "yaml",
	}
}

func problemsOfSnippets(snippets []Snippet) []string {
	var found []string
	if len(snippets) < 1 || len(snippets) > maxSnippets {
		found = append(found, fmt.Sprintf("there are %d Snippets, want 1 to %d", len(snippets), maxSnippets))
	}
	for i, s := range snippets {
		name := fmt.Sprintf("Snippets[%d]", i)
		found = append(found, problemsOfText(name+".For", s.For, 24)...)
		if !slices.Contains(languages(), s.Lang) {
			found = append(found, fmt.Sprintf("%s is in the unknown language %q", name, s.Lang))
		}
		for _, problem := range problemsOfCode(s.Lang, s.Code) {
			found = append(found, fmt.Sprintf("%s for %s %s", name, s.For, problem))
		}
	}
	return found
}

func problemsOfCode(lang, code string) []string {
	if code == "" {
		return []string{"is empty"}
	}
	found := append(problemsOfSyntax(lang, code), problemsOfLines(code)...)
	if strings.TrimSpace(code) != code {
		found = append(found, "begins or ends with white space")
	}
	if strings.ContainsFunc(code, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		found = append(found, "has a control character")
	}
	if lang != "go" && strings.Contains(code, "\t") {
		found = append(found, "has a tab")
	}
	return found
}

func problemsOfLines(code string) []string {
	var found []string
	lines := strings.Split(code, "\n")
	if len(lines) > maxCodeLines {
		found = append(found, fmt.Sprintf("has %d lines, want at most %d", len(lines), maxCodeLines))
	}
	for i, line := range lines {
		if strings.TrimRightFunc(line, unicode.IsSpace) != line {
			found = append(found, fmt.Sprintf("has a space at the end of line %d", i+1))
		}
		columns := utf8.RuneCountInString(line) + (tabColumns-1)*strings.Count(line, "\t")
		if columns > maxCodeColumns {
			found = append(found, fmt.Sprintf("line %d has %d columns, want at most %d", i+1, columns, maxCodeColumns))
		}
	}
	return found
}

// problemsOfSyntax parses what has a parser here. Go must be as gofmt has it.
func problemsOfSyntax(lang, code string) []string {
	var err error
	switch lang {
	case "go":
		var want []byte
		if want, err = format.Source([]byte(code)); err == nil && string(want) != code {
			return []string{fmt.Sprintf("is not gofmt's:\n%s", want)}
		}
	case "json":
		var doc any
		err = json.Unmarshal([]byte(code), &doc)
	case "yaml":
		var doc any
		err = yaml.Unmarshal([]byte(code), &doc)
	}
	if err != nil {
		return []string{fmt.Sprintf("does not parse: %v", err)}
	}
	return nil
}
