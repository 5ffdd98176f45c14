//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/ssegauge/ssegauge/loadgen/peerbench"
	"github.com/ssegauge/ssegauge/loadgen/peerbench/client"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/child"
	"github.com/ssegauge/ssegauge/reference-server/peerbench/proc"
)

// result is all that a run measured.
type result struct {
	options options
	clients []measured
	streams []stream
	others  float64 // share of the processors that other programs took meanwhile
}

// measured is what one client did, some of each for each round.
type measured struct {
	name              string
	open, flood, pace []client.Figures
}

// stream is what a stream of the product costs, by how it is carried.
type stream struct {
	name      string
	few, many int
	bytes     float64
	most      float64 // that is claimed
}

// measure runs every client once per round, so that a change in the load of the machine
// meets all of them, and each round begins with another one.
func measure(ctx context.Context, o options, stderr io.Writer) (result, error) {
	names := []string{peerbench.Engine, peerbench.Goroutines, peerbench.Floor}
	r := result{options: o, clients: make([]measured, len(names))}
	before, err := proc.Used()
	if err != nil {
		return r, err
	}
	for round := range o.rounds {
		for turn := range names {
			i := (round + turn) % len(names)
			fmt.Fprintf(stderr, "round %d of %d: %s\n", round+1, o.rounds, names[i])
			r.clients[i].name = names[i]
			if err := r.clients[i].round(ctx, o); err != nil {
				return r, err
			}
		}
	}
	if err := r.costs(ctx, stderr); err != nil {
		return r, err
	}
	after, err := proc.Used()
	r.others = after.Others(before, runtime.NumCPU())
	return r, err
}

// round adds a round of a client.
func (m *measured) round(ctx context.Context, o options) error {
	for _, part := range []struct {
		server string
		job    client.Job
		to     *[]client.Figures
	}{
		{peerbench.Paced, client.Job{Kind: client.Open, Streams: o.paced}, &m.open},
		{peerbench.Paced, client.Job{Kind: client.Open, Streams: o.paced}, &m.open}, // since it is over so soon
		{peerbench.Paced, client.Job{Kind: client.Open, Streams: o.paced}, &m.open},
		{peerbench.Flood, client.Job{Kind: client.Read, Streams: o.flooded, Warm: o.warm, Length: o.length}, &m.flood},
		{peerbench.Paced, client.Job{Kind: client.Read, Streams: o.paced, Warm: o.warm, Length: o.length, Lag: true}, &m.pace},
	} {
		f, err := trial(ctx, part.server, m.name, part.job)
		if err != nil {
			return err
		}
		*part.to = append(*part.to, f)
	}
	return nil
}

// costs takes what streams of the product cost.
func (r *result) costs(ctx context.Context, stderr io.Writer) error {
	o := r.options
	for _, c := range []struct {
		stream
		server string
		job    client.Job
	}{
		{stream{name: "HTTP/1.1", few: o.few, many: o.many, most: 512}, peerbench.Paced, client.Job{Version: "1.1"}},
		{stream{name: "HTTP/1.1 over TLS", few: o.secure / 10, many: o.secure, most: 24 << 10}, peerbench.Secure, client.Job{Version: "1.1", TLS: true}},
		{stream{name: "HTTP/2 over TLS", few: o.shared / 10, many: o.shared, most: 8 << 10}, peerbench.Secure, client.Job{Version: "2", TLS: true}},
		{stream{name: "HTTP/2 (h2c)", few: o.shared / 10, many: o.shared, most: 8 << 10}, peerbench.Shared, client.Job{Version: "h2c"}},
	} {
		fmt.Fprintf(stderr, "memory: %s\n", c.name)
		c.job.Kind, c.job.Length = client.Memory, o.filling
		var bytes []float64
		for range o.rounds {
			b, err := c.slope(ctx, c.server, c.job)
			if err != nil {
				return err
			}
			bytes = append(bytes, b)
		}
		c.bytes = median(bytes)
		r.streams = append(r.streams, c.stream)
	}
	return nil
}

// slope returns what a stream adds to the memory of the product.
func (s stream) slope(ctx context.Context, server string, job client.Job) (float64, error) {
	var at [2]int64
	for i, n := range []int{s.few, s.many} {
		job.Streams = n
		f, err := trial(ctx, server, peerbench.Engine, job)
		if err != nil {
			return 0, err
		}
		at[i] = f.Resident
	}
	return float64(at[1]-at[0]) / float64(s.many-s.few), nil
}

// trial has a client do a job with a server, each in a process that is new.
func trial(ctx context.Context, server, name string, job client.Job) (f client.Figures, err error) {
	s, err := child.Start(server)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	c, err := child.Start(name)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, c.Stop()) }()
	job.Addr = s.Addr
	if f, err = client.Do(ctx, c.Addr, job); err != nil {
		err = fmt.Errorf("measure %s with %s: %w", name, server, err)
	}
	return f, err
}

// figure is one number of a round.
type figure func(client.Figures) float64

func opens(f client.Figures) float64  { return f.Opens }
func work(f client.Figures) float64   { return float64(f.CPU.Nanoseconds()) / 1e3 }
func events(f client.Figures) float64 { return float64(f.Events) / f.Took.Seconds() }
func cpu(f client.Figures) float64 {
	return float64(f.CPU.Nanoseconds()) / 1e3 / float64(max(f.Events, 1))
}
func p50(f client.Figures) float64 { return float64(f.P50.Microseconds()) / 1e3 }
func p99(f client.Figures) float64 { return float64(f.P99.Microseconds()) / 1e3 }

func values(rounds []client.Figures, of figure) []float64 {
	all := make([]float64, len(rounds))
	for i, f := range rounds {
		all[i] = of(f)
	}
	return all
}

// ratio returns the median over the rounds of a figure divided by that of others in the same
// round.
func ratio(a, b []client.Figures, of figure) float64 {
	all := values(a, of)
	for i, v := range values(b, of) {
		all[i] /= v
	}
	return median(all)
}

// median returns the middle of values, the lower one of two. There must be one.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}
