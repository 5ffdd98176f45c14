package main

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"net/url"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ssegauge/ssegauge/report"
)

// judged reads a file as a Run, validates it by the schema and compares its
// verdict with one, or with several that | stands between.
func judged(ts *testscript.TestScript, args []string) {
	text := ts.ReadFile(args[0])
	run, err := report.ReadJSON(strings.NewReader(text))
	ts.Check(err)
	ts.Check(validateRun(text))
	if got := run.Verdict.String(); !slices.Contains(strings.Split(args[1], "|"), got) {
		ts.Fatalf("verdict %s (%s), want %s", got, run.Reason, args[1])
	}
}

func validateRun(text string) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		return err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("run.schema.json", doc); err != nil {
		return err
	}
	schema, err := c.Compile("run.schema.json")
	if err != nil {
		return err
	}
	run, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(run)
}

// wellFormedJUnit reads a file as JUnit XML and adds up its counts.
func wellFormedJUnit(ts *testscript.TestScript, args []string) {
	var doc struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Tests int        `xml:"tests,attr"`
			Cases []struct{} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	ts.Check(xml.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	if len(doc.Suites) == 0 {
		ts.Fatalf("%s holds no suite", args[0])
	}
	for i, s := range doc.Suites {
		if s.Tests != len(s.Cases) || s.Tests == 0 {
			ts.Fatalf("%s: suite %d says %d tests and has %d", args[0], i+1, s.Tests, len(s.Cases))
		}
	}
}

// hides looks for a secret, or a piece of it, in files: as it is and as it is
// escaped.
func hides(ts *testscript.TestScript, args []string) {
	const piece = 6 // bytes
	secret := args[0]
	for _, spelling := range []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	} {
		for _, file := range args[1:] {
			text := ts.ReadFile(file)
			for i := range len(spelling) - piece + 1 {
				if at := strings.Index(text, spelling[i:i+piece]); at >= 0 {
					ts.Fatalf("%s shows a piece of the secret %s: %q", file, secret, text[max(0, at-40):min(len(text), at+40)])
				}
			}
		}
	}
}
