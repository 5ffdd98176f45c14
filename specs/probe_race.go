package specs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "race".
const (
	racePrefix = "race "
	calmStream = "resume in calm"
	stepRace   = "race"
)

const (
	racers = 3
	// raceEvents and raceConnections, of each racer, bound the race, raceTime its
	// length; deepRace is how many times as long it is in a deep run.
	raceEvents      = 150
	raceConnections = 50
	raceTime        = 3 * time.Second
	deepRace        = 10
	// raceLead is how many events the publisher is ahead of the slowest racer, so
	// that no history is too short. It waits for raceWait at the most.
	raceLead = 20
	raceWait = 50 * time.Millisecond
	// raceStay is how long, and for how many events, a racer stays on a connection
	// at the most.
	raceStay   = 100 * time.Millisecond
	raceAppend = 6
	// calmEvents are missed by the one that resumes when the race is over.
	calmEvents = 5
)

// racer is a client that reconnects all the time, with the last id it got.
type racer struct {
	number      int
	token       string
	lastID      string
	transcripts []*wire.Transcript
	newest      atomic.Int64  // number of the newest marker it got
	moved       chan struct{} // it sends when it has got something
}

// observeRace publishes as fast as it can while several clients reconnect all
// the time. At last each comes back once more, and so does one in calm, to tell
// a race from a server that never replays.
func observeRace(ctx context.Context, s *subject) {
	control := s.stream(ctx, controlStream)
	if !s.ready(ctx, control) {
		return
	}
	first := s.publish(ctx, s.marker(stepRace))
	if !first.Accepted() || !s.arrives(ctx, control, first.Publication) || control.Snapshot().LastEventID == "" {
		return
	}
	clients := s.race(ctx, control.Snapshot())
	all := s.obs.step(stepRace)
	if !s.arrives(ctx, control, all[len(all)-1].Publication) || len(all) <= calmEvents {
		return
	}
	var streams []*wire.Exchange
	for _, r := range clients {
		s.obs.Transcripts = append(s.obs.Transcripts, r.transcripts...)
		streams = append(streams, s.resume(ctx, fmt.Sprint(racePrefix, r.number, ", at last"), r.lastID))
	}
	if e, ok := received(control.Snapshot(), all[len(all)-1-calmEvents].Publication); ok {
		streams = append(streams, s.resume(ctx, calmStream, e.LastEventID))
	}
	s.goLiveTogether(ctx, stepLiveAll, control, streams)
}

// race lets the clients run, all from the last event of the control reader on,
// until enough is published or one of them has reconnected often enough, and
// returns them when all have stopped.
func (s *subject) race(ctx context.Context, control *wire.Transcript) []*racer {
	times := 1
	if s.cfg.Depth == DepthDeep {
		times = deepRace
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	moved := make(chan struct{}, 1)
	connections := max(1, s.afford(racers*times*raceConnections, control)/racers)
	var clients []*racer
	var all sync.WaitGroup
	for i := range racers {
		r := &racer{number: i + 1, token: s.run.token, lastID: control.LastEventID, moved: moved}
		clients = append(clients, r)
		all.Go(func() {
			defer stop() // a client that does not read would need a long history
			r.run(running, s, connections)
		})
	}
	s.outrun(ctx, running.Done(), clients, times, moved)
	stop()
	all.Wait()
	return clients
}

// outrun publishes as fast as the slowest client allows, until over.
func (s *subject) outrun(ctx context.Context, over <-chan struct{}, clients []*racer, times int, moved <-chan struct{}) {
	until := time.Now().Add(time.Duration(times) * min(raceTime, s.waits.Timeout))
	timer := time.NewTimer(raceWait)
	defer timer.Stop()
	var numbers []int64
	for len(numbers) < times*raceEvents && time.Now().Before(until) {
		p := s.publish(ctx, s.marker(stepRace))
		if !p.Accepted() {
			return
		}
		numbers = append(numbers, markerNumber(p.Marker, s.run.token))
		timer.Reset(raceWait)
		for waiting := true; waiting && unreceived(clients, numbers) > raceLead; {
			select {
			case <-moved:
			case <-timer.C:
				waiting = false
			case <-over:
				return
			}
		}
		if closed(over) {
			return
		}
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// unreceived returns how many of the numbers the slowest client has not got.
func unreceived(clients []*racer, numbers []int64) int {
	most := 0
	for _, r := range clients {
		got, found := slices.BinarySearch(numbers, r.newest.Load())
		if found {
			got++
		}
		most = max(most, len(numbers)-got)
	}
	return most
}

// run connects, stays for a while, leaves in order or not, and comes back, until
// the race is over.
func (r *racer) run(ctx context.Context, s *subject, connections int) {
	for i := range connections {
		if ctx.Err() != nil {
			return
		}
		req := s.askStream([]wire.Field{{Name: "Last-Event-ID", Value: r.lastID}})
		x := s.run.recorder.Open(ctx, fmt.Sprint(racePrefix, r.number, ".", i+1), req)
		if !r.stay(ctx, x, s.waits.Timeout) {
			r.keep(x.Close(wire.CloseFIN))
			return
		}
		r.keep(x.Close(wire.CloseKind(rand.IntN(2))))
	}
}

// stay waits for the head and some events, and reports whether to come back.
func (r *racer) stay(ctx context.Context, x *wire.Exchange, timeout time.Duration) bool {
	head, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if !x.Wait(head, func(t *wire.Transcript) bool { return t.Head != nil }) || !readable(x.Snapshot()) {
		return false
	}
	events := rand.IntN(raceAppend + 1)
	ctx, stop := context.WithTimeout(ctx, raceStay)
	defer stop()
	x.Wait(ctx, func(t *wire.Transcript) bool { return len(t.Events) >= events })
	return true
}

// keep notes what a connection has brought.
func (r *racer) keep(t *wire.Transcript) {
	r.transcripts = append(r.transcripts, t)
	if len(t.Events) == 0 {
		return
	}
	r.lastID = t.LastEventID
	if n := markerNumber(t.Events[len(t.Events)-1].Data, r.token); n > 0 {
		r.newest.Store(n)
	}
	select {
	case r.moved <- struct{}{}:
	default:
	}
}

// markerNumber returns the number of the marker in data, 0 if there is none.
func markerNumber(data, token string) int64 {
	_, rest, _ := strings.Cut(data, markerPrefix+token+"-")
	digits, _, _ := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
