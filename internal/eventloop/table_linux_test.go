//go:build linux && !portable

package eventloop

import (
	"testing"
	"time"
)

// What is said of a closed socket never reaches the next one in its place.
func TestTable(t *testing.T) {
	var table table
	var conns [5000]Conn
	var refs [5000]ref
	for round := range 3 {
		for i := range conns {
			old := refs[i]
			refs[i] = table.add(&conns[i])
			if s := table.get(refs[i]); s == nil || s.conn != &conns[i] {
				t.Fatalf("round %d: socket %d is not found", round, i)
			}
			if table.get(old) != nil {
				t.Fatalf("round %d: what is said of a closed socket reaches socket %d", round, i)
			}
		}
		for i, r := range refs {
			table.remove(r.index)
			if table.get(r) != nil {
				t.Fatalf("round %d: socket %d is found though it was removed", round, i)
			}
		}
		if table.slots != nil {
			t.Fatalf("round %d: an empty table keeps %d slots", round, cap(table.slots))
		}
	}
}

// A table is as large as the most sockets that were in it at once.
func TestTableIsDense(t *testing.T) {
	var table table
	var conn Conn
	refs := []ref{table.add(&conn), table.add(&conn), table.add(&conn)}
	for i := range 1000 {
		r := &refs[i%len(refs)]
		old := *r
		table.remove(r.index)
		*r = table.add(&conn)
		if table.get(*r) == nil || table.get(old) != nil {
			t.Fatalf("turn %d: the closed socket is found, or the new one is not", i)
		}
	}
	if len(table.slots) != len(refs) {
		t.Errorf("%d slots for %d sockets", len(table.slots), len(refs))
	}
}

func TestMilliseconds(t *testing.T) {
	for d, want := range map[int64]int{0: 0, 1: 1, 999_999: 1, 1_000_000: 1, 1_000_001: 2, 1<<63 - 1: 1<<31 - 1} {
		if got := milliseconds(time.Duration(d)); got != want {
			t.Errorf("milliseconds(%d ns) = %d, want %d", d, got, want)
		}
	}
}
