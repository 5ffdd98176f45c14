package specs

import (
	"reflect"
	"strings"
	"sync"
	"testing"
)

// A Rule gives the same Judgement whenever it is asked, and whoever else is
// asked at the time, and leaves the Observation as it was.
func TestRulesArePure(t *testing.T) {
	all := checksByID()
	untouched := allRows()
	for i, r := range allRows() {
		var asked sync.WaitGroup
		judgements := make([]Judgement, 3)
		for n := range judgements {
			asked.Go(func() { judgements[n] = all[r.requirement].judge(r.scene.Observation) })
		}
		asked.Wait()
		for _, j := range judgements[1:] {
			if !reflect.DeepEqual(judgements[0], j) {
				t.Errorf("%s/%s: got %+v, then %+v", r.requirement, r.name, judgements[0], j)
			}
		}
		if !reflect.DeepEqual(untouched[i].scene.Observation, r.scene.Observation) {
			t.Errorf("%s/%s: the Rule has changed the Observation", r.requirement, r.name)
		}
	}
}

// Other Rules may be asked about a scene as well: probes share their names of
// Transcripts.
func TestRulesStandTheScenesOfOthers(t *testing.T) {
	all := checks()
	for _, r := range allRows() {
		judgeAll(t, all, r.scene.Observation)
	}
}

// judgeAll asks every Rule about o.
func judgeAll(t *testing.T, all []check, o *Observation) {
	t.Helper()
	for _, c := range all {
		judgeSafely(t, c, o)
	}
}

// judgeSafely asks one Rule, and looks whether the Judgement makes sense.
func judgeSafely(t *testing.T, c check, o *Observation) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s panics on a scene of the probe %q: %v\n%s", c.ID, o.Probe, p, sceneText(o))
		}
	}()
	j := c.rule(o)
	if j.Skip.Cause != "" && (j.Skip.Reason == "" || len(j.Findings) > 0) {
		t.Errorf("%s: got %+v, want either Findings or a Skip with its reason", c.ID, j)
	}
	for i, f := range j.Findings {
		if f.Message == "" || f.Transcript == nil && f.Offset >= 0 {
			t.Errorf("%s: finding %d is %+v, want a message, and a place only in a Transcript", c.ID, i, f)
		}
		f.report()
	}
	if r := c.result(o, nil); r.Requirement != c.ID || len(r.Findings) > len(j.Findings) {
		t.Errorf("%s: got the result %+v", c.ID, r)
	}
}

// sceneText shows o, so that what a Rule could not stand can be made a row.
func sceneText(o *Observation) string {
	var text strings.Builder
	for _, t := range o.Transcripts {
		text.WriteString(t.Name + ": " + quote(string(t.Raw())) + " " + t.End.Kind.String() + "\n")
	}
	for _, p := range o.Published {
		text.WriteString(p.Step + ": " + p.Marker + " " + string(p.Outcome) + "\n")
	}
	return text.String()
}
