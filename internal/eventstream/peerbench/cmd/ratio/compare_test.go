package main

import (
	"testing"

	"github.com/ssegauge/ssegauge/internal/eventstream/peerbench"
)

func measured() []speed {
	return []speed{
		{contender: peerbench.Contender{Name: "ours", Role: peerbench.Product}, megabytes: []float64{800, 600, 900}},
		{contender: peerbench.Contender{Name: "slow", Role: peerbench.Peer}, megabytes: []float64{50, 50, 50}, allocsPerEvent: 9},
		{contender: peerbench.Contender{Name: "fast", Role: peerbench.Peer}, megabytes: []float64{200, 200, 100}, allocsPerEvent: 2},
		{contender: peerbench.Contender{Name: "scan", Role: peerbench.Floor}, megabytes: []float64{1600, 1600, 1600}},
	}
}

func TestCompare(t *testing.T) {
	want := []row{
		{workload: "typical", contender: "ours", megabytesPerSec: 800, ofPeer: 4, leastOfPeer: 3, ofFloor: 0.5},
		{workload: "typical", contender: "slow", megabytesPerSec: 50, allocsPerEvent: 9, ofPeer: 0.25, leastOfPeer: 0.25, ofFloor: 0.03125},
		{workload: "typical", contender: "fast", megabytesPerSec: 200, allocsPerEvent: 2, ofPeer: 1, leastOfPeer: 1, ofFloor: 0.125},
		{workload: "typical", contender: "scan", megabytesPerSec: 1600, ofPeer: 8, leastOfPeer: 8, ofFloor: 1},
	}
	got := compare("typical", measured())
	if len(got) != len(want) {
		t.Fatalf("compare gave %d rows, want %d", len(got), len(want))
	}
	for i, w := range want {
		t.Run(w.contender, func(t *testing.T) {
			if got[i] != w {
				t.Errorf("row %d:\ngot  %+v\nwant %+v", i, got[i], w)
			}
		})
	}
}

func TestFastestIsTakenPerRound(t *testing.T) {
	speeds := []speed{
		{contender: peerbench.Contender{Role: peerbench.Peer}, megabytes: []float64{3, 1}},
		{contender: peerbench.Contender{Role: peerbench.Peer}, megabytes: []float64{2, 4}},
		{contender: peerbench.Contender{Role: peerbench.Floor}, megabytes: []float64{9, 9}},
	}
	got := fastest(speeds, peerbench.Peer)
	if len(got) != 2 || got[0] != 3 || got[1] != 4 {
		t.Errorf("fastest = %v, want [3 4]", got)
	}
}

func TestMedian(t *testing.T) {
	tests := []struct {
		name   string
		values []float64
		want   float64
	}{
		{"one", []float64{3}, 3},
		{"two give the lower", []float64{4, 3}, 3},
		{"an outlier changes nothing", []float64{900, 2, 3}, 3},
		{"four", []float64{4, 1, 3, 2}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := median(tt.values); got != tt.want {
				t.Errorf("median(%v) = %v, want %v", tt.values, got, tt.want)
			}
		})
	}
}
