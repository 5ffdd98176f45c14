package specs

import (
	"context"
	"fmt"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const probeLeave = "leave"

// The Transcripts and steps of the probe "leave": each stands behind the way to
// leave.
const (
	stepBeforeOpen = ": before"
	stepOpen       = ": open"
	stepLeft       = ": left"
)

const (
	// leavers open streams and leave.
	leavers = 10
	// countEvery is how often the Target is asked for its number of streams.
	countEvery = 100 * time.Millisecond
)

// wayToLeave is a way in which a client closes its connection.
type wayToLeave struct {
	name string
	how  wire.CloseKind
}

func byFIN() wayToLeave { return wayToLeave{"FIN", wire.CloseFIN} }

func byRST() wayToLeave { return wayToLeave{"RST", wire.CloseRST} }

// observeLeave has clients leave in each way, and asks the Target how many streams
// it has before, meanwhile and afterwards.
func observeLeave(ctx context.Context, s *subject) {
	for _, way := range []wayToLeave{byFIN(), byRST()} {
		before := s.count(ctx, way.name+stepBeforeOpen)
		if before.Detail != "" {
			return
		}
		var open []*wire.Exchange
		for i := range leavers {
			open = append(open, s.stream(ctx, fmt.Sprint(way.name, " ", i+1)))
		}
		n := len(s.readyOf(ctx, open))
		s.countUntil(ctx, way.name+stepOpen, noticeTime, func(c Counted) bool { return c.Streams >= before.Streams+n })
		closeAll(open, way.how)
		s.countUntil(ctx, way.name+stepLeft, s.waits.MaxSilence+noticeTime, func(c Counted) bool { return c.Streams <= before.Streams })
	}
}

// countUntil asks the Counter until its number is as wanted, at most for most.
func (s *subject) countUntil(ctx context.Context, step string, most time.Duration, wanted func(Counted) bool) {
	until := time.Now().Add(most)
	for {
		c := s.count(ctx, step)
		if wanted(c) || c.Detail != "" || ctx.Err() != nil || time.Now().After(until) {
			return
		}
		pause(ctx, countEvery)
	}
}
