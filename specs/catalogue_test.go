package specs

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ssegauge/ssegauge/report"
)

// The longest texts, in characters. They have to fit a terminal and a table.
const (
	maxSentence = 200
	maxWhy      = 300
	maxFix      = 300
	maxCause    = 115
	maxSymptom  = 200
)

func TestCatalogueEntries(t *testing.T) {
	catalogue := Catalogue()
	if len(catalogue) == 0 {
		t.Fatal("the catalogue is empty")
	}
	for _, r := range catalogue {
		for _, problem := range problemsOf(r) {
			t.Errorf("%s: %s", r.ID, problem)
		}
	}
}

func TestCatalogueIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Catalogue() {
		if seen[r.ID] {
			t.Errorf("ID %q stands there twice", r.ID)
		}
		seen[r.ID] = true
	}
}

func TestCatalogueChapters(t *testing.T) {
	var got []string
	for _, r := range Catalogue() {
		got = append(got, r.Chapter())
	}
	if got = slices.Compact(got); !slices.Equal(got, chapters()) {
		t.Errorf("got chapters %q, want each once and in the order %q", got, chapters())
	}
}

func TestCatalogueTextsAreUnique(t *testing.T) {
	first := map[string]string{}
	for _, r := range Catalogue() {
		for _, text := range append([]string{r.Sentence, r.Symptom, r.Why, r.Fix}, r.Causes...) {
			key := strings.ToLower(text)
			if other, seen := first[key]; seen {
				t.Errorf("%s and %s share the text %q", other, r.ID, text)
			}
			first[key] = r.ID
		}
	}
}

func TestProblemsOf(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*Requirement)
		want  string
	}{
		{"nothing is wrong", func(*Requirement) {}, ""},
		{"ID in upper case", func(r *Requirement) { r.ID = "framing-Sound" }, "ID is not a slug"},
		{"ID without a rule", func(r *Requirement) { r.ID = "framing" }, "ID is not a slug"},
		{"ID of no chapter", func(r *Requirement) { r.ID = "headers-sound" }, `there is no chapter "headers"`},
		{"level out of range", func(r *Requirement) { r.Level = report.May + 1 }, "unknown Level"},
		{"unknown tier", func(r *Requirement) { r.Tier = "guess" }, `unknown Tier "guess"`},
		{"no tier", func(r *Requirement) { r.Tier = "" }, `unknown Tier ""`},
		{"no Sentence", func(r *Requirement) { r.Sentence = "" }, "Sentence is empty"},
		{"Sentence without its Level", func(r *Requirement) { r.Sentence = "Frames end." }, "Sentence does not say MUST"},
		{"Sentence of two Levels", func(r *Requirement) { r.Sentence = "It MUST end and MAY go on." }, "Sentence says MAY, its Level is MUST"},
		{"Sentence of another Level", func(r *Requirement) { r.Level = report.Should }, "Sentence says MUST, its Level is SHOULD"},
		{"Sentence without a full stop", func(r *Requirement) { r.Sentence = "It MUST end" }, "Sentence does not end with a full stop"},
		{"Sentence too long", func(r *Requirement) { r.Sentence = "It MUST " + strings.Repeat("é", 192) + "." }, "Sentence has 201 characters"},
		{"no Why", func(r *Requirement) { r.Why = " " }, "Why is empty"},
		{"Why too long", func(r *Requirement) { r.Why = strings.Repeat("y", 300) + "." }, "Why has 301 characters"},
		{"Why without a full stop", func(r *Requirement) { r.Why = "Nothing arrives" }, "Why does not end with a full stop"},
		{"no Fix", func(r *Requirement) { r.Fix = "" }, "Fix is empty"},
		{"Fix too long", func(r *Requirement) { r.Fix = strings.Repeat("x", 300) + "." }, "Fix has 301 characters"},
		{"Fix with a line break", func(r *Requirement) { r.Fix = "Write\na blank line." }, "Fix holds a control character"},
		{"Fix with double white space", func(r *Requirement) { r.Fix = "Write  a blank line." }, "Fix has needless white space"},
		{"one cause", func(r *Requirement) { r.Causes = r.Causes[:1] }, "there are 1 Causes"},
		{"six causes", func(r *Requirement) { r.Causes = strings.Split("abcdef", "") }, "there are 6 Causes"},
		{"empty cause", func(r *Requirement) { r.Causes[1] = "" }, "Causes[1] is empty"},
		{"cause that is a sentence", func(r *Requirement) { r.Causes[0] += "." }, "Causes[0] ends like a sentence"},
		{"cause with a semicolon", func(r *Requirement) { r.Causes[0] += "; or none" }, "Causes[0] holds a semicolon"},
		{"cause too long", func(r *Requirement) { r.Causes[0] = strings.Repeat("c", 116) }, "Causes[0] has 116 characters"},
		{"no Symptom", func(r *Requirement) { r.Symptom = "" }, "Symptom is empty"},
		{"no Snippets", func(r *Requirement) { r.Snippets = nil }, "there are 0 Snippets"},
		{"Symptom too long", func(r *Requirement) { r.Symptom = strings.Repeat("s", 201) }, "Symptom has 201 characters"},
		{"Symptom with a line break", func(r *Requirement) { r.Symptom = "empty\npage" }, "Symptom holds a control character"},
		{"Symptom that is a sentence", func(r *Requirement) { r.Symptom += "." }, "Symptom ends like a sentence"},
		{"Symptom that begins like Why", func(r *Requirement) { r.Symptom = "nothing arrives, ever" }, "Symptom begins like Why"},
		{"Symptom that repeats Why", func(r *Requirement) {
			r.Why = "So: The page of every user stays empty."
			r.Symptom = "page of every user stays blank"
		}, `Symptom repeats "page of every user stays" of Why`},
		{"three Snippets", func(r *Requirement) { r.Snippets = slices.Repeat(r.Snippets, 3) }, ""},
		{"seven Snippets", func(r *Requirement) { r.Snippets = slices.Repeat(r.Snippets, 7) }, "there are 7 Snippets"},
		{"Snippet for nothing", func(r *Requirement) { r.Snippets[0].For = "" }, "Snippets[0].For is empty"},
		{"Snippet in no language", func(r *Requirement) { r.Snippets[0].Lang = "Go" }, `Snippets[0] is in the unknown language "Go"`},
		{"no Source", func(r *Requirement) { r.Source = "" }, "Source is empty"},
		{"Source without TLS", func(r *Requirement) { r.Source = "http://nginx.org/en/docs/#x" }, "Source is not an https URL"},
		{"Source without a host", func(r *Requirement) { r.Source = "https:///docs#x" }, "Source is not an https URL"},
		{"Source without an anchor", func(r *Requirement) { r.Source = "https://nginx.org/en/docs/" }, "Source has no anchor"},
		{"unknown anchor of the Standard", func(r *Requirement) { r.Source = standardURL + "#parsing" }, `unknown anchor "parsing"`},
		{"RFC without a section", func(r *Requirement) { r.Source = "https://www.rfc-editor.org/rfc/rfc9112#chunked" }, `unknown anchor "chunked"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := soundRequirement()
			tt.spoil(&r)
			got := strings.Join(problemsOf(r), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// soundRequirement returns a Requirement without a problem.
func soundRequirement() Requirement {
	return Requirement{
		ID: "framing-sound", Level: report.Must, Tier: TierPassive,
		Sentence: "A frame MUST end with a blank line.",
		Source:   standardURL + "#parsing-an-event-stream",
		Symptom:  "last event missing",
		Why:      "Nothing arrives.",
		Causes:   []string{"a missing line end", "a missing flush"},
		Fix:      "Write a blank line.",
		Snippets: []Snippet{{"Go", "go", `io.WriteString(w, "\n")`}},
	}
}

// chapters returns the chapters of the catalogue in their order.
func chapters() []string {
	return []string{
		"response", "encoding", "framing", "fields", "retry",
		"liveness", "data", "injection", "resume", "http2",
		"methods", "cors", "caching", "redirect", "ending",
		"llm",
		"compression",
		"graphql",
		"datastar",
		"mcp",
		"mercure",
		"fanout", "lifecycle",
		"auth",
		"restart",
	}
}

// problemsOf returns what is wrong with r by itself.
func problemsOf(r Requirement) []string {
	return slices.Concat(
		problemsOfID(r), problemsOfSentence(r), problemsOfSource(r.Source),
		problemsOfProse("Why", r.Why, maxWhy), problemsOfProse("Fix", r.Fix, maxFix),
		problemsOfCauses(r.Causes), problemsOfSymptom(r), problemsOfSnippets(r.Snippets),
	)
}

func problemsOfID(r Requirement) []string {
	var found []string
	if !regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`).MatchString(r.ID) {
		found = append(found, "ID is not a slug")
	}
	if !slices.Contains(chapters(), r.Chapter()) {
		found = append(found, fmt.Sprintf("there is no chapter %q", r.Chapter()))
	}
	if r.Level < report.Must || r.Level > report.May {
		found = append(found, "unknown Level")
	}
	if !slices.Contains(Tiers(), r.Tier) {
		found = append(found, fmt.Sprintf("unknown Tier %q", r.Tier))
	}
	return found
}

func problemsOfSentence(r Requirement) []string {
	found := problemsOfProse("Sentence", r.Sentence, maxSentence)
	level := strings.ToUpper(r.Level.String())
	words := regexp.MustCompile(`\b(MUST|SHOULD|MAY)\b`).FindAllString(r.Sentence, -1)
	if len(words) == 0 {
		found = append(found, "Sentence does not say "+level)
	}
	for _, word := range words {
		if word != level {
			found = append(found, fmt.Sprintf("Sentence says %s, its Level is %s", word, level))
		}
	}
	return found
}

// problemsOfProse judges a text that is made of whole sentences.
func problemsOfProse(name, text string, longest int) []string {
	found := problemsOfText(name, text, longest)
	if len(found) == 0 && !strings.HasSuffix(text, ".") {
		found = append(found, name+" does not end with a full stop")
	}
	return found
}

func problemsOfText(name, text string, longest int) []string {
	if strings.TrimSpace(text) == "" {
		return []string{name + " is empty"}
	}
	var found []string
	if n := utf8.RuneCountInString(text); n > longest {
		found = append(found, fmt.Sprintf("%s has %d characters, want at most %d", name, n, longest))
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }) {
		found = append(found, name+" holds a control character")
	}
	if strings.Join(strings.Fields(text), " ") != text {
		found = append(found, name+" has needless white space")
	}
	return found
}

// problemsOfCauses wants phrases that can be joined by semicolons.
func problemsOfCauses(causes []string) []string {
	var found []string
	if len(causes) < 2 || len(causes) > 5 {
		found = append(found, fmt.Sprintf("there are %d Causes, want 2 to 5", len(causes)))
	}
	for i, cause := range causes {
		name := fmt.Sprintf("Causes[%d]", i)
		found = append(found, problemsOfText(name, cause, maxCause)...)
		if strings.HasSuffix(cause, ".") {
			found = append(found, name+" ends like a sentence")
		}
		if strings.Contains(cause, ";") {
			found = append(found, name+" holds a semicolon")
		}
	}
	return found
}

const standardURL = "https://html.spec.whatwg.org/multipage/server-sent-events.html"

func problemsOfSource(source string) []string {
	if source == "" {
		return []string{"Source is empty"}
	}
	u, err := url.Parse(source)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return []string{"Source is not an https URL"}
	}
	page, anchor, _ := strings.Cut(source, "#")
	pageIsWhole := u.Host == "cwe.mitre.org"
	if anchor == "" && !pageIsWhole {
		return []string{"Source has no anchor"}
	}
	if page == standardURL && !slices.Contains(standardAnchors(), anchor) ||
		u.Host == "www.rfc-editor.org" && !regexp.MustCompile(`^section-\d+(\.\d+)*$`).MatchString(anchor) {
		return []string{fmt.Sprintf("unknown anchor %q", anchor)}
	}
	return nil
}

// standardAnchors returns the anchors of the Standard that the catalogue links
// to, so that a misspelt one is found.
func standardAnchors() []string {
	return []string{
		"the-eventsource-interface", "concept-event-stream-reconnection-time",
		"sse-processing-model", "the-last-event-id-header",
		"parsing-an-event-stream", "event-stream-interpretation", "dispatchMessage",
		"authoring-notes",
	}
}
