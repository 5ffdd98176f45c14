package schedule

import "time"

// departure is a Subscriber and a time.
type departure struct {
	at         time.Duration
	subscriber int
}

func (d departure) less(e departure) bool {
	return d.at < e.at || d.at == e.at && d.subscriber < e.subscriber
}

// departures is a binary heap, the earliest first. Unlike container/heap it does not
// allocate for each that it takes.
type departures []departure

func (d *departures) add(one departure) {
	*d = append(*d, one)
	heap := *d
	for at := len(heap) - 1; at > 0; {
		above := (at - 1) / 2
		if !heap[at].less(heap[above]) {
			return
		}
		heap[at], heap[above] = heap[above], heap[at]
		at = above
	}
}

// take removes the earliest; there must be one.
func (d *departures) take() departure {
	heap := *d
	first, last := heap[0], len(heap)-1
	heap[0] = heap[last]
	heap = heap[:last]
	*d = heap
	for at := 0; ; {
		least := at
		for below := 2*at + 1; below <= 2*at+2 && below < last; below++ {
			if heap[below].less(heap[least]) {
				least = below
			}
		}
		if least == at {
			return first
		}
		heap[at], heap[least] = heap[least], heap[at]
		at = least
	}
}
