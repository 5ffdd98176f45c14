package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// plan returns the load plan with its seed.
func (l *Load) plan() []PlanLine {
	return append(slices.Clone(l.Plan), PlanLine{"seed", strconv.FormatInt(l.Seed, 10)})
}

// line is one labelled line of the outcomes of a Load.
type line struct {
	face  Verdict // what it looks like: Warn when there is trouble in it
	label string
	text  string
	more  string // "" when there is no more to say
}

// whole returns all that x says.
func (x *line) whole() string {
	if x.more == "" {
		return x.text
	}
	return x.text + "; " + x.more
}

// lines says what became of the streams, the events and the publishing.
func (l *Load) lines() []line {
	lines := []line{l.streamLine()}
	for _, t := range l.timings(lifetimes, false) {
		text := fmt.Sprintf("p50 %s, p99 %s, max %s of %s streams", micros(t.P50US), micros(t.P99US), micros(t.MaxUS), grouped(t.Count))
		lines = append(lines, line{Pass, t.title(), text, ""})
	}
	lines = append(lines, l.Deliveries.line())
	if p := l.Publishing; p != nil {
		text := fmt.Sprintf("%s of %s", grouped(p.Published), grouped(p.Planned))
		lines = append(lines, line{worry(p.Failed + p.unstarted()), "published", text, counted{
			{p.Failed, "failed"},
			{p.unstarted(), "due but not started"},
		}.words()})
	}
	return lines
}

func (l *Load) streamLine() line {
	o := &l.Outcomes
	text := fmt.Sprintf("%s of %s opened, at most %s at once", grouped(o.Opened), grouped(o.Planned), grouped(o.Peak))
	return line{worry(o.ClosedByServer + o.Failed + o.Throttled + o.Shortfall), "streams", text, counted{
		{o.Shortfall, "due but not started"},
		{o.Failed, "failed"},
		{o.ClosedByServer, "closed by the server"},
		{o.Throttled, "throttled"},
		{o.Reconnects, "reconnect(s)"},
		{o.Completed, "ended as planned"},
		{o.Left, "cut by churn or storms"},
	}.words()}
}

func (d *Deliveries) line() line {
	text := fmt.Sprintf("%s of %s received (by %s)", grouped(d.Received), grouped(d.Expected), d.by())
	if d.Sequence == SequenceNone {
		text = grouped(d.Received) + " received; losses are not seen without a sequence"
	}
	lost := "lost"
	if d.Incomplete > 0 {
		lost += " by " + plural(d.Incomplete, "subscriber")
	}
	more := counted{
		{d.Lost, lost},
		{d.Duplicate, "duplicate"},
		{d.Reordered, "reordered"},
		{d.Replayed, "replayed"},
		{d.Missed, "missed while away"},
		{d.Unknown, "unknown"},
		{d.Repeated, "repeated"},
		{d.Restarted, "restart(s) of the numbers"},
	}.words()
	if d.Note != "" {
		more = strings.TrimPrefix(more+"; "+d.Note, "; ")
	}
	return line{worry(d.Lost + d.Duplicate + d.Reordered), "events", text, more}
}

// by says how events are told from each other.
func (d *Deliveries) by() string {
	switch d.Sequence {
	case SequencePublisher:
		return "the publisher's number"
	case SequenceID:
		return "the number in the id"
	case SequenceUnion:
		return "what all subscribers saw"
	default:
		return strings.TrimPrefix(d.Sequence, "json:") + " of the data"
	}
}

func worry(n int64) Verdict {
	if n != 0 {
		return Warn
	}
	return Pass
}

// trouble is something that went wrong n times, with examples, one line each.
type trouble struct {
	n     int64
	title string
	lines []string
	times []int64 // that each line stands for; nil is once each
}

// examples returns at most limit of the examples, and how many more there were.
func (t *trouble) examples(limit int) []string {
	if len(t.lines) == 0 {
		return nil
	}
	lines := slices.Clone(t.lines[:min(limit, len(t.lines))])
	rest := t.n - int64(len(lines))
	for i := range min(len(lines), len(t.times)) {
		rest -= t.times[i] - 1
	}
	if rest > 0 {
		lines = append(lines, "+"+grouped(rest)+" more")
	}
	return lines
}

// evidence returns what went wrong through the Target, with examples.
func (l *Load) evidence() []trouble {
	d := &l.Deliveries
	var all []trouble
	for _, x := range []struct {
		kind string
		n    int64
	}{{DeliveryLost, d.Lost}, {DeliveryDuplicate, d.Duplicate}, {DeliveryReordered, d.Reordered}} {
		var lines []string
		var times []int64
		for i := range d.Examples {
			if e := &d.Examples[i]; e.Kind == x.kind {
				lines, times = append(lines, e.words()), append(times, max(1, e.Count))
			}
		}
		if x.n > 0 {
			all = append(all, trouble{x.n, grouped(x.n) + " " + x.kind, lines, times})
		}
	}
	var closed []string
	for _, c := range l.Closed {
		closed = append(closed, fmt.Sprintf("subscriber %d at %s: %s", c.Subscriber, at(c.AtMS), c.Why))
	}
	all = withTrouble(all, l.Outcomes.ClosedByServer, "closed by the server", closed)
	for i := range l.Errors {
		e := &l.Errors[i]
		all = withTrouble(all, e.Count, e.title(), e.words())
	}
	return all
}

func withTrouble(all []trouble, n int64, what string, lines []string) []trouble {
	if n == 0 {
		return all
	}
	return append(all, trouble{n: n, title: grouped(n) + " " + what, lines: lines})
}

// words says which event it is, when it was due, and whose it was.
func (d *Delivery) words() string {
	text := "event " + d.Event
	if d.Topic != "" {
		text += " of " + d.Topic
	}
	if d.DueMS >= 0 {
		text += ", due at " + at(d.DueMS)
	}
	text += fmt.Sprintf(", subscriber %d", d.Subscriber)
	if d.Text != "" {
		text += ": " + d.Text
	}
	return text
}

func (e *ErrorClass) title() string {
	when := at(e.FirstMS)
	if e.LastMS != e.FirstMS {
		when += " to " + at(e.LastMS)
	}
	return fmt.Sprintf("%s: %s (%s)", e.Class, e.Text, when)
}

func (e *ErrorClass) words() []string {
	var lines []string
	for _, x := range e.Examples {
		where := "at " + at(x.AtMS)
		if x.Subscriber >= 0 {
			where = fmt.Sprintf("subscriber %d %s", x.Subscriber, where)
		}
		if x.Text != e.Text {
			where += ": " + x.Text
		}
		lines = append(lines, where)
	}
	return lines
}

// says is the Verdict of l in words.
func (l *Load) says() string {
	missed, vague := 0, 0
	for i := range l.Thresholds {
		t := &l.Thresholds[i]
		if l.Judge(t) == Fail {
			missed++
		}
		if t.Held == nil {
			vague++
		}
	}
	all := len(l.Thresholds)
	switch {
	case missed > 0:
		return fmt.Sprintf("%d of %s missed", missed, plural(int64(all), "threshold"))
	case l.Inconclusive != "":
		return l.Inconclusive
	case vague > 0:
		return fmt.Sprintf("%d of %s had nothing to measure", vague, plural(int64(all), "threshold"))
	case all > 0:
		return plural(int64(all), "threshold") + " held"
	case l.troubles() != "":
		return l.troubles() + " (no thresholds)"
	case l.Outcomes.Opened == 0:
		return "no stream was opened"
	}
	return "nothing went wrong (no thresholds)"
}

func plural(n int64, what string) string {
	if n != 1 {
		what += "s"
	}
	return grouped(n) + " " + what
}

// called is the word for the Verdict of a Run that put load on its Target: a Skip
// is a Run that does not tell.
func (r *Run) called() string {
	if r.Verdict == Skip && (r.Load != nil || r.Capacity != nil) {
		return string(SkipInconclusive)
	}
	return r.Verdict.String()
}

// conclusion adds to what is said of r how long it took.
func (r *Run) conclusion(says string) string {
	if r.Verdict == Skip {
		return clip(says, textColumns) + " (after " + elapsed(r.DurationMS) + ")"
	}
	return clip(says, textColumns) + " in " + elapsed(r.DurationMS)
}
