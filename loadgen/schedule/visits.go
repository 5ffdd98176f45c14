package schedule

import "time"

// visits is the source of arrivals: who comes next, and who goes.
type visits struct {
	arrivals arriving
	own      share
	leaving  departures
	comes    departure // the next own arrival
	coming   bool
	state    uint8
}

const (
	visitsStart uint8 = iota
	visitsGo
	visitsEnded
)

func newVisits(a Arrivals, seed uint64, own share) *visits {
	v := &visits{arrivals: arriving{plan: a, seed: seed}, own: own}
	v.come()
	return v
}

// come finds the next arrival that is the worker's own.
func (v *visits) come() {
	for {
		at, n, more := v.arrivals.next()
		if !more || v.own.has(n) {
			v.comes, v.coming = departure{at: at, subscriber: n}, more
			return
		}
	}
}

func (v *visits) next() (Move, bool) {
	switch v.state {
	case visitsStart:
		v.state = visitsGo
		return Move{Kind: EnterStage, Subscriber: noSubscriber}, true
	case visitsEnded:
		return Move{}, false
	}
	if len(v.leaving) > 0 && (!v.coming || v.leaving[0].at <= v.comes.at) {
		gone := v.leaving.take()
		return Move{At: gone.at, Kind: Close, Subscriber: gone.subscriber}, true
	}
	if v.coming {
		return v.open(), true
	}
	v.state = visitsEnded
	return Move{At: v.arrivals.plan.Duration, Kind: End, Subscriber: noSubscriber}, true
}

func (v *visits) open() Move {
	at, n := v.comes.at, v.comes.subscriber
	if leaves, more := v.leaves(at, n); more {
		v.leaving.add(departure{at: leaves, subscriber: n})
	}
	v.come()
	return Move{At: at, Kind: Open, Subscriber: n}
}

// leaves is when Subscriber n, who comes at a time, goes, if that is within the plan.
func (v *visits) leaves(at time.Duration, n int) (time.Duration, bool) {
	plan := v.arrivals.plan
	if plan.Lifetime == 0 {
		return 0, false
	}
	at += plan.lifetime(v.arrivals.seed, n)
	return at, at <= plan.Duration
}
