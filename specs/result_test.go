package specs

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

func TestResult(t *testing.T) {
	finding := nowhere(live("x", "").Transcript, "wrong").but("right", "wrong")
	of := func(level report.Level, tier Tier, j Judgement) check {
		return check{Requirement: Requirement{ID: "a-b", Level: level, Tier: tier}, probe: probeStream, rule: func(*Observation) Judgement { return j }}
	}
	untestable := &Observation{Trigger: Skip{report.SkipUntestable, "no hook"}}
	tests := []struct {
		name    string
		check   check
		seen    *Observation
		require []Tier
		want    string // verdict, cause, reason
	}{
		{"kept", of(report.Must, TierPassive, kept("it %s", "fits")), &Observation{}, nil, "pass||it fits"},
		{"a MUST", of(report.Must, TierPassive, broken(finding)), &Observation{}, nil, "fail||"},
		{"a SHOULD", of(report.Should, TierPassive, broken(finding)), &Observation{}, nil, "warn||"},
		{"a MAY", of(report.May, TierPassive, broken(finding)), &Observation{}, nil, "pass||"},
		{"no Level", of(report.May+1, TierPassive, broken(finding)), &Observation{}, nil, "error||"},
		{"skipped", of(report.Must, TierPassive, notApplicable("no ids")), &Observation{}, nil, "skip|not applicable|no ids"},
		{"an error on our side", of(report.Must, TierPassive, Judgement{Err: errors.New("no luck")}), &Observation{}, nil, "error||no luck"},
		{"an error of the probe", of(report.Must, TierPassive, kept("x")), &Observation{Err: errors.New("no luck")}, nil, "error||no luck"},
		{"a probe that was not run", of(report.Must, TierPassive, kept("x")), &Observation{Unseen: Skip{report.SkipInconclusive, "no stream"}}, nil, "skip|inconclusive|no stream"},
		{"no hook", of(report.Must, TierTrigger, kept("x")), untestable, nil, "skip|untestable|no hook"},
		{"no hook, and none needed", of(report.Must, TierPassive, kept("x")), untestable, []Tier{TierTrigger}, "pass||x"},
		{"no hook, but required", of(report.Must, TierTrigger, kept("x")), untestable, []Tier{TierPassive, TierTrigger}, "error||tier trigger is required: no hook"},
		{"another tier required", of(report.Must, TierTrigger, kept("x")), untestable, []Tier{TierPassive}, "skip|untestable|no hook"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.check.result(tt.seen, tt.require)
			if got := strings.Join([]string{r.Verdict.String(), string(r.Skip), r.Reason}, "|"); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if r.Requirement != "a-b" || r.Chapter != "a" || (len(r.Findings) > 0) != (r.Verdict != report.Skip && r.Reason == "") {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// A Result carries the words of its Requirement that fit a report; the others
// are told by explain.
func TestResultExplainsItself(t *testing.T) {
	for _, c := range checks() {
		r := c.result(&Observation{Err: errors.New("x")}, nil)
		got := Requirement{
			ID: r.Requirement, Level: r.Level, Tier: Tier(r.Tier), Sentence: r.Sentence, Source: r.Source,
			Symptom: c.Symptom, Why: r.Why, Causes: r.Causes, Fix: r.Fix, Snippets: c.Snippets, Profile: c.Profile,
		}
		if diff := cmp.Diff(c.Requirement, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestFindingInAReport(t *testing.T) {
	tr := taped("x", text(streamHead), later(1500*ms, "data: a\n\n"), later(3*sec, "Data: b\n\n"), closedAt(5*sec)).Transcript
	tests := []struct {
		name string
		f    Finding
		want report.Finding
	}{
		{"in the body", at(tr, 9, "at %d", 9).but("e", "a"), report.Finding{Message: "at 9", Expected: "e", Actual: "a", Exchange: "x", Offset: 9, AtMS: 3000, Excerpt: `Data: b\n\n`}},
		{"at its end", at(tr, 18, "end"), report.Finding{Message: "end", Exchange: "x", Offset: 18, AtMS: 5000, Excerpt: ``}},
		{"past its end", at(tr, 99, "end"), report.Finding{Message: "end", Exchange: "x", Offset: 99, AtMS: 5000, Excerpt: ``}},
		{"in the head", inHead(tr, "Content-Type", "head"), report.Finding{Message: "head", Exchange: "x", Offset: 17, AtMS: 0, Excerpt: `Content-Type: text/event-stream`}},
		{"of a talkative target", nowhere(tr, "%s", strings.Repeat("x", maxText-1)+"é"), report.Finding{Message: strings.Repeat("x", maxText-1) + "…", Exchange: "x", Offset: -1, AtMS: -1}},
		{"without a place", nowhere(tr, "%s", "100%"), report.Finding{Message: "100%", Exchange: "x", Offset: -1, AtMS: -1}},
		{"without a Transcript", Finding{Message: "m", Offset: -1}, report.Finding{Message: "m", Offset: -1, AtMS: -1}},
		{"in nothing", inHead(&wire.Transcript{Name: "y"}, "", "no head"), report.Finding{Message: "no head", Exchange: "y"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.f.report()
			if !strings.Contains(got.Excerpt, tt.want.Excerpt) {
				t.Errorf("excerpt: got %q, want … %q …", got.Excerpt, tt.want.Excerpt)
			}
			got.Excerpt = tt.want.Excerpt
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinesOfFindings(t *testing.T) {
	findings := []report.Finding{
		{Message: "one", Expected: "e", Actual: "a", Exchange: "stream", Excerpt: `x\n`},
		{Message: "two"},
	}
	want := "\none\n  expected e\n  actual   a\n  in stream: x\\n\ntwo"
	if got := lines(findings); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDescribe(t *testing.T) {
	tests := []struct {
		name string
		t    *wire.Transcript
		want string
	}{
		{"no request", nil, "no request was made"},
		{"nothing", &wire.Transcript{}, "no response"},
		{"the end says it", &wire.Transcript{End: wire.End{Kind: wire.EndDialError, Detail: "connection refused"}}, "connection refused"},
		{"our deadline", taped("x", closedAt(sec)).Transcript, "no response within 1s"},
		{"half a head", taped("x", text("HTTP/1.1 2"), closedAt(2*sec)).Transcript, "no whole response head, only 10 bytes, within 2s"},
		{"a status", taped("x", text("HTTP/1.1 404 Not Found\r\n\r\n")).Transcript, "status 404 Not Found"},
		{"a status without reason", taped("x", text("HTTP/1.1 204 \r\n\r\n")).Transcript, "status 204"},
		{"a media type", taped("x", text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")).Transcript, `media type "text/html"`},
		{"no media type", taped("x", text("HTTP/1.1 200 OK\r\n\r\n")).Transcript, `media type ""`},
		{"a coding", taped("x", text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: br\r\n\r\n")).Transcript, `content coding "br"`},
		{"a line without end", live("x", strings.Repeat("x", 1<<20+1)).Transcript, "line"},
		{"a stream", live("x", "").Transcript, "an event stream"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := describe(tt.t); !strings.Contains(got, tt.want) || strings.HasSuffix(got, " ") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
