package specs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

const (
	probeAuth  = "auth"
	hookRevoke = "revoke"
)

// The Transcripts and steps of the probe "auth".
const (
	revokedStream   = "stream of the revoked credential"
	revokedAgain    = "after the revocation, attempt " // and a number
	anonymousStream = "without a credential"

	stepBeforeRevoked = "before the revocation"
	stepAfterRevoked  = "after the revocation"
)

const (
	// revokedLooks is how often the stream is looked after, and an event published
	// to it, while it may go on; and how often a new one is tried, because other
	// parts of the Target may learn of the revocation later.
	revokedLooks = 4
	// selfEnd is how long a stream is watched for an end that comes by itself.
	selfEnd = time.Second
)

func authProbes() []probe {
	return []probe{{name: probeAuth, stage: stageHard, tier: TierControl, invasive: true, hook: noRevokeHook, run: observeAuth}}
}

// observeAuth holds a stream while its credential is revoked, and comes back with
// the revoked one. Beside it, it sees how somebody without one is answered.
func observeAuth(ctx context.Context, s *subject) {
	anonymous := s.send(ctx, s.run.recorder, anonymousStream, s.bearing(wire.Field{}))
	x := s.send(ctx, s.run.recorder, revokedStream, s.bearing(s.cfg.Control.Revocable))
	ready := s.ready(ctx, x)
	s.watchRefusal(ctx, anonymous)
	if !ready {
		return
	}
	if s.canPublish() {
		p := s.publish(ctx, s.marker(stepBeforeRevoked))
		s.arrives(ctx, x, p.Publication)
	}
	done := s.act(ctx, hookRevoke, s.cfg.Control.Revoke, s.waits.Timeout)
	if done.Outcome != OutcomeAccepted {
		return
	}
	until := done.Answered.Add(s.obs.Limits.MaxLinger)
	s.watchRevoked(ctx, x, until)
	s.comeBackRevoked(ctx, until)
}

// bearing returns the request for a stream with f in the place of every
// credential, and with none if f is empty.
func (s *subject) bearing(f wire.Field) wire.Request {
	req := s.ask(nil)
	held := []string{"authorization", "cookie", strings.ToLower(s.cfg.Control.Revocable.Name)}
	req.Header = slices.DeleteFunc(req.Header, func(h wire.Field) bool { return slices.Contains(held, strings.ToLower(h.Name)) })
	u := *req.URL
	u.User = nil
	req.URL = &u
	if f.Name != "" {
		req.Header = append(req.Header, f)
	}
	return req
}

// watchRefusal waits for the head of x, and where that is the head of a stream for
// a moment longer: a refusal may be dressed as a stream that ends.
func (s *subject) watchRefusal(ctx context.Context, x *wire.Exchange) {
	s.wait(ctx, x, hasHead)
	if readable(x.Snapshot()) {
		s.waitFor(ctx, selfEnd, x, notYet)
	}
	x.Close(wire.CloseFIN)
}

// watchRevoked waits until x has ended. A server may notice the revocation when
// it next has something to send.
func (s *subject) watchRevoked(ctx context.Context, x *wire.Exchange, until time.Time) {
	for range revokedLooks {
		if x.Snapshot().End.Kind != wire.EndOpen || ctx.Err() != nil {
			return
		}
		if s.canPublish() {
			s.publish(ctx, s.marker(stepAfterRevoked))
		}
		most := min(s.obs.Limits.MaxLinger/revokedLooks, time.Until(until))
		s.waitFor(ctx, most, x, notYet)
	}
}

// comeBackRevoked opens new streams with the revoked credential until one is
// refused, at least one.
func (s *subject) comeBackRevoked(ctx context.Context, until time.Time) {
	for i := range revokedLooks {
		x := s.send(ctx, s.run.recorder, fmt.Sprintf("%s%d", revokedAgain, i+1), s.bearing(s.cfg.Control.Revocable))
		next := time.Now().Add(s.obs.Limits.MaxLinger / revokedLooks)
		s.watchRefusal(ctx, x)
		if !streams(x.Snapshot()) || time.Now().After(until) || ctx.Err() != nil {
			return
		}
		if next.Before(until) {
			pause(ctx, time.Until(next))
		}
	}
}
