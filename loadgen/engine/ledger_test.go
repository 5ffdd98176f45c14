package engine_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// numbered is a server whose nth connection brings the events with the numbers of the nth row,
// and ends then unless it is the last.
func numbered(t *testing.T, rows ...[]int) string {
	t.Helper()
	return serve(t, func(v visit) {
		v.write(head)
		for _, n := range rows[min(v.number, len(rows)-1)] {
			v.write(fmt.Sprintf("id: %d\ndata: x\n\n", n))
		}
		if v.number >= len(rows)-1 {
			_ = v.wait()
		}
	})
}

// What was lost, doubled and out of order stays right over Connections.
func TestLedgerOverReconnects(t *testing.T) {
	for _, tc := range []struct {
		name   string
		rows   [][]int
		forget bool
		want   ledger.Tally
	}{
		{
			"resumed",
			[][]int{{1, 2, 3}, {4, 6}, {6, 7}, {9, 8}},
			false,
			ledger.Tally{Expected: 9, Received: 9, Lost: 1, Duplicate: 1, Reordered: 1, Closed: 1, Incomplete: 1},
		},
		{
			"forgotten",
			[][]int{{1, 2, 3}, {7, 8}},
			true,
			ledger.Tally{Expected: 5, Received: 5, Missed: 3, Closed: 1},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			total := 0
			for _, row := range tc.rows {
				total += len(row)
			}
			r := start(t, 1, numbered(t, tc.rows...), func(l *load) {
				l.Sequence = stamp.Spec{Sequence: "id"}
				l.Resume.Forget = tc.forget
			})
			r.atLeast(measure.Events, total)
			r.finish()
			if diff := cmp.Diff(tc.want, r.tally); diff != "" {
				t.Error(diff)
			}
		})
	}
}
