package specs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// withField returns req with one field in place of all of that name. Without a
// value, a field that every request has by default is not sent.
func withField(req wire.Request, name, value string) wire.Request {
	others := slices.DeleteFunc(slices.Clone(req.Header), func(f wire.Field) bool { return strings.EqualFold(f.Name, name) })
	req.Header = slices.Concat(others, []wire.Field{{Name: name, Value: value}})
	return req
}

// withMethod returns req with that method and, as nobody expects one, no body.
func withMethod(req wire.Request, method string) wire.Request {
	req.Method, req.Body = method, nil
	return req
}

// send opens an Exchange by r; finish ends it at the latest.
func (s *subject) send(ctx context.Context, r *wire.Recorder, name string, req wire.Request) *wire.Exchange {
	return s.hold(r.Open(ctx, name, s.entered(ctx, req)))
}

// hold makes x part of the Observation.
func (s *subject) hold(x *wire.Exchange) *wire.Exchange {
	s.open = append(s.open, x)
	return x
}

// exchange sends req, waits until the answer is enough, at most for most, and ends
// the Exchange.
func (s *subject) exchange(ctx context.Context, name string, req wire.Request, most time.Duration, enough func(*wire.Transcript) bool) *wire.Transcript {
	x := s.send(ctx, s.run.recorder, name, req)
	s.waitFor(ctx, most, x, enough)
	return x.Close(wire.CloseFIN)
}

// askHead is exchange until there is a response head, at most for the Timeout.
func (s *subject) askHead(ctx context.Context, name string, req wire.Request) *wire.Transcript {
	return s.exchange(ctx, name, req, s.waits.Timeout, hasHead)
}

// gone waits until nothing of x is left, at most for most.
func gone(ctx context.Context, x *wire.Exchange, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-x.Done():
	case <-timer.C:
	case <-ctx.Done():
	}
}

func hasHead(t *wire.Transcript) bool { return t.Head != nil }

// notYet is a condition that holds at no time: what is waited for is the end.
func notYet(*wire.Transcript) bool { return false }

// busy reports whether t was refused for reasons that have nothing to do with
// what was asked: there is no room, or not now.
func busy(t *wire.Transcript) bool {
	return t.Head != nil && (t.Head.Status == 429 || t.Head.Status == 503)
}

// silent reports whether nothing came back for as long as we waited.
func silent(t *wire.Transcript) bool { return t.Head == nil && t.End.Kind.Ours() }

// statusOf returns the status of t in words.
func statusOf(t *wire.Transcript) string {
	if t.Head == nil {
		return describeSilence(t)
	}
	return strings.TrimSpace(fmt.Sprintf("status %d %s", t.Head.Status, shownReason(t.Head)))
}
