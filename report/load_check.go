package report

import (
	"errors"
	"fmt"
)

// checkKind refuses a document whose parts do not belong to its Kind, or which
// contradict each other.
func (r *Run) checkKind() error {
	switch {
	case r.Load != nil && r.Kind != KindLoad:
		return fmt.Errorf("load: in a run of kind %q", r.Kind)
	case r.Capacity != nil && r.Kind != KindCapacity:
		return fmt.Errorf("capacity: in a run of kind %q", r.Kind)
	case r.Kind == KindLoad || r.Kind == KindCapacity:
		return r.checkLoadKind()
	}
	return nil
}

func (r *Run) checkLoadKind() error {
	switch {
	case len(r.Results) > 0 || r.Against != nil:
		return fmt.Errorf("results: in a run of kind %q", r.Kind)
	case r.Load != nil:
		return r.checkPart("load", r.Load.check(), r.Load.Verdict())
	case r.Capacity != nil:
		return r.checkPart("capacity", r.Capacity.check(), r.Capacity.Verdict())
	case r.Reason == "":
		return fmt.Errorf("no %s: a run of kind %q has one", r.Kind, r.Kind)
	}
	return nil
}

func (r *Run) checkPart(name string, err error, says Verdict) error {
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case r.Reason == "" && r.Verdict != says:
		return fmt.Errorf("verdict is %q but the %s says %q", r.Verdict, name, says)
	}
	return nil
}

// check refuses figures that contradict each other.
func (l *Load) check() error {
	for _, check := range []func() error{
		l.Outcomes.check, l.Deliveries.check, l.checkTimings, l.checkErrors, l.checkThresholds, l.Series.check,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	if l.Generator.Limited && l.Inconclusive == "" {
		return errors.New("generator: limited, but the run is not inconclusive")
	}
	if p := l.Publishing; p != nil && p.Published+p.Failed > p.Planned {
		return fmt.Errorf("publishing: %d published and %d failed of %d planned", p.Published, p.Failed, p.Planned)
	}
	return nil
}

func (o *StreamOutcomes) check() error {
	switch {
	case o.Started+o.Shortfall > o.Planned:
		return fmt.Errorf("outcomes: %d started and %d not of %d planned", o.Started, o.Shortfall, o.Planned)
	case o.Opened > o.Started:
		return fmt.Errorf("outcomes: %d opened of %d started", o.Opened, o.Started)
	case o.Live > o.Peak:
		return fmt.Errorf("outcomes: %d live, but at most %d at once", o.Live, o.Peak)
	}
	return nil
}

func (d *Deliveries) check() error {
	switch {
	case d.Sequence == SequenceNone && (d.Expected != 0 || d.Lost != 0):
		return errors.New("deliveries: something is expected without a sequence")
	case d.Sequence != SequenceNone && d.Received+d.Lost != d.Expected:
		return fmt.Errorf("deliveries: %d received and %d lost of %d expected", d.Received, d.Lost, d.Expected)
	case d.Incomplete > d.Lost:
		return fmt.Errorf("deliveries: %d lost by %d subscribers", d.Lost, d.Incomplete)
	}
	of := map[string]int64{DeliveryLost: d.Lost, DeliveryDuplicate: d.Duplicate, DeliveryReordered: d.Reordered}
	for i, x := range d.Examples {
		n, known := of[x.Kind]
		if !known {
			return fmt.Errorf("deliveries: examples[%d]: unknown kind %q", i, x.Kind)
		}
		if n < max(1, x.Count) {
			return fmt.Errorf("deliveries: examples[%d]: more are shown as %s than there are", i, x.Kind)
		}
		of[x.Kind] -= max(1, x.Count)
	}
	return nil
}

func (l *Load) checkTimings() error {
	for i, t := range l.Timings {
		switch {
		case t.Negative > t.Count:
			return fmt.Errorf("timings[%d]: %d negative of %d", i, t.Negative, t.Count)
		case t.P50US > t.P90US || t.P90US > t.P99US || t.P99US > t.P999US:
			return fmt.Errorf("timings[%d]: the quantiles of %s do not rise", i, t.Name)
		}
	}
	return nil
}

func (l *Load) checkErrors() error {
	for i, e := range l.Errors {
		if int64(len(e.Examples)) > e.Count {
			return fmt.Errorf("errors[%d]: %d examples of %d", i, len(e.Examples), e.Count)
		}
	}
	return nil
}

func (l *Load) checkThresholds() error {
	for i, t := range l.Thresholds {
		if t.Text == "" {
			return fmt.Errorf("thresholds[%d]: no text", i)
		}
		if t.Aborted && (t.Held == nil || *t.Held) {
			return fmt.Errorf("thresholds[%d]: aborted the run, but is not missed", i)
		}
	}
	return nil
}

func (s *Series) check() error {
	if s == nil {
		return nil
	}
	for i, row := range s.Rows {
		if len(row) != len(s.Columns) {
			return fmt.Errorf("series: rows[%d]: %d numbers for %d columns", i, len(row), len(s.Columns))
		}
	}
	return nil
}

func (c *Capacity) check() error {
	best, broke := int64(0), false
	for i := range c.Steps {
		s := &c.Steps[i]
		if err := s.check(); err != nil {
			return fmt.Errorf("steps[%d]: %w", i, err)
		}
		broke = broke || !s.Held
		if s.Held && s.Streams <= c.Streams {
			best = max(best, s.Streams)
		}
	}
	switch {
	case best != c.Streams:
		return fmt.Errorf("streams: %d is no step that held", c.Streams)
	case c.Broke != nil && !broke:
		return errors.New("broke: all steps held")
	}
	return nil
}

func (s *CapacityStep) check() error {
	switch {
	case s.Held && s.Broke != nil:
		return fmt.Errorf("held, but %q broke", s.Broke.Threshold)
	case !s.Held && s.Broke == nil && !s.GeneratorLimited:
		return errors.New("did not hold, but nothing broke")
	}
	return nil
}
