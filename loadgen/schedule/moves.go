package schedule

// Moves is a worker's part of a plan, in the order of [Move].At. One goroutine may use it.
type Moves struct {
	streams queue // openings, closings, stages, and the end
	churn   queue
	storms  queue
}

// source gives moves in the order of At.
type source interface{ next() (Move, bool) }

// queue is a source with its next move in front.
type queue struct {
	source source
	front  Move
	more   bool
}

func newQueue(s source) queue {
	q := queue{source: s}
	q.front, q.more = s.next()
	return q
}

func (q *queue) take() Move {
	move := q.front
	q.front, q.more = q.source.next()
	return move
}

// before says whether q has something that comes before the front of streams. At
// one instant only the end is later.
func (q *queue) before(streams *queue) bool {
	if !q.more || !streams.more {
		return q.more
	}
	return q.front.At < streams.front.At || q.front.At == streams.front.At && streams.front.Kind == End
}

// Moves gives a worker, one of [0, workers), what it has to do: opening and closing for its own
// Subscribers, who are those with n % workers == worker; its part of the churn; and, as
// every other worker, the storms, the stages and the end.
func (p Plan) Moves(worker, workers int) *Moves {
	own := share{worker: worker, workers: workers}
	course, length := p.course(), p.Length()
	m := &Moves{}
	if p.Arrivals != nil {
		m.streams = newQueue(newVisits(*p.Arrivals, p.Seed, own))
	} else {
		m.streams = newQueue(&ramps{legs: legs(p.Stages), own: own, stage: -1})
	}
	if p.Churn.Rate > 0 {
		m.churn = newQueue(&churning{rate: p.Churn.Rate, course: course, length: length, own: own})
	}
	if p.Storm.Every > 0 {
		m.storms = newQueue(&storms{storm: p.Storm, course: course, length: length})
	}
	return m
}

// Next is the next move. The last one is End; after it there are none.
func (m *Moves) Next() (Move, bool) {
	churn, storm := m.churn.before(&m.streams), m.storms.before(&m.streams)
	switch {
	case churn && (!storm || m.churn.front.At <= m.storms.front.At):
		return m.churn.take(), true
	case storm:
		return m.storms.take(), true
	case m.streams.more:
		return m.streams.take(), true
	}
	return Move{}, false
}

// share is which Subscribers are a worker's own.
type share struct{ worker, workers int }

func (s share) has(n int) bool { return n%s.workers == s.worker }

// from is the first own one that is not below n.
func (s share) from(n int) int { return n + s.ahead(s.worker-n) }

// to is the last own one that is not above n; it may be negative.
func (s share) to(n int) int { return n - s.ahead(n-s.worker) }

func (s share) ahead(n int) int { return (n%s.workers + s.workers) % s.workers }
