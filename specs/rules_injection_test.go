package specs

import (
	"strings"
	"testing"
)

// injectionRows are about fields that somebody else than the server has
// written.
func injectionRows() []row {
	rows := []row{
		{"injection-data-lf", "split into lines", attackWith("injection-data-lf", "data: before\ndata: event: F\ndata: id: F\ndata\ndata: data: F\n\n"), keeps("nothing was forged in")},
		{"injection-data-lf", "split by CR as well", attackWith("injection-data-lf", "data: before\rdata: event: F\r\r"), keeps("nothing was forged")},
		{"injection-data-lf", "line ends removed", attackWith("injection-data-lf", "data: before event: F id: F  data: F\n\n"), keeps("nothing was forged")},
		{"injection-data-lf", "a forgery before the fence is not its own", attackWith("injection-data-lf", "").but(func(o *Observation) {
			o.Transcripts[0] = live(oldStream, "event: F\ndata: f0.\n\ndata: before\n\ndata: f1.\n\nid: F\n\n").Transcript
		}), keeps("nothing was forged in 14 bytes")},
	}
	for _, end := range []struct{ name, text string }{{"lf", "\n"}, {"cr", "\r"}} {
		lines := "‸event: F" + end.text + "‸id: F" + end.text + end.text + "‸data: F" + end.text + end.text
		forged := breaks(
			because("text of the publisher became a field", "no such field", "event: F"),
			because("text of the publisher became a field", "no such field", "id: F"),
			because("text of the publisher became a field", "no such field", "data: F"),
		)
		for _, field := range []string{"data", "type", "id"} {
			id := "injection-" + field + "-" + end.name
			rows = append(
				rows,
				row{id, "written as it is", attackWith(id, field+": x"+end.text+lines), forged},
				row{id, "left out", attackWith(id, "data: x\n\n"), keeps("nothing was forged in 9 bytes")},
				row{id, "swallowed", attackWith(id, ""), keeps("nothing was forged in 0 bytes")},
			)
		}
	}
	const nul = "injection-id-nul"
	rows = append(
		rows,
		row{nul, "written as it is", attackWith(nul, "‸id: nul\x00m\ndata: m\n\n").but(forge("nul\x00m")), breaks(because("became a field", "no such field", "id: nul\x00m"))},
		row{nul, "cut at the NUL", attackWith(nul, "id: nul\ndata: m\n\n").but(forge("nul\x00m")), keeps("nothing was forged")},
		row{nul, "removed", attackWith(nul, "id: nulm\ndata: m\n\n").but(forge("nul\x00m")), keeps("nothing was forged")},
	)
	return append(rows, attackCircumstanceRows()...)
}

// attackCircumstanceRows are the rows that all attacks share.
func attackCircumstanceRows() []row {
	var rows []row
	for _, odd := range attacks(func() string { return "m" }) {
		id := odd.requirement
		rows = append(
			rows,
			row{id, "refused", attackWith(id, "").but(attackCameOut(OutcomeRefused, "400 no")), keeps("the publisher refused it: 400 no")},
			row{id, "inexpressible", attackWith(id, "").but(attackCameOut(OutcomeInexpressible, "no")), doesNotApply("the publish hook cannot say it: no")},
			row{id, "failed", attackWith(id, "").but(attackCameOut(OutcomeFailed, "502")), leavesOpen("the publisher did not take it: 502")},
			row{id, "no stream", sceneOf(probeOdd), leavesOpen("no request was made")},
			row{id, "no hook", attackWith(id, "").but(noHook), cannotBeTested("there is no publish hook")},
		)
		nothing := sceneOf(probeOdd, live(oldStream, "")).but(func(o *Observation) { o.Carries = Carries{} })
		want := leavesOpen("not tried: two streams at a time were not ready")
		switch {
		case odd.needs(Carries{ID: true}):
			want = doesNotApply("the publish hook does not hand over .ID")
		case odd.needs(Carries{Event: true}):
			want = doesNotApply("the publish hook does not hand over .Event")
		}
		rows = append(rows, row{id, "the hook carries data only", nothing, want})
	}
	return rows
}

// attackWith is oddScene for an attack that tries to forge fields with the
// value F.
func attackWith(requirement, between string) scene {
	p := Published{Publication: Publication{Data: "attack", Forged: "F"}, Outcome: OutcomeAccepted}
	return oddScene(requirement, p, between)
}

func forge(value string) func(*Observation) {
	return func(o *Observation) { o.Published[1].Forged = value }
}

func attackCameOut(outcome Outcome, detail string) func(*Observation) {
	return func(o *Observation) { o.Published[1].Outcome, o.Published[1].Detail = outcome, detail }
}

func TestOddEvents(t *testing.T) {
	odd := oddEvents(func() string { return "marker" })
	if last := odd[len(odd)-1]; last.requirement != "data-empty" || last.Data != "" {
		t.Errorf("the last odd event is %s, want data-empty", last.requirement)
	}
	for _, o := range odd {
		t.Run(o.requirement, func(t *testing.T) {
			if got := o.needs(Carries{ID: true}); got != (o.ID != "") {
				t.Errorf("needs an id: got %t", got)
			}
			if got := o.needs(Carries{Event: true}); got != (o.Event != "") {
				t.Errorf("needs a type: got %t", got)
			}
			if o.requirement == "data-large" && len(o.Data) != largeBytes {
				t.Errorf("got %d bytes, want %d", len(o.Data), largeBytes)
			}
			if attacks := strings.HasPrefix(o.requirement, "injection-"); attacks != (o.Forged != "") {
				t.Errorf("forged is %q", o.Forged)
			}
		})
	}
}
