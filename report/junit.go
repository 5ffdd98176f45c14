package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

const (
	junitFindings = 10
	junitColumns  = 500
)

type junitRun struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"` // seconds
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Name      string      `xml:"name,attr"`
	ClassName string      `xml:"classname,attr"`
	Failure   *junitFault `xml:"failure"`
	Error     *junitFault `xml:"error"`
	Skipped   *junitFault `xml:"skipped"`
	Output    *junitText  `xml:"system-out"`
}

type junitFault struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

// WriteJUnit writes r as JUnit XML: a test suite for each chapter, a test case for
// each Requirement. Fail is a failure, Error an error, Skip skipped; Warn is a
// passed test case whose output starts with "warning:". A Run that could not be
// judged has a test case "judge" in error, so that no dashboard takes it for
// an empty success. A second path has suites of its own. Of a load each Threshold is
// a test case, skipped when the Run is inconclusive. At most 10 Findings of a Requirement are written.
func WriteJUnit(w io.Writer, r *Run) error {
	doc := junitRun{
		Name: "ssegauge " + clip(r.Kind, junitColumns),
		Time: fmt.Sprintf("%.3f", float64(r.DurationMS)/1000),
	}
	doc.addRun(r, "", "")
	if r.Against != nil {
		doc.addRun(r.Against.Run, "second path: ", "second.")
	}
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err == nil {
		_, err = io.WriteString(w, xml.Header+string(out)+"\n")
	}
	if err != nil {
		return fmt.Errorf("write junit report: %w", err)
	}
	return nil
}

// addRun adds the suites of r. Those of a second path differ in their names and in
// those of their classes.
func (d *junitRun) addRun(r *Run, suite, class string) {
	var suites []junitSuite
	for _, c := range byChapter(r.Results) {
		suites = append(suites, junitChapter(r, c))
	}
	switch {
	case r.Reason != "":
		suites = append(suites, junitUnjudged(r))
	case r.Load != nil:
		suites = append(suites, junitLoad(r))
	case r.Capacity != nil:
		suites = append(suites, junitCapacity(r))
	}
	for _, s := range suites {
		s.Name = suite + s.Name
		for i, c := range s.Cases {
			s.Cases[i].ClassName = strings.Replace(c.ClassName, "ssegauge.", "ssegauge."+class, 1)
		}
		d.add(s)
	}
}

func (d *junitRun) add(s junitSuite) {
	d.Tests += s.Tests
	d.Failures += s.Failures
	d.Errors += s.Errors
	d.Skipped += s.Skipped
	d.Suites = append(d.Suites, s)
}

func junitChapter(r *Run, c chapter) junitSuite {
	s := newJUnitSuite(r, c.name)
	for i := range c.results {
		s.add(newJUnitCase(r, &c.results[i]))
	}
	return s
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func junitUnjudged(r *Run) junitSuite {
	s := newJUnitSuite(r, "target")
	s.add(junitCase{
		Name:      "judge",
		ClassName: "ssegauge.target",
		Error:     &junitFault{Message: clip(r.Reason, junitColumns), Type: "could not judge", Text: clip(r.Hint, junitColumns)},
	})
	return s
}

func newJUnitSuite(r *Run, name string) junitSuite {
	return junitSuite{
		Name:      clip(name, junitColumns),
		Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{
			{"target", clip(r.Target.URL, junitColumns)},
			{"version", clip(r.Tool.Version, junitColumns)},
		},
	}
}

func newJUnitCase(run *Run, r *Result) junitCase {
	c := junitCase{
		Name:      clip(r.Requirement, junitColumns),
		ClassName: "ssegauge." + clip(r.Chapter, junitColumns),
	}
	if r.Outcome != "" && c.byOutcome(r) {
		return c
	}
	fault := &junitFault{Message: clip(r.headline(), junitColumns), Type: r.Level.String(), Text: junitBody(r)}
	switch {
	case r.Verdict == Pass:
	case r.Verdict == Skip:
		c.Skipped = &junitFault{Message: clip(r.skipReason(), junitColumns)}
	case r.Verdict == Warn && !run.Strict:
		c.Output = junitOutput("warning", r)
	case r.Verdict == Warn || r.Verdict == Fail:
		c.Failure = fault
	default:
		c.Error = fault
	}
	return c
}

// byOutcome fills c where the Outcome of r decides, and reports whether it does.
func (c *junitCase) byOutcome(r *Result) bool {
	says := &junitFault{Message: clip(r.standing(), junitColumns)}
	switch {
	case r.Outcome == UnexpectedPass:
		c.Failure = says
	case r.Outcome == Unmatched:
		c.Error = says
	case !r.doesNotGate():
		return false
	case r.Broken() || r.Verdict == Error:
		c.Skipped = says
		c.Output = junitOutput(r.called(), r)
		return true
	default:
		c.Output = &junitText{says.Message}
		return true
	}
	says.Type, says.Text = string(r.Outcome), junitBody(r)
	return true
}

// junitOutput returns the evidence of what a dashboard must not turn red over.
func junitOutput(word string, r *Result) *junitText {
	return &junitText{word + ": " + clip(r.headline(), junitColumns) + "\n" + junitBody(r)}
}

func junitBody(r *Result) string {
	lines := []string{clip(r.Sentence, junitColumns), ""}
	if standing := r.standing(); standing != "" {
		lines = append(lines, clip(standing, junitColumns), "")
	}
	lines = append(lines, r.plain(junitFindings, junitColumns)...)
	for _, x := range []row{{"why", r.Why}, {"fix", r.Fix}, {"source", r.Source}} {
		if x.text != "" {
			lines = append(lines, x.label+": "+clip(x.text, junitColumns))
		}
	}
	return "\n" + strings.Join(lines, "\n") + "\n"
}
