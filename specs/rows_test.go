package specs

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

// row is a scene and what the Rule of a Requirement has to say of it.
type row struct {
	requirement string
	name        string
	scene       scene
	want        want
}

// want is a Judgement in outline: texts are parts of what must stand there.
type want struct {
	kind     string
	cause    report.SkipCause
	says     string
	findings []evidence
}

// evidence is a Finding in outline. Its place is marked in the scene.
type evidence struct{ message, expected, actual string }

const (
	kindKept    = "kept"
	kindBroken  = "broken"
	kindSkipped = "skipped"
	kindError   = "error"
)

func keeps(seen string) want           { return want{kind: kindKept, says: seen} }
func breaks(findings ...evidence) want { return want{kind: kindBroken, findings: findings} }
func hinders(err string) want          { return want{kind: kindError, says: err} }
func leavesOpen(reason string) want    { return want{kindSkipped, report.SkipInconclusive, reason, nil} }

func doesNotApply(reason string) want {
	return want{kindSkipped, report.SkipNotApplicable, reason, nil}
}

func cannotBeTested(reason string) want   { return want{kindSkipped, report.SkipUntestable, reason, nil} }
func because(m, exp, act string) evidence { return evidence{m, exp, act} }

// allRows returns every row of every chapter: the evidence that each
// Requirement has been seen kept and seen broken.
func allRows() []row {
	return slices.Concat(
		statusRows(), quietHeadRows(), mediaTypeRows(), cachingRows(), proxyRows(), bodyFramingRows(), endRows(),
		encodingRows(), eventStreamRows(), lineEndRows(), fieldNameRows(),
		idRows(), idAgreementRows(), typeRows(), retryRows(),
		opennessRows(), quietRows(), deliveryRows(),
		publishedRows(), dataRows(), survivalRows(), injectionRows(),
		strangeIDRows(), furtherStreamRows(), mendedRows(), blameRows(), resumeRows(), digitRows(), topicRows(), historyRows(),
		http2Rows(),
		methodRows(), verbRows(), corsRows(), preflightRows(), storedRows(), redirectRows(), endingRows(),
		llmRows(), llmTokenRows(),
		compressionRows(),
		graphQLRows(), graphQLErrorRows(),
		datastarRows(),
		mcpRows(),
		mercureRows(),
		everyCutRows(), sameEventRows(), connectionRows(), headerRows(), kindRows(), aloneRows(), depthRows(), raceRows(),
		fanRows(), oldStreamRows(), stallRows(), lifecycleRows(), ageRows(),
		authRows(),
		restartRows(),
	)
}

func TestRules(t *testing.T) {
	all := checksByID()
	for _, r := range allRows() {
		t.Run(r.requirement+"/"+r.name, func(t *testing.T) {
			c, ok := all[r.requirement]
			if !ok {
				t.Fatalf("there is no requirement %s", r.requirement)
			}
			got := c.judge(r.scene.Observation)
			if diff := cmp.Diff(r.want.kind, kindOf(got)); diff != "" {
				t.Fatalf("(-want +got):\n%s%+v", diff, got)
			}
			r.want.compare(t, r.scene, got)
		})
	}
}

func checksByID() map[string]check {
	all := map[string]check{}
	for _, c := range checks() {
		all[c.ID] = c
	}
	return all
}

func kindOf(j Judgement) string {
	switch {
	case j.Err != nil:
		return kindError
	case j.Skip.Cause != "":
		return kindSkipped
	case len(j.Findings) > 0:
		return kindBroken
	}
	return kindKept
}

func (w want) compare(t *testing.T, s scene, got Judgement) {
	t.Helper()
	says := got.Seen + got.Skip.Reason
	if got.Err != nil {
		says = got.Err.Error()
	}
	if got.Skip.Cause != w.cause || !strings.Contains(says, w.says) || w.says == "" && w.kind != kindBroken {
		t.Errorf("got %q %q, want %q … %s …", got.Skip.Cause, says, w.cause, w.says)
	}
	if len(got.Findings) != len(w.findings) {
		t.Fatalf("got %d findings, want %d: %+v", len(got.Findings), len(w.findings), got.Findings)
	}
	for i, f := range got.Findings {
		w.findings[i].compare(t, f)
	}
	if diff := cmp.Diff(s.places(), placesOf(got.Findings), cmp.AllowUnexported(place{})); diff != "" {
		t.Errorf("places (-marked +got):\n%s", diff)
	}
}

func (e evidence) compare(t *testing.T, f Finding) {
	t.Helper()
	for _, part := range []struct{ name, got, want string }{
		{"message", f.Message, e.message},
		{"expected", f.Expected, e.expected},
		{"actual", f.Actual, e.actual},
	} {
		if !strings.Contains(part.got, part.want) || part.want == "" && part.got != "" {
			t.Errorf("%s: got %q, want … %s …", part.name, part.got, part.want)
		}
	}
}
