package specs

import (
	"context"
	"fmt"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "fanout".
const (
	readerPrefix = "reader "
	guestPrefix  = "guest "
	afterGuests  = "new after the guests"

	stepFanout = "to all readers"
	stepGuests = "after the guests"
)

const (
	fanReaders = 8
	fanEvents  = 12
	// fewReaders is how many there are where the Target is not ours.
	fewReaders = 3
	// guests come and go in waves, while the first reader stays.
	guestWaves = 6
	guestWave  = 8
)

// readerName returns the name of the n-th reader, from 1.
func readerName(n int) string { return fmt.Sprint(readerPrefix, n) }

// observeFanout publishes to several readers at once. Then, if the Target is ours,
// all but the first leave, guests come and go, and one more event is published.
func observeFanout(ctx context.Context, s *subject) {
	ours, most := s.obs.Trespass.Cause == "", fanReaders
	if !ours {
		most = fewReaders
	}
	var readers []*wire.Exchange
	for n := range most {
		readers = append(readers, s.stream(ctx, readerName(n+1)))
	}
	ready := s.readyOf(ctx, readers)
	if len(ready) == 0 {
		return
	}
	all := s.publishWithin(ctx, stepFanout, fanEvents, s.waits.Timeout)
	if len(all) > 0 {
		s.allReceive(ctx, ready, all[len(all)-1].Publication)
		s.waitFor(ctx, straggle/3, ready[0], func(*wire.Transcript) bool { return false })
	}
	closeAll(readers[1:], wire.CloseFIN)
	if ours {
		s.receiveGuests(ctx, readers[0])
	}
}

// receiveGuests has streams come and go while old stays, and publishes an event
// when the last has gone.
func (s *subject) receiveGuests(ctx context.Context, old *wire.Exchange) {
	if !readable(old.Snapshot()) {
		return
	}
	each := max(1, s.afford(guestWaves*guestWave, old.Snapshot())/guestWaves)
	for wave := range guestWaves {
		s.comeAndGo(ctx, fmt.Sprint(guestPrefix, wave+1, "."), each)
	}
	fresh := s.stream(ctx, afterGuests)
	if !s.ready(ctx, fresh) {
		return
	}
	p := s.publish(ctx, s.marker(stepGuests))
	if p.Accepted() && s.arrives(ctx, fresh, p.Publication) {
		s.arrives(ctx, old, p.Publication)
	}
}

// comeAndGo opens n streams and, once they have their heads, ends every second
// in order and resets the others.
func (s *subject) comeAndGo(ctx context.Context, prefix string, n int) {
	var wave []*wire.Exchange
	for i := range n {
		wave = append(wave, s.stream(ctx, fmt.Sprint(prefix, i+1)))
	}
	s.readyOf(ctx, wave)
	for i, x := range wave {
		how := wire.CloseFIN
		if i%2 == 1 {
			how = wire.CloseRST
		}
		x.Close(how)
	}
}
