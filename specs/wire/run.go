package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// run is the goroutine of an Exchange: it alone touches the socket, but on a
// Trunk, which has a goroutine of its own for that.
type run struct {
	dialer

	x     *Exchange
	stop  context.CancelCauseFunc // ends the context that every method is handed
	hops  int                     // redirects that were followed
	link  *link                   // the connection at hand
	timer *time.Timer             // of HeadTimeout, and then of Linger
	again bool                    // the request has been sent a second time
}

// errLingered is the cause with which Linger ends.
var errLingered = errors.New("nothing follows the response")

// newRun returns the run of x. Ending stop ends the context it will be handed.
func (r *Recorder) newRun(x *Exchange, stop context.CancelCauseFunc) *run {
	run := &run{x: x, stop: stop}
	run.dialer = dialer{Recorder: r.withDefaults(), alpn: []string{"http/1.1"}, now: x.now, reached: func(c contact) {
		x.update(func(t *Transcript) { t.Connected, t.Secured, t.TLS = c.connected, c.secured, c.tls })
	}}
	return run
}

// follow makes requests until one is not redirected.
func (r *run) follow(ctx context.Context, req Request) {
	r.host = req.URL.Hostname()
	for next := &req; next != nil; r.hops++ {
		if next.Proto == HTTP2 {
			next = r.hopTrunk(ctx, next)
		} else {
			next = r.hop(ctx, next)
		}
	}
}

// hop makes one request on a connection of its own, and returns the one that a
// redirect asks for.
func (r *run) hop(ctx context.Context, req *Request) (next *Request) {
	link, kind, err := r.connect(ctx, req.URL)
	if err != nil {
		if ctx.Err() != nil {
			kind, err = interrupted(ctx)
		} else {
			err = r.redirectCause(req.URL, err)
		}
		r.x.finish(kind, err)
		return nil
	}
	r.link = link
	defer func() { link.close(r.x.closeKind()) }()
	defer link.interruptible(ctx)()
	r.expectHead()
	defer func() { r.timer.Stop() }()
	return r.converse(ctx, req)
}

// expectHead bounds the time until the head of the response is complete.
func (r *run) expectHead() {
	r.timer = time.AfterFunc(r.HeadTimeout, func() {
		r.stop(headCause(r.HeadTimeout))
	})
}

// converse writes the request and reads the response. A request that cannot be
// written whole may have been answered all the same.
func (r *run) converse(ctx context.Context, req *Request) (next *Request) {
	_, writeErr := r.link.Write(req.appendTo(nil))
	if writeErr == nil {
		r.x.update(func(t *Transcript) { t.Sent = r.x.now() })
	}
	var buffer readBuffer
	for {
		r.waitForResume(ctx)
		n, err := r.link.Read(buffer.space())
		if n > 0 {
			next, over := r.observe(Chunk{At: r.x.now(), Bytes: buffer.take(n)}, req)
			if over {
				return next
			}
			r.askAgain(req)
		}
		if err != nil {
			r.fail(ctx, err, writeErr)
			return nil
		}
	}
}

// askAgain sends the request a second time once its response is whole. An error
// shows at the next read.
func (r *run) askAgain(req *Request) {
	if r.Again && !r.again && r.x.Snapshot().End.Kind == EndComplete {
		r.again = true
		_, _ = r.link.Write(req.appendTo(nil))
	}
}

func (r *run) waitForResume(ctx context.Context) {
	if gate := r.x.gate(); gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
}

// observe records a chunk and reports whether it is the last one to read here,
// because the Exchange has ended or a redirect asks for the next request. Nobody
// sees the head of a response that is redirected.
func (r *run) observe(c Chunk, req *Request) (next *Request, over bool) {
	x := r.x
	x.mu.Lock()
	defer x.mu.Unlock()
	defer x.announce()
	lingering, waiting := x.t.End.Kind != EndOpen, x.t.Head == nil
	if err := r.Budget.spend(c.Bytes); err != nil {
		x.end(EndLimit, err)
		return nil, true
	}
	x.builder.feed(c)
	if lingering {
		if bytes.HasPrefix(c.Bytes, []byte("HTTP/1.")) {
			x.t.Freed = c.At
		}
		return nil, true
	}
	if waiting && x.t.Head != nil {
		r.timer.Stop()
		if u := target(x.t.Head, req.URL); u != nil && r.MaxRedirects >= 0 {
			return r.redirect(req, u), true
		}
	}
	kind, err := x.builder.state()
	if kind == EndOpen {
		return nil, false
	}
	x.end(kind, err)
	if kind == EndComplete && r.Linger > 0 {
		r.timer = time.AfterFunc(r.Linger, func() { r.stop(errLingered) })
		return nil, false
	}
	return nil, true
}

// redirect notes a redirect to u and returns the request that follows it, or
// nil when it is one too many. It is called under the lock.
func (r *run) redirect(req *Request, u *url.URL) *Request {
	t := r.x.t
	if len(t.Redirects) >= r.MaxRedirects {
		r.x.end(EndTooManyRedirects, fmt.Errorf("follow redirect to %s: %d redirects were followed already", shown(u), len(t.Redirects)))
		return nil
	}
	next, dropped := req.redirected(t.Head.Status, u)
	location, _ := t.Head.Get("Location")
	t.Redirects = append(t.Redirects, Redirect{
		At: r.x.now(), Method: req.Method, URL: req.URL.String(),
		Status: t.Head.Status, Location: location, Target: u.String(), Dropped: dropped,
	})
	t.URL = u.String()
	t.Connected, t.Secured, t.Sent, t.TLS = 0, 0, 0, nil
	r.x.builder = newBuilder(t)
	return &next
}

// fail ends the Exchange after a read that returned err.
func (r *run) fail(ctx context.Context, err, writeErr error) {
	r.x.update(func(t *Transcript) {
		if writeErr != nil && t.Head == nil && ctx.Err() == nil {
			r.x.end(EndWriteError, writeCause(writeErr))
			return
		}
		if t.End.Kind == EndComplete && ctx.Err() == nil {
			t.Freed = r.x.now()
		}
		r.x.end(r.classify(ctx, err))
	})
}

// classify says how a read that returned err ends an Exchange, and why.
func (r *run) classify(ctx context.Context, err error) (EndKind, error) {
	switch kind := r.link.endOf(ctx, err); kind {
	case EndOpen:
		return interrupted(ctx)
	case EndTLSTruncated:
		return kind, r.x.builder.unnotified()
	case EndComplete:
		return r.x.builder.closed()
	default:
		return kind, readCause(err)
	}
}

// interrupted says how the end of ctx ends an Exchange.
func interrupted(ctx context.Context) (EndKind, error) {
	cause := context.Cause(ctx)
	if cause == context.DeadlineExceeded { //nolint:errorlint // a cause of its own has words of its own
		cause = &wordedError{"the deadline of the caller has passed", cause}
	}
	if errors.Is(cause, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return EndTimeout, cause
	}
	return EndClosed, cause
}
