package main

import (
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/report"
)

// capacityProgress shows a person how far a search has come: a line for each step, and on
// a terminal a bar for the one that is under way.
type capacityProgress struct {
	out    io.Writer
	redact report.Redactor
	bars   *mpb.Progress // nil without a terminal
	bar    *mpb.Bar

	mu  sync.Mutex
	now string // the step that is under way; guarded by mu
}

// progressColumns is how wide a line is at most.
const progressColumns = 79

func newCapacityProgress(ctx context.Context, stderr io.Writer, redact report.Redactor) *capacityProgress {
	p := &capacityProgress{out: stderr, redact: redact}
	if isTerminal(stderr) {
		p.bars = mpb.NewWithContext(context.WithoutCancel(ctx), mpb.WithOutput(stderr), mpb.WithWidth(30))
		p.bar = p.bars.AddBar(1, mpb.BarRemoveOnComplete(), mpb.AppendDecorators(
			decor.Any(func(decor.Statistics) string { return " " + p.step() })))
		p.out = p.bars // lines go above the bar
	}
	return p
}

func (p *capacityProgress) step() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// update shows how the step with so many streams stands.
func (p *capacityProgress) update(streams int, t loadgen.Tick) {
	if p.bar == nil {
		return
	}
	p.mu.Lock()
	p.now = shorten(fmt.Sprintf("%d streams: %s, %d live", streams, t.Stage, t.Live), 45)
	p.mu.Unlock()
	p.bar.SetTotal(t.Of.Milliseconds()+1, false) // it never completes by itself
	p.bar.SetCurrent(min(t.At, t.Of).Milliseconds())
}

// tell says how a step went.
func (p *capacityProgress) tell(j judgedStep) {
	text := fmt.Sprintf("%6d streams", j.Streams)
	if j.Attempt > 1 {
		text += fmt.Sprintf(" (try %d)", j.Attempt)
	}
	switch {
	case j.GeneratorLimited:
		text += " generator-limited: " + j.Cause
	case j.Held:
		text += " held"
		if us := j.stepFigures().LagP99US; us != nil {
			text += fmt.Sprintf(", lag p99 %.3g ms", float64(*us)/1000)
		}
	default:
		text += fmt.Sprintf(" broke %s (%s)", j.broke.Threshold, j.broke.Actual)
	}
	p.say(shorten(text, progressColumns))
}

// say writes a line for people.
func (p *capacityProgress) say(text string) { _, _ = fmt.Fprintln(p.out, p.redact.String(text)) }

// close takes the bar off the terminal.
func (p *capacityProgress) close() {
	if p.bars != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}
