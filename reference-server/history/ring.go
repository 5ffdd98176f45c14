package history

// ring is a first-in, first-out list with access by index, in one block of
// memory that grows by doubling. Its zero value is empty.
type ring[T any] struct {
	slots []T
	head  int
	count int
}

func (r *ring[T]) len() int { return r.count }

// at returns the element that i others precede.
func (r *ring[T]) at(i int) T {
	return r.slots[(r.head+i)%len(r.slots)]
}

func (r *ring[T]) push(v T) {
	if r.count == len(r.slots) {
		r.grow()
	}
	r.slots[(r.head+r.count)%len(r.slots)] = v
	r.count++
}

// pop removes the oldest element. The ring must not be empty.
func (r *ring[T]) pop() T {
	var none T
	v := r.slots[r.head]
	r.slots[r.head] = none
	r.head = (r.head + 1) % len(r.slots)
	r.count--
	return v
}

func (r *ring[T]) grow() {
	larger := make([]T, max(4, 2*len(r.slots)))
	n := copy(larger, r.slots[r.head:])
	copy(larger[n:], r.slots[:r.head])
	r.slots, r.head = larger, 0
}
