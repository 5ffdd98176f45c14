package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
)

func markdownOf(t *testing.T, r *report.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteMarkdown(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMarkdownEscapes(t *testing.T) {
	tests := []struct {
		name string
		give string
		want string
	}{
		{"cell border", "a|b", "a&#124;b"},
		{"code", "`rm`", "&#96;rm&#96;"},
		{"HTML", "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"entity", "&lt;", "&amp;lt;"},
		{"image", "![x](y)", "!&#91;x&#93;(y)"},
		{"emphasis", "**b** _i_ ~s~", "&#42;&#42;b&#42;&#42; &#95;i&#95; &#126;s&#126;"},
		{"mention", "@everyone", "@&#8203;everyone"},
		{"reference", "#12", "#&#8203;12"},
		{"bare link", "http://evil.example", "http&#58;//evil.example"},
		{"bare www link", "www.evil.example", "www&#46;evil.example"},
		{"escape", `\n`, "&#92;n"},
		{"new row", "a\n| b |", "a&#92;n&#124; b &#124;"},
		{"terminal", "\x1b[2J", "&#92;x1b&#91;2J"},
		{"bytes", "\xff\u202e", "&#92;xff&#92;u202e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := failed()
			res.Findings = []report.Finding{{Message: tt.give}}
			got := rowOf(t, markdownOf(t, finished(res)))
			if !strings.HasSuffix(got, "| "+tt.want+" |") {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func rowOf(t *testing.T, doc string) string {
	t.Helper()
	for line := range strings.Lines(doc) {
		if strings.HasPrefix(line, "| [") {
			return strings.TrimSuffix(line, "\n")
		}
	}
	t.Fatalf("no row in %s", doc)
	return ""
}

func TestMarkdownFenceIsLongerThanItsContent(t *testing.T) {
	res := failed()
	res.Findings = []report.Finding{{Message: "m", Excerpt: "```\\n````"}}
	got := markdownOf(t, finished(res))
	if !strings.Contains(got, "\n`````text\n") || !strings.Contains(got, "\n`````\n") {
		t.Errorf("got %s", got)
	}
}

func TestMarkdownLinksOnlyToTheWeb(t *testing.T) {
	tests := []struct {
		name, source, want string
	}{
		{"anchor", "https://h.example/a#b", "](https://h.example/a#b)"},
		{"end of the link", "https://h.example/) [x](javascript:y)|<", "](https://h.example/%29%20%5Bx%5D%28javascript:y%29%7C%3C)"},
		{"entity", "https://h.example/?a&copy=1", "](https://h.example/?a&amp;copy=1)"},
		{"script", "javascript:alert(1)", "| <code>framing-blank-line-ends-frame</code> |"},
		{"nothing", "", "| <code>framing-blank-line-ends-frame</code> |"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := failed()
			res.Source = tt.source
			if got := markdownOf(t, finished(res)); !strings.Contains(got, tt.want) {
				t.Errorf("%s is not in %s", tt.want, got)
			}
		})
	}
}

func TestMarkdownShowsAFewFindings(t *testing.T) {
	got := markdownOf(t, mixed())
	if n := strings.Count(got, "at:       watch, byte"); n != 4 {
		t.Errorf("%d findings are shown", n)
	}
	for _, want := range []string{"the stream ended inside a frame (+4 more) |", "\n+2 more (see the JSON report)\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

func TestMarkdownIsBounded(t *testing.T) {
	var results []report.Result
	for i := range 300 {
		res := failed()
		res.Requirement = fmt.Sprintf("framing-rule-%d", i)
		res.Sentence = strings.Repeat("<|>", 1000)
		results = append(results, res)
	}
	got := markdownOf(t, finished(results...))
	if len(got) > 60_000 {
		t.Errorf("%d bytes", len(got))
	}
	if !strings.Contains(got, " more without room here: see the JSON report") {
		t.Error("does not say that something is left out")
	}
	if opened, closed := strings.Count(got, "<details>"), strings.Count(got, "</details>"); opened != closed {
		t.Errorf("%d details opened, %d closed", opened, closed)
	}
}

func TestMarkdownWithin(t *testing.T) {
	var results []report.Result
	for range 100 {
		results = append(results, failed())
	}
	r := finished(results...)
	for _, limit := range []int{0, 100, 1000, 5000, 20_000, 200_000} {
		var b bytes.Buffer
		if err := report.WriteMarkdownWithin(&b, r, limit); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if len(got) > limit {
			t.Errorf("%d bytes within %d", len(got), limit)
		}
		if strings.Count(got, "<details>") != strings.Count(got, "</details>") {
			t.Errorf("within %d the cut goes through the details", limit)
		}
		if limit >= 1000 && limit < 200_000 && !strings.Contains(got, "more without room here") {
			t.Errorf("within %d nothing says what is left out", limit)
		}
	}
}
