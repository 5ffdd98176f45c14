package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/report"
)

// capacityProgress shows a person how far a search has come: a line for each step, and on
// a terminal one below them for the step that is under way.
type capacityProgress struct {
	redact   report.Redactor
	terminal bool

	mu  sync.Mutex
	out io.Writer // guarded by mu
}

// progressColumns is how wide a line is at most.
const progressColumns = 79

// clearLine takes what is on a line of a terminal off it.
const clearLine = "\r\x1b[K"

func newCapacityProgress(stderr io.Writer, redact report.Redactor) *capacityProgress {
	return &capacityProgress{out: stderr, redact: redact, terminal: isTerminal(stderr)}
}

// update shows how the step with so many streams stands.
func (p *capacityProgress) update(streams int, t loadgen.Tick) {
	text := fmt.Sprintf("%6d streams: %s, %d live, %d %%", streams, t.Stage, t.Live, 100*min(t.At, t.Of)/max(1, t.Of))
	p.write("", shorten(text, progressColumns))
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
func (p *capacityProgress) say(text string) { p.write(p.redact.String(text)+"\n", "") }

// write writes lines that stay and, on a terminal, one that does not.
func (p *capacityProgress) write(lines, under string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.terminal:
		_, _ = io.WriteString(p.out, clearLine+lines+under)
	case lines != "":
		_, _ = io.WriteString(p.out, lines)
	}
}

// close takes the line that does not stay off the terminal.
func (p *capacityProgress) close() { p.write("", "") }
