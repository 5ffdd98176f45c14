package ledger

import (
	"math/rand/v2"
	"testing"
)

// TestIndex compares an index that is often full with a map.
func TestIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const size = 32
	x, want := newIndex(size), map[uint64]int{}
	for range 20_000 {
		k := r.Uint64N(3 * size)
		slot, ok := x.get(k)
		if w, has := want[k]; ok != has || slot != w {
			t.Fatalf("key %d: got %d %v, want %d %v", k, slot, ok, w, has)
		}
		switch {
		case ok:
			x.remove(k)
			delete(want, k)
		case len(want) < size:
			want[k] = int(k) + 1
			x.set(k, int(k)+1)
		default:
			x.remove(k)
		}
	}
}
