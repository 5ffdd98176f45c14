package capacity_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/capacity"
)

func TestAnswerReads(t *testing.T) {
	tests := []struct {
		name   string
		steps  int // recorded; -1 is all
		target target
		want   string
	}{
		{"a sharp limit", -1, upTo(9000), "9,000 streams (± 100)\nat 9,100 broke: lost == 0\nlikely: reset"},
		{"no limit", -1, upTo(20_000), "at least 20,000 streams\nnothing broke; the search went no further"},
		{"a limit of the generator", -1, upTo(20_000).within(9000), "at least 9,000 streams\nthe generator was the limit at 9,100\nlikely: loop lag"},
		{"the target breaks before the generator", -1, upTo(3000).within(4000), "3,000 streams (± 50)\nat 3,050 broke: lost == 0\nlikely: reset"},
		{"nothing holds", -1, upTo(0), "not even 6 streams\nat 6 broke: lost == 0\nlikely: reset"},
		{"the generator can do nothing", -1, upTo(100).within(0), "no number of streams is known to hold\nthe generator was the limit at 6\nlikely: loop lag"},
		{"before the first step", 0, upTo(9000), "no number of streams was tried to the end, so far"},
		{"on the way up", 3, upTo(9000), "at least 400 streams, so far"},
		{"while it halves", 8, upTo(9000), "6,400 streams (± 6,400), so far\nat 12,800 broke: lost == 0\nlikely: reset"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := capacity.Search{Max: 20_000}
			for n := 0; n != tt.steps; n++ {
				step, more := s.Next()
				if !more {
					break
				}
				s.Record(tt.target(step))
			}
			if diff := cmp.Diff(tt.want, s.Answer().String()); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
	}
}
