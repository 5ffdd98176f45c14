//go:build linux

package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/engine"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/request"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
	"github.com/ssegauge/ssegauge/report"
)

// patience is how long all streams may take to open.
const patience = time.Minute

// Engine is package loadgen as users run it.
func Engine(ctx context.Context, job Job) (Figures, error) {
	switch job.Kind {
	case Open:
		return engineOpen(ctx, job)
	case Memory:
		return engineMemory(ctx, job)
	default:
		return engineRead(ctx, job)
	}
}

// scenario returns what all jobs have in common.
func (j Job) scenario(stages ...schedule.Stage) loadgen.Scenario {
	versions := map[string]request.Version{"1.1": request.HTTP1, "2": request.HTTP2, "h2c": request.H2C}
	scheme := "http"
	if j.TLS {
		scheme = "https"
	}
	return loadgen.Scenario{
		Request: request.Spec{
			Targets: []request.Target{{URL: scheme + "://" + j.Addr.String() + "/"}},
			Version: versions[j.Version],
			TLS:     &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the server's certificate is its own
		},
		Plan:     schedule.Plan{Stages: stages},
		Sequence: stamp.Spec{Sequence: "id", Due: "json:/due", Unit: "ns"},
		Resume:   engine.Resume{Off: true},
		Drain:    time.Nanosecond,
	}
}

// run carries s out until second returns true.
func run(ctx context.Context, s loadgen.Scenario, second func(loadgen.Tick) bool) (*report.Run, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := false
	r, err := loadgen.Run(ctx, s, loadgen.Watch{Second: func(t loadgen.Tick) {
		if done = done || second(t); done {
			stop()
		}
	}})
	if err != nil {
		return nil, err
	}
	if failed := r.Load.Errors; len(failed) > 0 {
		return r, fmt.Errorf("%d streams failed: %s: %s", failed[0].Count, failed[0].Class, failed[0].Text)
	}
	return r, nil
}

// engineOpen opens all streams at once. When a stream was due is when the run began.
func engineOpen(ctx context.Context, job Job) (f Figures, err error) {
	s := job.scenario(schedule.Stage{Streams: job.Streams}, schedule.Stage{Streams: job.Streams, Duration: patience})
	var took time.Duration
	w, err := begin(job.Profile)
	if err != nil {
		return f, err
	}
	_, err = run(ctx, s, func(t loadgen.Tick) bool {
		took = t.Total.Timing(measure.Everything(), measure.Open).Max()
		return t.Live == job.Streams && w.ended(&f, &err)
	})
	f.Opens = float64(job.Streams) / took.Seconds()
	return f, err
}

// engineRead measures from one look at the run to another.
func engineRead(ctx context.Context, job Job) (f Figures, err error) {
	s := job.scenario(schedule.Stage{Name: "open", Streams: job.Streams}, schedule.Stage{Name: "read", Streams: job.Streams, Duration: patience + job.Warm + job.Length})
	var w window
	var from time.Time
	lag := &measure.Distribution{}
	r, err := run(ctx, s, func(t loadgen.Tick) bool {
		switch {
		case t.Live < job.Streams:
		case from.IsZero():
			from = time.Now()
		case w.began.IsZero() && time.Since(from) > job.Warm-time.Second/2:
			w, err = begin(job.Profile)
		case !w.began.IsZero():
			f.Events += t.Second.Count(measure.Events)
			lag.Merge(t.Second.Lag())
			enough := f.Events >= int64(job.Streams) // on a busy machine, that may take longer
			return enough && time.Since(w.began) > job.Length-time.Second/2 && f.Took == 0 && w.ended(&f, &err)
		}
		return false
	})
	if err != nil {
		return f, err
	}
	f.Lost, f.Doubled, f.Limited = r.Load.Deliveries.Lost, r.Load.Deliveries.Duplicate, r.Load.Generator.Limited
	f.P50, f.P99 = lag.Quantile(0.5), lag.Quantile(0.99)
	if f.Took == 0 {
		return f, errors.New("read streams: the run ended early")
	}
	return f, nil
}

// ended is end as a part of a condition.
func (w *window) ended(f *Figures, err *error) bool {
	*err = errors.Join(*err, w.end(f))
	return true
}

// engineMemory looks at the memory when all streams have been open for a while, with events.
func engineMemory(ctx context.Context, job Job) (f Figures, err error) {
	s := job.scenario(
		schedule.Stage{Name: "open", Streams: job.Streams}, // at once, so that one stage has all histograms
		schedule.Stage{Name: "read", Streams: job.Streams, Duration: patience + job.Length},
	)
	var since time.Time
	r, err := run(ctx, s, func(t loadgen.Tick) bool {
		switch {
		case t.Live < job.Streams:
		case since.IsZero():
			since = time.Now()
		case time.Since(since) > job.Length:
			f.Resident, err = resident(job.Profile)
			f.Events = t.Total.Count(measure.Everything(), measure.Events)
			return true
		}
		return err != nil
	})
	if err == nil && f.Resident == 0 {
		err = errors.New("open streams: " + strings.Join(r.Load.Generator.Reasons, "; "))
	}
	return f, err
}
