package measure_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

const head = "t_s,live,opened,completed,closed_by_server,failed,events,bytes,lost,reconnects," +
	"lag_count,lag_p50_ms,lag_p90_ms,lag_p99_ms,lag_max_ms"

func TestCSVComesLineByLine(t *testing.T) {
	var b strings.Builder
	c, err := measure.NewCSV(&b, measure.Column{Name: "cpu_share"})
	if err != nil {
		t.Fatal(err)
	}
	want := head + ",cpu_share\n"
	for _, tc := range []struct {
		at     time.Duration
		second *measure.Second
		extra  []float64
		line   string
	}{
		{0, second(2, ms, -1500*time.Microsecond), []float64{0.5}, "0,2,0,0,0,0,2,200,0,0,2,-1.5,1,1,1,0.5\n"},
		{1001 * ms, second(12345678), []float64{1}, "1.001,12345678,0,0,0,0,0,0,0,0,0,,,,,1\n"},
		{2 * time.Second, second(0), nil, "2,0,0,0,0,0,0,0,0,0,0,,,,,0\n"},
	} {
		if err := c.Write(tc.at, tc.second, tc.extra...); err != nil {
			t.Fatal(err)
		}
		want += tc.line
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

// full is a disk without room after some writes.
type full struct{ writes int }

func (f *full) Write(p []byte) (int, error) {
	if f.writes--; f.writes < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

func TestCSVTellsWhatCouldNotBeWritten(t *testing.T) {
	for writes := range 2 {
		c, err := measure.NewCSV(&full{writes})
		if err == nil {
			err = c.Write(0, second(1))
		}
		if err == nil || err.Error() != "write csv: no space left" {
			t.Errorf("after %d writes: got %v", writes, err)
		}
	}
}
