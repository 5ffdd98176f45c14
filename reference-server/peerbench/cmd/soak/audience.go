//go:build linux

package main

import (
	"math/rand/v2"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/peerbench/crowd"
)

// audience has the clients of a crowd leave, stay away for a while and come back. The
// first ones have a poor line, and stop reading from time to time instead.
type audience struct {
	crowd   *crowd.Crowd
	options options
	manners []crowd.Manner
	left    int     // how many have left by their own will; also chooses the manner
	owed    float64 // leaves that are due and not done
	stepped time.Duration
	away    []appointment // in the order of their times
	readers []reader      // of the clients that stall
	slow    int           // streams that the server ended after they had stalled
	unasked int           // streams that the server ended without such a reason
	cause   error         // of the last one of these
}

// appointment is when a client comes back.
type appointment struct {
	at     time.Duration
	client int
}

// reader is a client that stalls and reads in turn. The zero value has not stalled since
// its stream was opened.
type reader struct {
	stalls bool
	until  time.Duration
}

func newAudience(c *crowd.Crowd, o options) *audience {
	a := &audience{crowd: c, options: o, manners: []crowd.Manner{crowd.FIN, crowd.RST, crowd.HalfClose}}
	if crowd.CanVanish() {
		a.manners = append(a.manners, crowd.Vanish)
	}
	for i := range o.stalled {
		c.Narrow(i)
	}
	a.readers = make([]reader, o.stalled)
	return a
}

// step does what has become due. Until leaving is over, clients also leave and stall.
func (a *audience) step(leaving bool) error {
	now := a.crowd.Now()
	a.noteEnded(now)
	if err := a.comeBack(now); err != nil {
		return err
	}
	if err := a.turnReaders(now, leaving); err != nil || !leaving {
		return err
	}
	return a.leave(now)
}

// noteEnded gives those whose stream is over a time to come back.
func (a *audience) noteEnded(now time.Duration) {
	for _, ending := range a.crowd.TakeEnded() {
		a.away = append(a.away, appointment{now + a.options.absence, ending.Client})
		switch {
		case ending.Asked:
		case ending.Client < len(a.readers) && a.readers[ending.Client].until > 0:
			a.slow++
		default:
			a.unasked++
			a.cause = ending.Cause
		}
		if ending.Client < len(a.readers) {
			a.readers[ending.Client] = reader{}
		}
	}
}

func (a *audience) comeBack(now time.Duration) error {
	for len(a.away) > 0 && a.away[0].at <= now {
		client := a.away[0].client
		a.away = a.away[1:]
		if err := a.crowd.Start(client); err != nil {
			return err
		}
	}
	return nil
}

// leave has as many clients leave as the time since the last step asks for.
func (a *audience) leave(now time.Duration) error {
	a.owed += a.options.churn * float64(a.options.streams) * (now - a.stepped).Seconds()
	a.stepped = now
	for a.owed >= 1 && len(a.readers) < a.options.streams {
		a.owed--
		client := len(a.readers) + rand.IntN(a.options.streams-len(a.readers))
		if !a.crowd.IsOpen(client) {
			continue
		}
		how := a.manners[a.left%len(a.manners)]
		a.left++
		if err := a.crowd.Leave(client, how); err != nil {
			return err
		}
		if a.crowd.IsAbsent(client) { // else it is noted when the server has closed too
			a.away = append(a.away, appointment{now + a.options.absence, client})
		}
	}
	return nil
}

// turnReaders has some clients stop reading, and those whose time is over go on.
func (a *audience) turnReaders(now time.Duration, leaving bool) error {
	for i := range a.readers {
		r := &a.readers[i]
		if leaving && now < r.until || !a.crowd.IsOpen(i) {
			continue
		}
		if !r.stalls && !leaving {
			continue
		}
		r.stalls = !r.stalls
		r.until = now + 100*time.Millisecond + rand.N(a.options.longestStall())
		turn := a.crowd.Resume
		if r.stalls {
			turn = a.crowd.Stall
		}
		if err := turn(i); err != nil {
			return err
		}
	}
	return nil
}
