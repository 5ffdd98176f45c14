package measure_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

func TestAtMost(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name   string
		values []time.Duration
		bounds []time.Duration
		want   []int64
	}{
		{"nothing", nil, []time.Duration{ms, 10 * ms}, []int64{0, 0}},
		{"no bounds", []time.Duration{ms}, nil, []int64{}},
		{"on a bound", []time.Duration{ms, 10 * ms}, []time.Duration{ms, 10 * ms}, []int64{1, 2}},
		{"between", []time.Duration{2 * ms, 3 * ms, 20 * ms}, []time.Duration{ms, 10 * ms}, []int64{0, 2}},
		{"negative", []time.Duration{-5 * ms, -ms, ms}, []time.Duration{-2 * ms, 0, ms}, []int64{1, 2, 3}},
		{"beyond the last", []time.Duration{time.Hour, ms}, []time.Duration{ms}, []int64{1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var d measure.Distribution
			for _, v := range test.values {
				d.Record(v)
			}
			if diff := cmp.Diff(test.want, d.AtMost(test.bounds...)); diff != "" {
				t.Errorf("AtMost (-want +got):\n%s", diff)
			}
		})
	}
}
