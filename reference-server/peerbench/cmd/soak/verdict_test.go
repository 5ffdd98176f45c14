//go:build linux

package main

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// flat returns a course in which all is well: 41 samples, the memory noisy by a MiB.
func flat() (*course, outcome) {
	r := &course{options: options{streams: 15_000}, base: 15, published: 100, audience: &audience{left: 7}}
	for i := range 41 {
		r.samples = append(r.samples, sample{
			at:       time.Duration(i) * time.Minute,
			streams:  15_000,
			resident: int64(30<<20 + i%2<<20), descriptors: 15_015 + i%2,
		})
	}
	return r, outcome{counts: crowd.Counts{Delivered: 1_500_000}, open: 15_000, freed: true, descriptors: 15}
}

func TestJudge(t *testing.T) {
	each := func(r *course, change func(i int, s *sample)) {
		for i := range r.samples {
			change(i, &r.samples[i])
		}
	}
	tests := []struct {
		name   string
		change func(*course, *outcome)
		want   string // what is missed
	}{
		{"all well", func(*course, *outcome) {}, ""},
		{"lost", func(_ *course, o *outcome) { o.counts.Lost = 1 }, "of 100 events, 1 were lost in 1500000 deliveries"},
		{"doubled", func(_ *course, o *outcome) { o.counts.Doubled = 1 }, "1 came twice"},
		{"behind", func(_ *course, o *outcome) { o.behind = 1 }, "1 clients of 15000 did not get the last one"},
		{"away", func(_ *course, o *outcome) { o.open-- }, "1 clients did not come back"},
		{
			"reset", func(_ *course, o *outcome) { o.counts.Resets = 1 },
			"1 times a client that came back was told to reset; 7 had left",
		},
		{
			"ended", func(r *course, _ *outcome) { r.audience.unasked, r.audience.cause = 2, errors.New("odd") },
			"2 streams were ended by the server without a reason, the last one: odd",
		},
		{
			"grown in the first quarter", func(r *course, _ *outcome) {
				each(r, func(i int, s *sample) { s.resident += int64(min(i, 10)) << 20 })
			}, "",
		},
		{
			"grown all the time", func(r *course, _ *outcome) {
				each(r, func(i int, s *sample) { s.resident += int64(i) << 18 })
			}, "memory grew by 7.5 MiB over the last three quarters; at most 4.0",
		},
		{
			"leaked descriptors", func(r *course, _ *outcome) {
				each(r, func(i int, s *sample) { s.descriptors += 10 * i })
			}, "descriptors beyond the streams grew by 300; at most 150",
		},
		{
			"not freed", func(_ *course, o *outcome) { o.freed, o.descriptors = false, 16 },
			"when all had left, 16 descriptors were open; at most 15",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, o := flat()
			tt.change(r, &o)
			var b strings.Builder
			r.stdout = &b
			well, err := r.judge(o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for line := range strings.Lines(b.String()) {
				if claim, found := strings.CutPrefix(line, "MISS  "); found {
					got = append(got, strings.TrimSpace(claim))
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("missed (-want +got):\n%s", diff)
			}
			if well != (tt.want == "") {
				t.Errorf("well is %v:\n%s", well, b.String())
			}
		})
	}
}

func TestGrowth(t *testing.T) {
	tests := []struct {
		name        string
		values      []int
		grown, mean float64
	}{
		{"nothing", nil, 0, 0},
		{"one", []int{5}, 0, 5},
		{"a line", []int{1, 2, 3, 4}, 3, 2.5},
		{"down", []int{4, 3, 2, 1}, -3, 2.5},
		{"a spike in the middle", []int{1, 1, 10, 1, 1}, 0, 2.8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var samples []sample
			for i, v := range tt.values {
				samples = append(samples, sample{at: time.Duration(i) * time.Minute, goroutines: v})
			}
			grown, mean := growth(samples, func(s sample) float64 { return float64(s.goroutines) })
			if math.Abs(grown-tt.grown) > 1e-9 || math.Abs(mean-tt.mean) > 1e-9 {
				t.Errorf("grown by %v, mean %v, want %v and %v", grown, mean, tt.grown, tt.mean)
			}
		})
	}
}
