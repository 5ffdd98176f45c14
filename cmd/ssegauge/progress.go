package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/ssegauge/ssegauge/specs"
)

// progress shows a person how far a run has come: a bar on a terminal, else a
// line for each probe.
type progress interface {
	update(specs.Progress)
	close()
}

func newProgress(ctx context.Context, stderr io.Writer, target string) progress {
	if isTerminal(stderr) {
		return newBarProgress(ctx, stderr, target)
	}
	fmt.Fprintf(stderr, "checking %s\n", target)
	return &lineProgress{out: stderr, begun: map[string]bool{}}
}

// lineProgress writes a line when a probe has ended, unless there was no need to
// run it.
type lineProgress struct {
	out   io.Writer
	begun map[string]bool
}

func (p *lineProgress) update(s specs.Progress) {
	if !s.Done {
		p.begun[s.Probe] = true
	} else if p.begun[s.Probe] {
		_, _ = fmt.Fprintf(p.out, "probe %s has ended: %d of %d requirements\n", s.Probe, s.Judgeable, s.Total)
	}
}

func (p *lineProgress) close() {}

// barProgress draws a bar, and which probes are under way.
type barProgress struct {
	bars *mpb.Progress
	bar  *mpb.Bar

	mu      sync.Mutex
	running []string
}

func newBarProgress(ctx context.Context, stderr io.Writer, target string) *barProgress {
	p := &barProgress{bars: mpb.NewWithContext(context.WithoutCancel(ctx), mpb.WithOutput(stderr), mpb.WithWidth(30))}
	p.bar = p.bars.AddBar(0,
		mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("checking "+shorten(target, 30)+" ")),
		mpb.AppendDecorators(decor.CountersNoUnit("%d/%d "), decor.Any(func(decor.Statistics) string { return p.probes() })),
	)
	return p
}

func (p *barProgress) update(s specs.Progress) {
	p.mu.Lock()
	if s.Done {
		p.running = slices.DeleteFunc(p.running, func(name string) bool { return name == s.Probe })
	} else {
		p.running = append(p.running, s.Probe)
	}
	p.mu.Unlock()
	p.bar.SetTotal(int64(s.Total), false)
	p.bar.SetCurrent(int64(s.Judgeable))
}

func (p *barProgress) probes() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return shorten(strings.Join(p.running, " "), 24)
}

// close takes the bar off the terminal. It does not block when the run ended
// early.
func (p *barProgress) close() {
	p.bar.SetTotal(-1, true)
	p.bar.Abort(true)
	p.bars.Wait()
}

// shorten returns s with at most n characters.
func shorten(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}
