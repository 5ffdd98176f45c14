//go:build linux

package main

import (
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// outcome is what was seen when all clients had come back and, after that, had left.
type outcome struct {
	counts      crowd.Counts
	open        int  // clients that had come back
	behind      int  // clients that had not received everything
	freed       bool // descriptors are down to what the server had without streams
	descriptors int
}

// claim is one thing that should be true of a soak.
type claim struct {
	text  string
	holds bool
}

// The bounds of what may grow over the last three quarters of the time.
const (
	growthBytes      = 4 << 20
	growthShare      = 0.05 // of the mean, where that is more
	growthFiles      = 64
	growthFilesShare = 0.01 // of the streams, where that is more
)

// judge prints what is true and what is not, and reports whether all of it is.
func (r *course) judge(o outcome) (bool, error) {
	well := true
	if _, err := fmt.Fprintln(r.stdout); err != nil {
		return false, err
	}
	for _, c := range append(r.deliveryClaims(o), r.growthClaims(o)...) {
		word := "holds"
		if !c.holds {
			word, well = "MISS", false
		}
		if _, err := fmt.Fprintf(r.stdout, "%-5s %s\n", word, c.text); err != nil {
			return false, err
		}
	}
	return well, nil
}

func (r *course) deliveryClaims(o outcome) []claim {
	a := r.audience
	unasked := fmt.Sprintf("%d streams were ended by the server without a reason", a.unasked)
	if a.cause != nil {
		unasked += ", the last one: " + a.cause.Error()
	}
	return []claim{
		{fmt.Sprintf("of %d events, %d were lost in %d deliveries", r.published, o.counts.Lost, o.counts.Delivered), o.counts.Lost == 0},
		{fmt.Sprintf("%d came twice", o.counts.Doubled), o.counts.Doubled == 0},
		{fmt.Sprintf("%d clients of %d did not get the last one", o.behind, r.options.streams), o.behind == 0},
		{fmt.Sprintf("%d clients did not come back", r.options.streams-o.open), o.open == r.options.streams},
		{fmt.Sprintf("%d times a client that came back was told to reset; %d had left", o.counts.Resets, a.left), o.counts.Resets == 0},
		{unasked, a.unasked == 0},
	}
}

func (r *course) growthClaims(o outcome) []claim {
	judged := lastThreeQuarters(r.samples)
	memory, mean := growth(judged, func(s sample) float64 { return float64(s.resident) })
	bound := max(growthBytes, growthShare*mean)
	files, _ := growth(judged, func(s sample) float64 { return float64(s.descriptors - s.streams) })
	most := max(growthFiles, growthFilesShare*float64(r.options.streams))
	return []claim{
		{fmt.Sprintf("memory grew by %.1f MiB over the last three quarters; at most %.1f", megabytes(memory), megabytes(bound)), memory <= bound},
		{fmt.Sprintf("descriptors beyond the streams grew by %.0f; at most %.0f", files, most), files <= most},
		{fmt.Sprintf("when all had left, %d descriptors were open; at most %d", o.descriptors, r.base), o.freed},
	}
}

// lastThreeQuarters leaves out the time in which a server gets warm.
func lastThreeQuarters(samples []sample) []sample { return samples[len(samples)/4:] }

// growth returns the slope of the line of least squares through a figure, times the time
// that the samples span, and the mean.
func growth(samples []sample, of func(sample) float64) (grown, mean float64) {
	if len(samples) == 0 {
		return 0, 0
	}
	var at time.Duration
	for _, s := range samples {
		at += s.at
		mean += of(s)
	}
	n := float64(len(samples))
	middle := at.Seconds() / n
	mean /= n
	var both, square float64
	for _, s := range samples {
		dx := s.at.Seconds() - middle
		both += dx * (of(s) - mean)
		square += dx * dx
	}
	if square == 0 {
		return 0, mean
	}
	return both / square * (samples[len(samples)-1].at - samples[0].at).Seconds(), mean
}
