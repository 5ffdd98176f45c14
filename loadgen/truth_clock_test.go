package loadgen_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/report"
)

// The events are stamped by a machine whose clock is wrong, and the run is told where to
// ask it.
func TestClockThatIsWrongIsCorrected(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		offset time.Duration
		drift  int64 // microseconds per second
	}{
		{"ahead", 90 * time.Second, 0},
		{"behind, and gaining", -90 * time.Second, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := startTarget(t, refserver.Config{}, nil)
			plan := s.stamped()
			plan.ClockURL = s.url + "/control/time"
			skew := time.Now()
			s.control(t, http.MethodPost, "/control/time", `{"offset":"`+test.offset.String()+`","drift":`+formatInt(test.drift)+`}`, nil)
			r := s.loadFrom(t, plan, func(now time.Time) int64 {
				return now.Add(test.offset + time.Duration(test.drift)*now.Sub(skew)/1_000_000).UnixNano()
			})
			lag, clock := lineOf(t, r, measure.Lag), r.Load.Clock
			if lag.Count != plan.received() || lag.PlusMinusUS == 0 || lag.PlusMinusUS > 50_000 {
				t.Fatalf("%d times of lag, ± %d µs", lag.Count, lag.PlusMinusUS)
			}
			// No event is received before it was sent, and none waits for long.
			if lag.MinUS < -lag.PlusMinusUS || lag.P50US > 1_000_000 {
				t.Errorf("lag from %d µs, median %d µs, ± %d µs", lag.MinUS, lag.P50US, lag.PlusMinusUS)
			}
			off := (time.Duration(clock.OffsetUS)*time.Microsecond - test.offset).Abs()
			if most := time.Duration(clock.PlusMinusUS+10*test.drift) * time.Microsecond; off > most { // it gains for less than 10 s
				t.Errorf("the offset is wrong by %v, more than %v", off, most)
			}
		})
	}
}

// Nobody is told of this clock, which is ahead: the events seem to come before they were sent,
// and that is shown.
func TestNegativeLagIsKept(t *testing.T) {
	t.Parallel()
	s := startTarget(t, refserver.Config{}, nil)
	plan := s.stamped()
	r := s.loadFrom(t, plan, func(now time.Time) int64 { return now.Add(time.Hour).UnixNano() })
	lag := lineOf(t, r, measure.Lag)
	if lag.Count != plan.received() || lag.Negative != lag.Count || lag.P50US > -3_590_000_000 || r.Load.Clock != nil {
		t.Errorf("%d times, %d of them negative, median %d µs", lag.Count, lag.Negative, lag.P50US)
	}
	if d := r.Load.Deliveries; d.Lost+d.Duplicate+d.Reordered != 0 {
		t.Errorf("%d lost, %d duplicate, %d reordered", d.Lost, d.Duplicate, d.Reordered)
	}
}

// stampedElsewhere is a run that does not publish.
type stampedElsewhere struct {
	loadgen.Scenario

	streams, events int
}

// stamped is streams that receive events with the stamps of somebody else.
func (s *target) stamped() stampedElsewhere {
	const streams, events = 20, 100
	plan := s.scenario(streams, events, 100)
	plan.Publish, plan.Sequence = nil, stamp.Spec{Sequence: "json:/seq", Due: "json:/sent", Unit: "ns"}
	return stampedElsewhere{plan, streams, events}
}

func (p stampedElsewhere) received() int64 { return int64(p.streams * p.events) }

// loadFrom carries the run out, and publishes as soon as its streams are open. A clock says when that
// is.
func (s *target) loadFrom(t *testing.T, plan stampedElsewhere, clock func(time.Time) int64) *report.Run {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1) // the goroutine below sends
	published := false
	r, err := loadgen.Run(ctx, plan.Scenario, loadgen.Watch{Second: func(tick loadgen.Tick) {
		if tick.Live == plan.streams && !published {
			published = true
			go func() { done <- s.publish(ctx, plan.events, clock) }()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	readable(t, r)
	return r
}

// publish publishes events, one after the other.
func (s *target) publish(ctx context.Context, events int, clock func(time.Time) int64) error {
	for i := range events {
		data := `{"seq":` + strconv.Itoa(i) + `,"sent":` + formatInt(clock(time.Now())) + `}`
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/publish", strings.NewReader(data))
		if err != nil {
			return err
		}
		res, err := s.client.Do(req)
		if err != nil {
			return err
		}
		if err := res.Body.Close(); err != nil {
			return err
		}
	}
	return nil
}

// lineOf returns a Timing of the whole run as the report has it.
func lineOf(t *testing.T, r *report.Run, name measure.Timing) report.Timing {
	t.Helper()
	for _, line := range r.Load.Timings {
		if line.Name == name.String() && line.Stage == "" && line.Tag == "" {
			return line
		}
	}
	t.Fatalf("no %s in the report", name)
	return report.Timing{}
}
