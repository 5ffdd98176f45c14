package schedule

// ramps is the source of stages. Its place is a stage and a Subscriber.
type ramps struct {
	legs  []leg
	own   share
	stage int // -1 before the first
	at    int // the next Subscriber of the stage, as long as it is on the way
	ended bool
}

func (r *ramps) next() (Move, bool) {
	if r.ended {
		return Move{}, false
	}
	if r.stage >= 0 {
		if move, more := r.step(r.legs[r.stage]); more {
			return move, true
		}
	}
	if r.stage == len(r.legs)-1 {
		r.ended = true
		return r.end(), true
	}
	r.stage++
	l := r.legs[r.stage]
	if r.at = r.own.from(l.from); l.to < l.from {
		r.at = r.own.to(l.from - 1)
	}
	return Move{At: l.start, Kind: EnterStage, Subscriber: noSubscriber, Stage: r.stage}, true
}

// step opens or closes the next Subscriber on a leg, if there is one.
func (r *ramps) step(l leg) (Move, bool) {
	n := r.at
	switch {
	case l.from < l.to && n < l.to:
		r.at += r.own.workers
		return Move{At: l.opens(n), Kind: Open, Subscriber: n, Stage: r.stage}, true
	case l.from > l.to && n >= l.to:
		r.at -= r.own.workers
		return Move{At: l.closes(n), Kind: Close, Subscriber: n, Stage: r.stage}, true
	}
	return Move{}, false
}

func (r *ramps) end() Move {
	move := Move{Kind: End, Subscriber: noSubscriber, Stage: max(0, r.stage)}
	if len(r.legs) > 0 {
		move.At = r.legs[len(r.legs)-1].end
	}
	return move
}
