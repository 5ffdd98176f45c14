package report

import "strings"

// junitLoad returns one test case for each Threshold, or where there are none one
// for the Run.
func junitLoad(r *Run) junitSuite {
	l := r.Load
	s := newJUnitSuite(r, KindLoad)
	for i := range l.Thresholds {
		s.add(l.junitThreshold(&l.Thresholds[i]))
	}
	if len(l.Thresholds) == 0 {
		s.add(junitWhole(r, l.says(), l.junitBody()))
	}
	return s
}

func (l *Load) junitThreshold(t *ThresholdResult) junitCase {
	v := l.Judge(t)
	c := junitCase{Name: clip(t.Text, junitColumns), ClassName: "ssegauge." + KindLoad}
	says := clip(t.says(v), junitColumns)
	switch v {
	case Pass:
		c.Output = &junitText{says}
	case Fail:
		c.Failure = &junitFault{Message: says, Type: "threshold", Text: l.junitBody()}
	default:
		c.Skipped = &junitFault{Message: clip(strings.TrimSuffix(says+": "+l.Inconclusive, ": "), junitColumns)}
	}
	return c
}

// junitBody returns the outcomes of l and what went wrong.
func (l *Load) junitBody() string {
	var lines []string
	for _, x := range l.lines() {
		lines = append(lines, clip(x.label+": "+x.whole(), junitColumns))
	}
	for _, t := range l.evidence() {
		lines = append(lines, clip(t.title, junitColumns))
		for _, x := range t.examples(junitFindings) {
			lines = append(lines, "  "+clip(x, junitColumns))
		}
	}
	lines = append(lines, clip("generator: "+l.Generator.words(), junitColumns))
	return "\n" + strings.Join(lines, "\n") + "\n"
}

// junitCapacity returns one test case for the whole search.
func junitCapacity(r *Run) junitSuite {
	c := r.Capacity
	s := newJUnitSuite(r, KindCapacity)
	lines := []string{""}
	for i := range c.Steps {
		x := &c.Steps[i]
		line := grouped(x.Streams) + " streams: "
		switch {
		case x.Held:
			line += "held"
		case x.Broke != nil:
			line += x.Broke.words()
		default:
			line += "generator-limited"
		}
		lines = append(lines, clip(line, junitColumns))
	}
	if c.Cause != "" {
		lines = append(lines, clip("likely cause: "+c.Cause, junitColumns))
	}
	s.add(junitWhole(r, c.says(), strings.Join(lines, "\n")+"\n"))
	return s
}

// junitWhole returns the test case that stands for all of r.
func junitWhole(r *Run, says, body string) junitCase {
	says = clip(says, junitColumns)
	c := junitCase{Name: "run", ClassName: "ssegauge." + clip(r.Kind, junitColumns)}
	switch {
	case r.Verdict == Skip:
		c.Skipped = &junitFault{Message: says}
	case r.Verdict == Fail || r.Verdict == Warn && r.Strict:
		c.Failure = &junitFault{Message: says, Type: clip(r.Kind, junitColumns), Text: body}
	case r.Verdict == Warn:
		c.Output = &junitText{"warning: " + says + "\n" + body}
	default:
		c.Output = &junitText{says + "\n" + body}
	}
	return c
}
