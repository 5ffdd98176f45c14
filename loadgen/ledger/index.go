package ledger

import "math/bits"

// index finds the slot of a key: a hash table of fixed size with linear probing, since a
// map would allocate while keys come and go.
type index struct {
	cells []cell
	shift uint8 // 64 less the bits of a place
}

type cell struct {
	key  uint64
	slot int32 // plus 1; 0 is free
}

// newIndex returns an index for so many keys at a time.
func newIndex(n int) index {
	places := bits.Len(uint(max(2*n, 2) - 1))
	return index{cells: make([]cell, 1<<places), shift: uint8(64 - places)}
}

// mix spreads the bits of a key, as a step of SplitMix64 does.
// https://doi.org/10.1145/2714064.2660195
func mix(k uint64) uint64 {
	k += 0x9e3779b97f4a7c15
	k = (k ^ k>>30) * 0xbf58476d1ce4e5b9
	k = (k ^ k>>27) * 0x94d049bb133111eb
	return k ^ k>>31
}

func (x *index) home(key uint64) int { return int(mix(key) >> x.shift) }

func (x *index) next(i int) int { return (i + 1) & (len(x.cells) - 1) }

// get returns the slot of a key.
func (x *index) get(key uint64) (int, bool) {
	for i := x.home(key); x.cells[i].slot != 0; i = x.next(i) {
		if x.cells[i].key == key {
			return int(x.cells[i].slot - 1), true
		}
	}
	return 0, false
}

// set sets the slot of a key that has none.
func (x *index) set(key uint64, slot int) {
	i := x.home(key)
	for x.cells[i].slot != 0 {
		i = x.next(i)
	}
	x.cells[i] = cell{key, int32(slot + 1)}
}

// remove removes a key. Those behind it that it had pushed away move up.
func (x *index) remove(key uint64) {
	i := x.home(key)
	for x.cells[i].key != key || x.cells[i].slot == 0 {
		if x.cells[i].slot == 0 {
			return
		}
		i = x.next(i)
	}
	for j := x.next(i); x.cells[j].slot != 0; j = x.next(j) {
		way := (j - x.home(x.cells[j].key)) & (len(x.cells) - 1)
		if way >= (j-i)&(len(x.cells)-1) {
			x.cells[i] = x.cells[j]
			i = j
		}
	}
	x.cells[i] = cell{}
}
