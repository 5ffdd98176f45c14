package report

import (
	"math"
	"slices"
)

// rewritten returns a copy in which every string is what f makes of it.
func (l *Load) rewritten(f func(field, string) string) *Load {
	if l == nil {
		return nil
	}
	own := *l
	own.Plan = rewrittenPlan(f, l.Plan)
	own.Stages = each(l.Stages, func(s *LoadStage) { apply(f, evidence, &s.Name) })
	own.Tags = rewritten(f, evidence, l.Tags)
	own.Timings = each(l.Timings, func(t *Timing) {
		apply(f, word, &t.Name)
		apply(f, evidence, &t.Stage, &t.Tag)
		apply(f, opaque, &t.Histogram)
	})
	own.Deliveries.rewrite(f)
	own.Closed = each(l.Closed, func(c *ClosedStream) { apply(f, evidence, &c.Why) })
	own.Errors = each(l.Errors, func(e *ErrorClass) { e.rewrite(f) })
	own.Generator.Reasons = rewritten(f, evidence, l.Generator.Reasons)
	own.Generator.Advice = rewritten(f, evidence, l.Generator.Advice)
	own.Thresholds = each(l.Thresholds, func(t *ThresholdResult) { apply(f, evidence, &t.Text, &t.Actual, &t.Stage, &t.Tag) })
	if l.Publishing != nil {
		publishing := *l.Publishing
		own.Publishing = &publishing
	}
	if l.Clock != nil {
		clock := *l.Clock
		apply(f, evidence, &clock.Source)
		own.Clock = &clock
	}
	own.Series = l.Series.rewritten(f)
	apply(f, evidence, &own.Inconclusive)
	return &own
}

func (d *Deliveries) rewrite(f func(field, string) string) {
	apply(f, word, &d.Sequence)
	apply(f, evidence, &d.Note)
	d.Examples = each(d.Examples, func(x *Delivery) {
		apply(f, word, &x.Kind)
		apply(f, evidence, &x.Event, &x.Topic, &x.Text)
	})
}

func (e *ErrorClass) rewrite(f func(field, string) string) {
	apply(f, word, &e.Class)
	apply(f, evidence, &e.Text)
	e.Examples = each(e.Examples, func(x *ErrorExample) { apply(f, evidence, &x.Text) })
}

func (s *Series) rewritten(f func(field, string) string) *Series {
	if s == nil {
		return nil
	}
	own := *s
	own.Columns = rewritten(f, evidence, s.Columns)
	own.Rows = each(s.Rows, func(r *SeriesRow) { *r = slices.Clone(*r) })
	return &own
}

// rewritten returns a copy in which every string is what f makes of it.
func (c *Capacity) rewritten(f func(field, string) string) *Capacity {
	if c == nil {
		return nil
	}
	own := *c
	own.Plan = rewrittenPlan(f, c.Plan)
	own.Broke = c.Broke.rewritten(f)
	own.Steps = each(c.Steps, func(s *CapacityStep) { s.Broke = s.Broke.rewritten(f) })
	apply(f, evidence, &own.Cause, &own.Inconclusive)
	return &own
}

func (b *Broken) rewritten(f func(field, string) string) *Broken {
	if b == nil {
		return nil
	}
	own := *b
	apply(f, evidence, &own.Threshold, &own.Actual)
	return &own
}

func rewrittenPlan(f func(field, string) string, plan []PlanLine) []PlanLine {
	return each(plan, func(x *PlanLine) { apply(f, evidence, &x.Name, &x.Value) })
}

// each returns a copy of list in which f has changed every element.
func each[T any](list []T, f func(*T)) []T {
	list = slices.Clone(list)
	for i := range list {
		f(&list[i])
	}
	return list
}

// tidy makes l equal to what a reader of its JSON gets.
func (l *Load) tidy() {
	if l == nil {
		return
	}
	l.Plan, l.Stages, l.Tags = nilWhenEmpty(l.Plan), nilWhenEmpty(l.Stages), nilWhenEmpty(l.Tags)
	l.Timings, l.Closed = nilWhenEmpty(l.Timings), nilWhenEmpty(l.Closed)
	l.Thresholds = nilWhenEmpty(l.Thresholds)
	l.Deliveries.Examples = nilWhenEmpty(l.Deliveries.Examples)
	if l.Deliveries.Sequence == "" {
		l.Deliveries.Sequence = SequenceNone
	}
	l.Errors = nilWhenEmpty(l.Errors)
	for i := range l.Errors {
		l.Errors[i].Examples = nilWhenEmpty(l.Errors[i].Examples)
	}
	if l.Clock != nil {
		finite(&l.Clock.DriftPPM)
	}
	l.Inconclusive = oneLine(l.Inconclusive)
	l.Generator.tidy()
	if l.Generator.Limited && l.Inconclusive == "" {
		l.Inconclusive = l.Generator.limit()
	}
	l.Series.tidy()
}

func (g *Generator) tidy() {
	g.Reasons, g.Advice = nilWhenEmpty(g.Reasons), nilWhenEmpty(g.Advice)
	finite(&g.CPUShare, &g.MachineCPUShare, &g.KernelTimestamps)
}

// limit says in one line that the generator was the limit, and why.
func (g *Generator) limit() string {
	if len(g.Reasons) == 0 {
		return "generator-limited"
	}
	return "generator-limited: " + oneLine(g.Reasons[0])
}

func (s *Series) tidy() {
	if s == nil {
		return
	}
	if s.Columns == nil {
		s.Columns = []string{}
	}
	if s.Rows == nil {
		s.Rows = []SeriesRow{}
	}
	for n, row := range s.Rows {
		if row == nil {
			s.Rows[n] = SeriesRow{}
		}
		for i, v := range row {
			if math.IsInf(v, 0) {
				row[i] = math.NaN()
			}
		}
	}
}

// tidy makes c equal to what a reader of its JSON gets.
func (c *Capacity) tidy() {
	if c == nil {
		return
	}
	c.Plan, c.Steps = nilWhenEmpty(c.Plan), nilWhenEmpty(c.Steps)
	c.Inconclusive = oneLine(c.Inconclusive)
	if c.GeneratorLimited && c.Inconclusive == "" {
		c.Inconclusive = "generator-limited: the generator was the limit, and not the target"
	}
	for i := range c.Steps {
		finite(&c.Steps[i].Figures.CPUShare, &c.Steps[i].Figures.EventRate)
	}
}

// finite replaces by 0 what JSON cannot hold.
func finite(values ...*float64) {
	for _, v := range values {
		if math.IsNaN(*v) || math.IsInf(*v, 0) {
			*v = 0
		}
	}
}
