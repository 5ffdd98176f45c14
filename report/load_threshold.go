package report

// ThresholdResult is what came of one Threshold.
type ThresholdResult struct {
	Text    string `json:"text"`             // as it was given: "lag.p99 < 250ms"
	Actual  string `json:"actual,omitempty"` // what was measured, for a person: "312 ms"; where nothing was, why
	Held    *bool  `json:"held,omitempty"`   // nil when there was nothing to measure
	Firm    bool   `json:"firm,omitempty"`   // a miss stands even in an inconclusive Run, see [Load.Judge]
	Aborted bool   `json:"aborted,omitempty"`
	Stage   string `json:"stage,omitempty"`
	Tag     string `json:"tag,omitempty"`
	AtMS    int64  `json:"at_ms"` // when it was judged
}

// Judge returns the Verdict of one Threshold of l: Pass when it held, Fail when it
// is missed, Skip when there was nothing to measure. In an inconclusive Run all are
// Skip, except that a firm Threshold which is missed is Fail: it is about a count
// that the generator cannot bring about, such as a duplicate.
func (l *Load) Judge(t *ThresholdResult) Verdict {
	missed := t.Held != nil && !*t.Held
	switch {
	case missed && (t.Firm || l.Inconclusive == ""):
		return Fail
	case t.Held == nil || l.Inconclusive != "":
		return Skip
	}
	return Pass
}

// Verdict returns what l says of the Target: Fail when a Threshold is missed, Skip
// when the Run is inconclusive or a Threshold had nothing to measure, Pass when all
// Thresholds held. Without Thresholds it is Warn when anything went wrong, Skip
// when no stream was opened, and else Pass.
func (l *Load) Verdict() Verdict {
	verdict := Pass
	for i := range l.Thresholds {
		verdict = verdict.Worst(l.Judge(&l.Thresholds[i]))
	}
	switch {
	case verdict == Fail:
		return Fail
	case l.Inconclusive != "":
		return Skip
	case len(l.Thresholds) > 0:
		return verdict
	case l.troubles() != "":
		return Warn
	case l.Outcomes.Opened == 0:
		return Skip
	}
	return Pass
}

// troubles names what went wrong through the Target, such as "3 lost, 1 failed".
func (l *Load) troubles() string {
	o, d := &l.Outcomes, &l.Deliveries
	t := counted{
		{d.Lost, "lost"},
		{d.Duplicate, "duplicate"},
		{d.Reordered, "reordered"},
		{o.ClosedByServer, "closed by the server"},
		{o.Failed, "failed"},
		{o.Throttled, "throttled"},
	}
	if p := l.Publishing; p != nil {
		t = append(t, count{p.Failed + p.unstarted(), "not published"})
	}
	return t.words()
}
