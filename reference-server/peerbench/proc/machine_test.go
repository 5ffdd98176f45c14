//go:build linux

package proc_test

import (
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/proc"
)

func TestUsedGoesOn(t *testing.T) {
	before, err := proc.Used()
	if err != nil {
		t.Fatal(err)
	}
	for now := before; now.Own < before.Own+20*time.Millisecond || now.Machine <= before.Machine; {
		if now, err = proc.Used(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOthers(t *testing.T) {
	start := time.Now()
	before := proc.Usage{Machine: 100 * time.Second, Own: 5 * time.Second, At: start}
	tests := []struct {
		name         string
		machine, own time.Duration
		want         float64
	}{
		{"nobody", 110 * time.Second, 15 * time.Second, 0},
		{"half of two processors", 120 * time.Second, 15 * time.Second, 0.5},
		{"rounding", 110 * time.Second, 15100 * time.Millisecond, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after := proc.Usage{Machine: tt.machine, Own: tt.own, At: start.Add(10 * time.Second)}
			if got := after.Others(before, 2); got != tt.want {
				t.Errorf("others took %v, want %v", got, tt.want)
			}
		})
	}
}
