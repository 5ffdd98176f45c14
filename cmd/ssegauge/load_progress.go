package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
	"github.com/ssegauge/ssegauge/report"
)

// loadEvery is the time between two lines where there is no terminal.
const loadEvery = 5 * time.Second

// loadShow shows a person how a run stands. Its methods are not called at the same time.
type loadShow interface {
	line(text string) // something that has happened
	stand(s loadStand)
	close()
}

// loadStand is how a run stands.
type loadStand struct {
	at, of                 time.Duration
	stage                  string
	opened, errors, lost   int64
	live, planned          int
	eventsPerSecond, lagMS float64 // lagMS is the 99th percentile of the last second
	measured               bool    // that there was a Lag
}

// loadProgress tells a loadShow what a run does. It is for concurrent use.
type loadProgress struct {
	redactor report.Redactor
	plan     schedule.Plan
	begin    func() // makes show, under mu

	mu    sync.Mutex // guards what follows
	show  loadShow
	begun int // stages that have begun
	over  bool
	known map[measure.Class]bool
}

// newLoadProgress shows nothing before the run has begun or something is said.
func newLoadProgress(ctx context.Context, stderr io.Writer, s loadgen.Scenario, r report.Redactor) *loadProgress {
	p := &loadProgress{redactor: r, plan: s.Plan, known: map[measure.Class]bool{}}
	p.begin = sync.OnceFunc(func() {
		if isTerminal(stderr) {
			p.show = newLoadBars(ctx, stderr, s.Plan.Length())
		} else {
			p.show = &loadLines{out: stderr}
		}
		p.show.line(shorten("loading "+r.URL(s.Request.Targets[0].URL)+" for "+seconds(s.Plan.Length()), 80))
	})
	return p
}

// say tells something that has happened.
func (p *loadProgress) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin()
	p.show.line(text)
}

// update tells how the run stands, which stage has begun, and what failed for the first time.
func (p *loadProgress) update(t loadgen.Tick) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin()
	stage := p.tellStages(t)
	for _, g := range t.Total.Failures() {
		if !p.known[g.Class] {
			p.known[g.Class] = true
			p.show.line(shorten("first error of class "+g.Class.String()+": "+p.redactor.String(firstOf(g)), 80))
		}
	}
	p.show.stand(standOf(t, stage))
}

// tellStages tells which stages have begun, and returns the name of the last one.
func (p *loadProgress) tellStages(t loadgen.Tick) string {
	names := p.plan.StageNames()
	for ; p.begun <= p.plan.StageAt(t.At) && p.begun < len(names); p.begun++ {
		if len(names) > 1 {
			p.show.line("stage " + names[p.begun] + " begins")
		}
	}
	if t.At < t.Of {
		return t.Stage
	}
	if !p.over {
		p.over = true
		p.show.line("the plan is over: waiting for what is on its way")
	}
	return "drain"
}

func (p *loadProgress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.show != nil {
		p.show.close()
	}
}

func firstOf(g measure.FailureGroup) string {
	if len(g.Examples) > 0 {
		return g.Examples[0].Text
	}
	return g.Text
}

func standOf(t loadgen.Tick, stage string) loadStand {
	all := measure.Everything()
	s := loadStand{
		at: t.At, of: t.Of, stage: stage, live: t.Live, planned: t.Planned, lost: t.Tally.Lost,
		opened: t.Total.Count(all, measure.Opened), errors: t.Total.Count(all, measure.Failed),
	}
	if length := t.Host.Elapsed.Seconds(); length > 0 {
		s.eventsPerSecond = float64(t.Second.Count(measure.Events)) / length
	}
	if lag := t.Second.Lag(); lag.Count() > 0 {
		s.measured, s.lagMS = true, float64(lag.Quantile(0.99))/float64(time.Millisecond)
	}
	return s
}

// figures is what arrives, as in "1.0k events/s, lag p99 3.2ms".
func (s loadStand) figures() string {
	text := short(s.eventsPerSecond) + " events/s"
	if s.measured {
		text += ", lag p99 " + milliseconds(s.lagMS)
	}
	return text
}

// troubles is what went wrong.
func (s loadStand) troubles() string {
	return short(float64(s.lost)) + " lost, " + short(float64(s.errors)) + " errors"
}

// loadLines writes a line every few seconds.
type loadLines struct {
	out  io.Writer
	next time.Duration
}

func (l *loadLines) line(text string) { _, _ = fmt.Fprintln(l.out, text) }

func (l *loadLines) stand(s loadStand) {
	if l.next == 0 {
		l.next = loadEvery
	}
	if s.at < l.next-loadEvery/50 { // seconds are not exact
		return
	}
	l.next += loadEvery
	l.line(shorten(fmt.Sprintf("%s %s of %s live, %s, %s",
		seconds(s.at.Round(time.Second)), short(float64(s.live)), short(float64(s.opened)), s.figures(), s.troubles()), 80))
}

func (l *loadLines) close() {}

// seconds writes a duration without what nobody wants to know of it.
func seconds(d time.Duration) string {
	text := d.Round(time.Second).String()
	if d < 10*time.Second && d%time.Second != 0 {
		text = d.Round(100 * time.Millisecond).String()
	}
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	return text
}

// milliseconds writes milliseconds with two digits that count or more.
func milliseconds(ms float64) string {
	switch {
	case ms >= 10_000:
		return strconv.FormatFloat(ms/1000, 'f', 1, 64) + "s"
	case ms >= 9.95 || ms <= -9.95:
		return strconv.FormatFloat(ms, 'f', 0, 64) + "ms"
	}
	return strconv.FormatFloat(ms, 'f', 1, 64) + "ms"
}

// short writes a number in at most five characters.
func short(n float64) string {
	for _, unit := range []struct {
		from   float64
		letter string
	}{{1e9, "G"}, {1e6, "M"}, {1e4, "k"}} {
		if n < unit.from {
			continue
		}
		size := min(unit.from, 1e9)
		if unit.letter == "k" {
			size = 1e3
		}
		digits := 1
		if n/size >= 99.95 {
			digits = 0
		}
		return strconv.FormatFloat(n/size, 'f', digits, 64) + unit.letter
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}
