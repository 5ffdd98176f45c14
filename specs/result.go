package specs

import (
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/report"
)

// maxText bounds each text of a Finding, in bytes.
const maxText = 1000

// excerptBytes is how much of the response a Finding shows, in bytes.
const excerptBytes = 60

// result judges o and returns what the Run says of it.
func (c check) result(o *Observation, require []Tier) report.Result {
	j := c.judge(o)
	r := report.Result{
		Requirement: c.ID, Chapter: c.Chapter(), Tier: string(c.Tier), Level: c.Level,
		Sentence: c.Sentence, Source: c.Source, Why: c.Why, Causes: c.Causes, Fix: c.Fix,
	}
	switch {
	case j.Err != nil:
		r.Verdict, r.Reason = report.Error, clip(j.Err.Error())
	case j.Skip.Cause == report.SkipUntestable && slices.Contains(require, c.Tier):
		r.Verdict, r.Reason = report.Error, clip("tier "+string(c.Tier)+" is required: "+j.Skip.Reason)
	case j.Skip.Cause != "":
		r.Verdict, r.Skip, r.Reason = report.Skip, j.Skip.Cause, clip(j.Skip.Reason)
	case len(j.Findings) > 0:
		r.Verdict = c.Level.Broken()
		for _, f := range j.Findings {
			r.Findings = append(r.Findings, f.report())
		}
	default:
		r.Verdict, r.Reason = report.Pass, clip(j.Seen)
	}
	return r
}

// report returns f as it stands in a Run.
func (f Finding) report() report.Finding {
	out := report.Finding{
		Message: clip(f.Message), Expected: clip(f.Expected), Actual: clip(f.Actual), Offset: f.Offset, AtMS: -1,
	}
	t := f.Transcript
	if t == nil {
		return out
	}
	out.Exchange = t.Name
	if f.Offset < 0 {
		return out
	}
	bytes, when := t.Body, t.TimeOf(f.Offset)
	if f.Raw {
		bytes, when = t.Raw(), t.TimeOfRaw(f.Offset)
	}
	out.AtMS = when.Milliseconds()
	if len(bytes) > 0 {
		out.Excerpt = report.Excerpt(bytes, int(min(f.Offset, int64(len(bytes)))), excerptBytes)
	}
	return out
}

// clip bounds a text that may hold what the Target has sent.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText], "") + "…"
}

// lines joins the messages of findings for one who reads plain text.
func lines(findings []report.Finding) string {
	var out strings.Builder
	for _, f := range findings {
		out.WriteString("\n" + f.Message)
		if f.Expected != "" {
			out.WriteString("\n  expected " + f.Expected + "\n  actual   " + f.Actual)
		}
		if f.Excerpt != "" {
			out.WriteString("\n  in " + f.Exchange + ": " + f.Excerpt)
		}
	}
	return out.String()
}
