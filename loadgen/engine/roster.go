package engine

import "iter"

// roster finds the Subscribers of a worker by their numbers. Those grow, and are so far apart as
// there are workers, so that a list of them is a quarter of a map.
type roster struct {
	workers int
	first   int // the place of list[0] among all Subscribers of this worker
	list    []*stream
	count   int
}

func (r *roster) len() int { return r.count }

// all yields the Subscribers, which may be removed meanwhile.
func (r *roster) all() iter.Seq[*stream] {
	return func(yield func(*stream) bool) {
		for _, s := range r.list {
			if s != nil && !yield(s) {
				return
			}
		}
	}
}

// get returns the Subscriber with a number, or nil.
func (r *roster) get(number int) *stream {
	if i := number/r.workers - r.first; i >= 0 && i < len(r.list) {
		return r.list[i]
	}
	return nil
}

// put adds s, in the place of whoever had its number.
func (r *roster) put(s *stream) {
	at := int(s.number) / r.workers
	if r.count == 0 {
		r.first, r.list = at, r.list[:0]
	}
	if at < r.first {
		r.list = append(make([]*stream, r.first-at, r.first-at+len(r.list)), r.list...)
		r.first = at
	}
	for len(r.list) <= at-r.first {
		r.list = append(r.list, nil)
	}
	if r.list[at-r.first] == nil {
		r.count++
	}
	r.list[at-r.first] = s
}

// remove removes s, unless its number belongs to one that came after it.
func (r *roster) remove(s *stream) {
	if r.get(int(s.number)) != s {
		return
	}
	r.list[int(s.number)/r.workers-r.first] = nil
	r.count--
	for len(r.list) > 0 && r.list[0] == nil {
		r.list, r.first = r.list[1:], r.first+1
	}
}
