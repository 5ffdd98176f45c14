package specs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// GaveUpReason begins the reason for which something is inconclusive because
// the run has lost patience with its Target.
const GaveUpReason = "gave up"

// How many probes in a row may wait in vain. Each of them may take several times
// the Timeout, and where all share a topic one comes after the other. Heads are
// waited for by many probes at a time, which a busy target may not have room for.
const (
	silentProbes = 3
	lostProbes   = 2
)

// errTimeUp is the cause with which the time of a run ends.
var errTimeUp = errors.New("the time of the run is up")

// patience counts the probes in a row that waited in vain.
type patience struct {
	mu     sync.Mutex
	silent int // no response head
	lost   int // nothing that was published has arrived
}

// note counts what a probe saw.
func (p *patience) note(o *Observation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	count := func(n *int, vain, proven bool) {
		switch {
		case vain:
			*n++
		case proven:
			*n = 0
		}
	}
	heads := slices.ContainsFunc(o.Transcripts, func(t *wire.Transcript) bool { return t.Head != nil })
	count(&p.silent, !heads && slices.ContainsFunc(o.Transcripts, o.unanswered), heads)
	count(&p.lost, o.losesAll(), slices.ContainsFunc(o.Published, o.arrived))
}

// losesAll reports whether nothing that was published arrived, although it was
// waited for.
func (o *Observation) losesAll() bool {
	return !slices.ContainsFunc(o.Published, o.arrived) && slices.ContainsFunc(o.Published, o.missing)
}

// unanswered reports whether t waited for a head for the Timeout.
func (o *Observation) unanswered(t *wire.Transcript) bool {
	return t.Head == nil && (t.End.Kind == wire.EndClosed || t.End.Kind == wire.EndTimeout) && t.End.At >= o.Limits.Timeout
}

// arrived reports whether a stream has received p.
func (o *Observation) arrived(p Published) bool {
	receives := func(t *wire.Transcript) bool { return indexReceived(t, p.Publication) >= 0 }
	return slices.ContainsFunc(o.Transcripts, receives) ||
		slices.ContainsFunc(o.Trunks, func(k *wire.TrunkTranscript) bool { return slices.ContainsFunc(k.Streams, receives) })
}

// missing reports whether the hook took the Timeout for p, or a stream was
// watched for as long after it.
func (o *Observation) missing(p Published) bool {
	if p.Outcome == OutcomeFailed {
		return p.Answered.Sub(p.Sent) >= o.Limits.Timeout
	}
	return p.Accepted() && slices.ContainsFunc(o.Transcripts, func(t *wire.Transcript) bool {
		return readable(t) && t.End.Kind.Ours() && t.Start.Add(t.End.At).Sub(p.Answered) >= o.Limits.Timeout
	})
}

// trouble says why no probe is of use any more.
func (p *patience) trouble(timeout time.Duration) Skip {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.silent < silentProbes {
		return Skip{}
	}
	return inconclusive(GaveUpReason+": the target has stopped answering, %d probes in a row got no response head within %s", p.silent, timeout).Skip
}

// hookTrouble says why nothing need be published any more.
func (p *patience) hookTrouble(timeout time.Duration) Skip {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost < lostProbes {
		return Skip{}
	}
	return inconclusive(GaveUpReason+": in %d probes in a row nothing that was published arrived within %s", p.lost, timeout).Skip
}

// timeUp returns the Skip of a probe that has not ended in the time of the run.
func timeUp(most time.Duration) Skip {
	return Skip{report.SkipInconclusive, GaveUpReason + ": the run takes longer than " + most.String()}
}

// maxTime bounds the time of a run.
func (c *Config) maxTime() time.Duration { return cmp.Or(c.MaxTime, c.Depth.maxTime()) }

func isTimeUp(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errTimeUp) }

// lostPatience says why the run has given up on its Target, nil if it has not.
func lostPatience(seen []*Observation) error {
	for _, o := range seen {
		for _, s := range []Skip{o.Unseen, o.Trigger} {
			if strings.HasPrefix(s.Reason, GaveUpReason) {
				return &UnreachableError{End: wire.EndTimeout, Cause: errors.New(s.Reason)}
			}
		}
	}
	return nil
}

// ceased says that what was published arrived no more at the end of a run, nil
// if it did: that nothing is broken then says nothing.
func ceased(seen []*Observation) error {
	var last *Observation
	var latest time.Time
	for _, o := range seen {
		for _, p := range o.Published {
			if (o.losesAll() || o.arrived(p)) && p.Sent.After(latest) {
				last, latest = o, p.Sent
			}
		}
	}
	if last == nil || !last.losesAll() {
		return nil
	}
	return &UnreachableError{End: wire.EndTimeout, Cause: fmt.Errorf(
		"%s: what was published last, by the probe %s, did not arrive within %s, as it had before", GaveUpReason, last.Probe, last.Limits.Timeout)}
}
