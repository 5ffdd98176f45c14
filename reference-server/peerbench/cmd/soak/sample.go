//go:build linux

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// sample is the state of server and clients at one time.
type sample struct {
	at          time.Duration // since the soak began
	streams     int
	counts      crowd.Counts
	left        int
	slow        int
	resident    int64
	heap        uint64
	descriptors int
	goroutines  int
	serverCPU   time.Duration
}

// sample looks at the server without disturbing it.
func (r *course) sample() (s sample, err error) {
	inside, err := r.process.Look()
	resident, residentErr := r.process.Resident()
	descriptors, descriptorsErr := r.process.Descriptors()
	server, serverErr := r.process.CPU()
	return sample{
		at:          r.crowd.Now() - r.began,
		streams:     r.crowd.Open(),
		counts:      r.crowd.Counts(),
		left:        r.audience.left,
		slow:        r.audience.slow,
		resident:    resident,
		heap:        inside.HeapBytes,
		descriptors: descriptors,
		goroutines:  inside.Goroutines,
		serverCPU:   server,
	}, errors.Join(err, residentErr, descriptorsErr, serverErr)
}

// heading names the columns that line fills.
func (r *course) heading() error {
	_, err := fmt.Fprintf(r.stdout, "memory in MiB; CPU in %% of one processor, that of the server\n"+
		"%7s %7s %11s %6s %4s %5s %4s %5s %5s %5s %4s %4s\n", "time", "streams",
		"deliveries", "left", "lost", "twice", "slow", "RSS", "heap", "files", "gor.", "CPU")
	return err
}

// line takes a sample and prints it, with the processor time since the line before.
func (r *course) line() error {
	s, err := r.sample()
	if err != nil {
		return err
	}
	share := 0.0
	if len(r.samples) > 0 {
		last := r.samples[len(r.samples)-1]
		share = 100 * (s.serverCPU - last.serverCPU).Seconds() / (s.at - last.at).Seconds()
	}
	r.samples = append(r.samples, s)
	_, err = fmt.Fprintf(r.stdout, "%7s %7d %11d %6d %4d %5d %4d %5.1f %5.1f %5d %4d %4.0f\n",
		s.at.Round(min(time.Second, r.options.every())), s.streams, s.counts.Delivered, s.left, s.counts.Lost, s.counts.Doubled, s.slow,
		megabytes(float64(s.resident)), megabytes(float64(s.heap)), s.descriptors, s.goroutines, share)
	return err
}

func megabytes(bytes float64) float64 { return bytes / (1 << 20) }
