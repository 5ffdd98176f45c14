package engine

import (
	"math"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// startsPerTurn bounds the streams that a turn of the loop opens.
const startsPerTurn = 64

// follow makes the moves that are due, and goes on when the next one is.
func (w *worker) follow() {
	for w.more && !w.ending {
		if wait := w.next.At - w.elapsed(); wait > 0 {
			w.wakeUp(wait)
			return
		}
		w.move(w.next)
		w.next, w.more = w.moves.Next()
	}
}

// wakeUp goes on with the schedule when d has passed. The loop's own timers would be up to
// 10 ms late.
func (w *worker) wakeUp(d time.Duration) {
	if w.alarm == nil {
		w.alarm = time.AfterFunc(d, func() { w.loop.Post(w.follow) })
		return
	}
	w.alarm.Reset(d)
}

func (w *worker) move(m schedule.Move) {
	switch m.Kind {
	case schedule.Open:
		w.arrive(m)
	case schedule.Close:
		if s := w.streams.get(m.Subscriber); s != nil {
			s.complete()
		}
	case schedule.ChurnBreak:
		w.churn()
	case schedule.StormBreak:
		w.storm(m.Share)
	case schedule.EnterStage:
		w.stage = m.Stage
		w.sheet.EnterStage(m.Stage)
	case schedule.End:
	}
}

// arrive makes a Subscriber whose Arrival has come.
func (w *worker) arrive(m schedule.Move) {
	n := m.Subscriber
	s := &stream{w: w, number: int32(n), due: m.At, endpoint: uint16(w.cfg.Maker.Choose(n)), reader: w.cfg.readerOf(n)}
	w.streams.put(s)
	w.sheet.Add(s.tag(), measure.Planned, 1)
	w.enqueue(s)
}

// enqueue has a stream opened as soon as it is its turn.
func (w *worker) enqueue(s *stream) {
	w.queue.put(s)
	if !w.working {
		w.working = true
		w.loop.Post(w.work) // and not at once, or a thousand that are due would be one turn
	}
}

// work opens streams, but not so many that those that are open have to wait.
func (w *worker) work() {
	for range startsPerTurn {
		s := w.queue.take()
		if s == nil {
			w.working = false
			return
		}
		if s.phase != away {
			continue
		}
		if s.attempts == 0 {
			w.sheet.Time(s.tag(), measure.Late, w.elapsed()-s.due)
		}
		s.start()
	}
	w.loop.Post(w.work)
}

// churn cuts a stream of no particular choice.
func (w *worker) churn() {
	if len(w.live) > 0 {
		w.live[w.rand.IntN(len(w.live))].interrupt(w.cfg.Plan.Churn.Away)
	}
}

// storm cuts a share of the streams at once. They come back as after any loss.
func (w *worker) storm(share float64) {
	n := int(math.Round(share * float64(len(w.live))))
	w.rand.Shuffle(len(w.live), func(i, j int) {
		w.live[i], w.live[j] = w.live[j], w.live[i]
		w.live[i].place, w.live[j].place = int32(i), int32(j)
	})
	cut := append([]*stream(nil), w.live[:n]...)
	for _, s := range cut {
		if s.phase == open {
			s.interrupt(s.reconnectionTime())
		}
	}
}

// queue is streams that wait for their turn, first come, first served.
type queue struct {
	in, out []*stream
}

func (q *queue) put(s *stream) { q.in = append(q.in, s) }

func (q *queue) take() *stream {
	if len(q.out) == 0 {
		if len(q.in) == 0 {
			return nil
		}
		q.out, q.in = q.in, nil
	}
	s := q.out[0]
	q.out[0], q.out = nil, q.out[1:]
	if len(q.out) == 0 {
		q.out = nil // with the memory of all that waited
	}
	return s
}

func (q *queue) len() int { return len(q.in) + len(q.out) }
