package engine

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRosterIsAMap holds a roster to a map, whatever comes and goes.
func TestRosterIsAMap(t *testing.T) {
	const workers, worker, numbers = 3, 1, 200
	random := rand.New(rand.NewPCG(1, 2))
	r, want := roster{workers: workers}, map[int]*stream{}
	for range 5000 {
		number := random.IntN(numbers)*workers + worker
		old := want[number]
		switch s := (&stream{number: int32(number)}); {
		case random.IntN(2) == 0:
			r.put(s)
			want[number] = s
		case old != nil:
			r.remove(s) // another one with its number
			r.remove(old)
			delete(want, number)
		}
		if r.get(number) != want[number] || r.len() != len(want) {
			t.Fatalf("Subscriber %d of %d: got %p of %d, want %p of %d", number, numbers, r.get(number), r.len(), want[number], len(want))
		}
	}
	var got, all []int
	for s := range r.all() {
		got = append(got, int(s.number))
	}
	for number := range want {
		all = append(all, number)
	}
	slices.Sort(all)
	if diff := cmp.Diff(all, got); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
}

func TestRosterLetsGo(t *testing.T) {
	r := roster{workers: 1}
	for number := range 100_000 { // each stays for a while
		r.put(&stream{number: int32(number)})
		if number >= 10 {
			r.remove(r.get(number - 10))
		}
	}
	if got := cap(r.list); got > 1000 {
		t.Errorf("room for %d Subscribers where 10 are there", got)
	}
	for s := range r.all() {
		r.remove(s)
	}
	if r.len() != 0 || r.get(99_999) != nil {
		t.Errorf("%d Subscribers are left of none", r.len())
	}
	r.put(&stream{number: 5})
	if r.len() != 1 || r.get(5) == nil {
		t.Error("a roster that was empty has lost its Subscriber")
	}
}
