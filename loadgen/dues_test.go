package loadgen

import (
	"testing"
	"time"
)

func TestDuesAreKeptForAWhile(t *testing.T) {
	d := newDues(2)
	for seq := int64(1); seq <= keptDues+10; seq++ {
		d.set(1, seq, time.Duration(seq)*time.Second)
	}
	tests := []struct {
		name  string
		topic int
		seq   int64
		known bool
	}{
		{"the last", 1, keptDues + 10, true},
		{"the oldest kept", 1, 11, true},
		{"one that gave way", 1, 10, false},
		{"one to come", 1, keptDues + 11, false},
		{"another topic", 0, 11, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if at, known := d.of(tt.topic, tt.seq); known != tt.known || known && at != time.Duration(tt.seq)*time.Second {
				t.Errorf("got %v, known %v", at, known)
			}
		})
	}
	if n := len(d.rings[1]); n != keptDues {
		t.Errorf("%d kept, want %d", n, keptDues)
	}
}
