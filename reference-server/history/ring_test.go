package history

import (
	"math/rand/v2"
	"testing"
)

func TestRingIsFirstInFirstOut(t *testing.T) {
	var got ring[int]
	var want []int
	random := rand.New(rand.NewPCG(1, 2))
	for step := range 10_000 {
		if len(want) > 0 && random.IntN(5) < 2 {
			if v := got.pop(); v != want[0] {
				t.Fatalf("step %d: popped %d, want %d", step, v, want[0])
			}
			want = want[1:]
		} else {
			got.push(step)
			want = append(want, step)
		}
		if got.len() != len(want) {
			t.Fatalf("step %d: holds %d, want %d", step, got.len(), len(want))
		}
		if i := random.IntN(len(want) + 1); i < len(want) && got.at(i) != want[i] {
			t.Fatalf("step %d: element %d is %d, want %d", step, i, got.at(i), want[i])
		}
	}
}

func TestRingLetsGoOfWhatIsPopped(t *testing.T) {
	var r ring[*int]
	r.push(new(int))
	r.pop()
	for i, slot := range r.slots {
		if slot != nil {
			t.Errorf("slot %d still holds a pointer", i)
		}
	}
}
