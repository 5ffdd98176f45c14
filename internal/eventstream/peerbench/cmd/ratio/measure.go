package main

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

// speed is what one contender did with one workload.
type speed struct {
	contender      peerbench.Contender
	megabytes      []float64 // per second, one for each round
	allocsPerEvent float64   // of the last round
}

// measure runs every contender once per round, so that a change in the load of
// the machine meets all of them.
func measure(w peerbench.Workload, contenders []peerbench.Contender, rounds int) ([]speed, error) {
	speeds := make([]speed, len(contenders))
	for range rounds {
		for i, c := range contenders {
			if err := c.Check(w); err != nil {
				return nil, err
			}
			r := testing.Benchmark(c.Benchmark(w))
			passes := float64(r.N)
			speeds[i].contender = c
			speeds[i].megabytes = append(speeds[i].megabytes, passes*float64(len(w.Stream))/r.T.Seconds()/1e6)
			speeds[i].allocsPerEvent = float64(r.MemAllocs) / passes / float64(w.Holds.Events)
		}
	}
	return speeds, nil
}
