package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

// junit is what a dashboard reads.
type junit struct {
	XMLName  xml.Name `xml:"testsuites"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []struct {
		Name  string `xml:"name,attr"`
		Tests int    `xml:"tests,attr"`
		Cases []struct {
			Name      string `xml:"name,attr"`
			ClassName string `xml:"classname,attr"`
			Failure   *fault `xml:"failure"`
			Error     *fault `xml:"error"`
			Skipped   *fault `xml:"skipped"`
			Output    string `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

type fault struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func readJUnit(t *testing.T, r *report.Run) junit {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteJUnit(&b, r); err != nil {
		t.Fatal(err)
	}
	checkXML(t, b.Bytes())
	var doc junit
	if err := xml.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func checkXML(t *testing.T, doc []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(doc))
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %q", err, doc)
		}
	}
}

func TestJUnitOutcomes(t *testing.T) {
	doc := readJUnit(t, mixed())
	got := map[string]string{}
	var suites []string
	for _, s := range doc.Suites {
		suites = append(suites, s.Name)
		for _, c := range s.Cases {
			if c.ClassName != "ssegauge."+s.Name {
				t.Errorf("class of %s is %s", c.Name, c.ClassName)
			}
			switch {
			case c.Failure != nil:
				got[c.Name] = "failure: " + c.Failure.Message
			case c.Error != nil:
				got[c.Name] = "error: " + c.Error.Message
			case c.Skipped != nil:
				got[c.Name] = "skipped: " + c.Skipped.Message
			default:
				got[c.Name] = strings.SplitN(c.Output, "\n", 2)[0]
			}
		}
	}
	if want := []string{"response", "encoding", "framing", "fields", "liveness", "resume"}; !slices.Equal(suites, want) {
		t.Errorf("suites are %v", suites)
	}
	for name, want := range map[string]string{
		"response-status-200":           "",
		"response-chunked-framing":      "skipped: not applicable: the body is delimited by its end",
		"fields-retry-digits":           "skipped: inconclusive: no retry field seen",
		"resume-order":                  "skipped: untestable: no publish hook; give --publish",
		"framing-blank-line-ends-frame": "failure: the stream ended inside a frame",
		"liveness-heartbeat":            "warning: nothing arrived for 20.0 s",
		"resume-missed-events-once":     "error: publish event 3: POST http://127.0.0.1:8080/publish: connection refused",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
}

func TestJUnitCounts(t *testing.T) {
	doc := readJUnit(t, mixed())
	got := []int{doc.Tests, doc.Failures, doc.Errors, doc.Skipped}
	if diff := cmp.Diff([]int{17, 1, 1, 9}, got); diff != "" {
		t.Error(diff)
	}
	if doc.Time != "6.210" {
		t.Errorf("time is %s", doc.Time)
	}
}

func TestJUnitOfARunThatCouldNotJudgeIsRed(t *testing.T) {
	doc := readJUnit(t, unjudged())
	if doc.Tests != 1 || doc.Errors != 1 {
		t.Fatalf("%d tests, %d errors", doc.Tests, doc.Errors)
	}
	c := doc.Suites[0].Cases[0]
	if c.Error == nil || !strings.Contains(c.Error.Message, "connection refused") || !strings.Contains(c.Error.Text, "is the server running?") {
		t.Errorf("got %+v", c)
	}
}

func TestJUnitHoldsAnyText(t *testing.T) {
	res := failed()
	res.Findings = []report.Finding{{Message: "a\x00b\x1b[31m]]>\ufffe<&\"'\xff\r\n", Expected: "]]>", Excerpt: "\v"}}
	doc := readJUnit(t, finished(res))
	got := doc.Suites[0].Cases[0].Failure
	if want := `a\x00b\x1b[31m]]>` + `\ufffe<&"'\xff\r\n`; got.Message != want {
		t.Errorf("got %q, want %q", got.Message, want)
	}
	if !strings.Contains(got.Text, "expected: ]]>") || !strings.Contains(got.Text, `bytes:    \x0b`) {
		t.Errorf("got %q", got.Text)
	}
}

func TestJUnitIsBounded(t *testing.T) {
	res := failed()
	res.Findings = make([]report.Finding, 1000)
	for i := range res.Findings {
		res.Findings[i].Message = strings.Repeat("x", 1000)
	}
	text := readJUnit(t, finished(res)).Suites[0].Cases[0].Failure.Text
	if !strings.Contains(text, "+990 more (see the JSON report)") {
		t.Error("does not say how many more there are")
	}
	if len(text) > 10_000 {
		t.Errorf("%d bytes", len(text))
	}
}
