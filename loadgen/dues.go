package loadgen

import "time"

// keptDues is how many of the events that were published last keep their due times, of each
// topic.
const keptDues = 1 << 14

// dues remembers when events were due, for the examples of those that were lost. Event n of a
// topic stands at n modulo keptDues.
type dues struct{ rings []map[int64]due }

type due struct {
	seq int64
	at  time.Duration // since the run began
}

func newDues(topics int) dues {
	d := dues{rings: make([]map[int64]due, topics)}
	for i := range d.rings {
		d.rings[i] = make(map[int64]due)
	}
	return d
}

func (d dues) set(topic int, seq int64, at time.Duration) {
	d.rings[topic][seq%keptDues] = due{seq, at}
}

// of returns when an event was due, and whether that is known still.
func (d dues) of(topic int, seq int64) (time.Duration, bool) {
	x, ok := d.rings[topic][seq%keptDues]
	return x.at, ok && x.seq == seq
}
