package control

import "sync"

// Bounds of what is prepared.
const (
	maxTurns = 64
	maxCount = 1_000_000
)

// queue holds what is prepared for requests to come, each turn for a number of
// requests to one path. The zero value is empty.
type queue[T any] struct {
	mu     sync.Mutex
	turns  []turn[T]
	counts *counts
}

// turn is what the next left requests to a path get.
type turn[T any] struct {
	path string
	left int
	what T
}

// counts are those of the requests that got something prepared.
type counts struct {
	Taken int64 `json:"taken"`
	Done  int64 `json:"done"` // to the end
	Gone  int64 `json:"gone"` // the client left before
	Open  int64 `json:"open"` // neither yet
}

// taken is what one request gets. finish must be called once.
type taken[T any] struct {
	what   T
	finish func(whole bool)
}

// add puts a turn behind the others, unless there are too many.
func (q *queue[T]) add(t turn[T]) *refusal {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == maxTurns {
		p := bad("body", "%d are prepared already", maxTurns)
		p.Hint = "DELETE forgets them"
		return p
	}
	q.turns = append(q.turns, t)
	return nil
}

// take returns what a request to path gets, and whether there is something.
func (q *queue[T]) take(path string) (got taken[T], ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.turns {
		t := &q.turns[i]
		if t.path != path {
			continue
		}
		got.what = t.what
		if t.left--; t.left == 0 {
			q.turns = append(q.turns[:i:i], q.turns[i+1:]...)
		}
		counts := q.current()
		counts.Taken++
		counts.Open++
		got.finish = func(whole bool) { q.finish(counts, whole) }
		return got, true
	}
	return got, false
}

// current returns the counts since the last clear. The queue must be locked.
func (q *queue[T]) current() *counts {
	if q.counts == nil {
		q.counts = new(counts)
	}
	return q.counts
}

func (q *queue[T]) finish(counts *counts, whole bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	counts.Open--
	if whole {
		counts.Done++
	} else {
		counts.Gone++
	}
}

// prepared is a queue as it is shown.
type prepared[V any] struct {
	counts
	Pending []V `json:"pending"`
}

// show returns the queue's state, and then forgets it if that is wanted.
func show[T, V any](q *queue[T], view func(turn[T]) V, forget bool) prepared[V] {
	q.mu.Lock()
	defer q.mu.Unlock()
	state := prepared[V]{counts: *q.current(), Pending: make([]V, 0, len(q.turns))}
	for _, t := range q.turns {
		state.Pending = append(state.Pending, view(t))
	}
	if forget {
		q.turns, q.counts = nil, nil
	}
	return state
}

// target is where and how often something prepared is given.
type target struct {
	path  string
	count int
}

func newTarget() target { return target{path: "/events", count: 1} }

func (t target) check() *refusal {
	if len(t.path) > maxTextBytes || t.path == "" || t.path[0] != '/' {
		return bad("path", "want one that begins with a slash")
	}
	return limit("count", t.count, 1, maxCount)
}
