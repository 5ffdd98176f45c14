package wire

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/net/http2"
)

// hopTrunk is hop in HTTP/2: on a Trunk of its own.
func (r *run) hopTrunk(ctx context.Context, req *Request) (next *Request) {
	trunkContext, cancel := context.WithCancelCause(ctx)
	k := r.newTrunk(r.x.t.Name, req.URL, cancel) // Name does not change
	k.dialer.host = r.host
	k.dialer.reached = func(c contact) {
		k.note(c)
		r.reached(c)
	}
	go func() {
		defer close(k.done)
		defer cancel(nil)
		k.run(trunkContext)
	}()
	defer func() { k.Close(r.x.closeKind()) }()
	return r.ride(ctx, k, req)
}

// ride makes a request on k and follows it to its end, and returns the one that
// a redirect asks for.
func (r *run) ride(ctx context.Context, k *Trunk, req *Request) (next *Request) {
	if !k.wait(ctx, func() bool { return k.ready }) {
		r.missed(ctx, k)
		return nil
	}
	s := &stream{run: r, req: req, over: make(chan struct{}), unsent: req.Body}
	r.expectHead()
	k.launch(s)
	select {
	case <-s.over:
	case <-ctx.Done():
		k.drop(s)
		r.x.finish(interrupted(ctx))
	}
	r.timer.Stop()
	return s.next
}

// missed ends an Exchange that the Trunk was never ready for.
func (r *run) missed(ctx context.Context, k *Trunk) {
	if ctx.Err() != nil {
		r.x.finish(interrupted(ctx))
		return
	}
	t := k.Snapshot()
	r.x.finish(t.End.Kind, r.redirectCause(k.url, t.err))
}

// launch opens a stream and sends its request.
func (k *Trunk) launch(s *stream) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.flow.add(s)
	x := s.run.x
	x.update(func(t *Transcript) {
		t.Stream = s.id
		if t.Connected == 0 {
			t.Connected, t.TLS = x.now(), k.t.TLS
			if t.TLS != nil {
				t.Secured = t.Connected
			}
		}
		x.builder = newBuilder(t)
		x.resumed = func() { k.resume(s) }
	})
	if end := k.t.End; end.Kind != EndOpen {
		k.late(s, end)
		return
	}
	if k.refused(s) {
		return
	}
	k.sendHead(s)
	if len(s.unsent) == 0 {
		s.sent()
	}
	k.sendBodies()
	k.announce()
}

// late ends the Exchange of a stream that is opened after the end of the Trunk.
func (k *Trunk) late(s *stream, end End) {
	kind, cause := end.Kind, k.t.err
	if kind == EndComplete {
		kind, cause = EndTruncated, errors.New(end.Detail)
	}
	s.run.x.finish(kind, fmt.Errorf("send request: the connection has ended: %w", cause))
	s.finish()
}

// refused ends the Exchange of a stream that must not be opened any more.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.8
func (k *Trunk) refused(s *stream) bool {
	away := k.t.Received(http2.FrameGoAway)
	if away == nil {
		return false
	}
	s.reset = true // there is nothing to reset
	k.deliver(s, GoAwayFrame(GoAway{away.LastStream, away.Code}))
	s.run.x.finish(EndGoAway, fmt.Errorf("send request: GOAWAY with %s came before it", away.Code))
	s.finish()
	return true
}

// sent records that the request is written.
func (s *stream) sent() {
	s.run.x.update(func(t *Transcript) { t.Sent = s.run.x.now() })
}

// drop cancels a stream.
func (k *Trunk) drop(s *stream) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s.done {
		return
	}
	k.cancelStream(s, http2.ErrCodeCancel)
	s.finish()
	k.announce()
}

// resume opens the window of a stream that was paused.
func (k *Trunk) resume(s *stream) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refill(s)
}
