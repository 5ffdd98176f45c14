package specs

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
	"github.com/ssegauge/ssegauge/specs/wire/coding"
)

// withoutSecrets returns a copy of o in which red has hidden the secrets. What
// Rules compare keeps its length, so that it stays what it is to them.
func (o *Observation) withoutSecrets(red report.Redactor) *Observation {
	h := *o
	for _, reason := range []*string{&h.Unseen.Reason, &h.Trigger.Reason, &h.Trespass.Reason} {
		*reason = red.Text(*reason)
	}
	h.Err, h.HookErr = errorOf(red.Text(textOf(o.Err))), errorOf(red.Text(textOf(o.HookErr)))
	h.Transcripts = make([]*wire.Transcript, len(o.Transcripts))
	for i, t := range o.Transcripts {
		h.Transcripts[i] = t.Hide(red)
	}
	h.Trunks = make([]*wire.TrunkTranscript, len(o.Trunks))
	for i, k := range o.Trunks {
		h.Trunks[i] = k.Hide(red)
	}
	h.Delays = slices.Clone(o.Delays)
	h.Published = slices.Clone(o.Published)
	for i := range h.Published {
		h.Published[i].hide(red)
	}
	h.Acted = slices.Clone(o.Acted)
	for i := range h.Acted {
		h.Acted[i].Detail = red.Text(h.Acted[i].Detail)
	}
	h.Counted = slices.Clone(o.Counted)
	for i := range h.Counted {
		h.Counted[i].Detail = red.Text(h.Counted[i].Detail)
	}
	return &h
}

// codedSecret says which stream holds a secret that cannot be hidden: under a
// content coding every byte depends on those before.
func codedSecret(o *Observation, red report.Redactor) error {
	all := slices.Clone(o.Transcripts)
	for _, k := range o.Trunks {
		all = append(all, k.Streams...)
	}
	for _, t := range all {
		if t.Head == nil || !coded(t) {
			continue
		}
		plain, _ := coding.Decode(t) // what stands before a mistake counts as well
		if plain != nil && !bytes.Equal(red.Mask(plain.Body), plain.Body) {
			return fmt.Errorf("the stream %q holds a secret under its content coding, where it cannot be hidden", t.Name)
		}
	}
	return nil
}

func (p *Published) hide(red report.Redactor) {
	for _, text := range []*string{&p.Topic, &p.ID, &p.Event, &p.Data, &p.Forged, &p.Marker} {
		*text = string(red.Mask([]byte(*text)))
	}
	p.Detail = red.Text(p.Detail)
}

// withoutSecrets returns t as a report shows it.
func withoutSecrets(t report.Target, red report.Redactor) report.Target {
	run := report.NewRun(report.KindCheck, t, time.Time{})
	run.Redact(red)
	return run.Target
}

// at moves every time in o, which is its caller's own, to the clock on the wall.
// The times between them stay what they were, even where somebody has set that
// clock since the start.
func (o *Observation) at(start time.Time) *Observation {
	for _, t := range o.Transcripts {
		t.Start = wallTime(start, t.Start)
	}
	for _, k := range o.Trunks {
		k.Start = wallTime(start, k.Start)
		for _, t := range k.Streams {
			t.Start = wallTime(start, t.Start)
		}
	}
	for i := range o.Published {
		p := &o.Published[i]
		p.Sent, p.Answered = wallTime(start, p.Sent), wallTime(start, p.Answered)
	}
	for i := range o.Delays {
		o.Delays[i].At = wallTime(start, o.Delays[i].At)
	}
	for i := range o.Acted {
		a := &o.Acted[i]
		a.Sent, a.Answered = wallTime(start, a.Sent), wallTime(start, a.Answered)
	}
	for i := range o.Counted {
		o.Counted[i].At = wallTime(start, o.Counted[i].At)
	}
	return o
}

// wallTime returns t by the clock on the wall as it was at start.
func wallTime(start, t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return start.Round(0).Add(t.Sub(start)).UTC()
}
