package wire

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"golang.org/x/net/http2"
)

// Trunk is one HTTP/2 connection and the Exchanges on it while they happen. Its
// methods are safe for concurrent use.
type Trunk struct {
	dialer dialer
	url    *url.URL
	start  time.Time
	cancel context.CancelCauseFunc
	done   chan struct{} // closed when nothing of the connection is left
	wake   chan struct{} // sent to when there is something to write

	mu      sync.Mutex
	t       *TrunkTranscript // what follows is guarded by mu, and so is *t
	ready   bool             // requests can be sent
	changed chan struct{}    // closed and replaced when t has changed
	opened  []*Exchange      // all Exchanges, in their order
	how     CloseKind
	reader  *frameReader
	control int // bytes received that belong to no stream's body
	flow    flow
	out     outbox
}

// OpenTrunk starts a Trunk to scheme, host and port of u and returns at once:
// TLS with "h2" for https, h2c with prior knowledge for http. A goroutine dials
// and reads until the Trunk ends, at the latest when ctx is done; Close ends it.
// HeadTimeout bounds the time until the first frame, too. A target that does not
// select "h2" ends the Trunk as EndNoHTTP2.
func (r *Recorder) OpenTrunk(ctx context.Context, name string, u *url.URL) *Trunk {
	ctx, cancel := context.WithCancelCause(ctx)
	k := r.newTrunk(name, u, cancel)
	invalid := (&Request{URL: u}).Validate()
	go func() {
		defer close(k.done)
		defer cancel(nil)
		if invalid != nil {
			k.finish(EndInvalidRequest, invalid)
			return
		}
		k.run(ctx)
	}()
	return k
}

func (r *Recorder) newTrunk(name string, u *url.URL, cancel context.CancelCauseFunc) *Trunk {
	k := &Trunk{
		start: time.Now(), cancel: cancel, done: make(chan struct{}), wake: make(chan struct{}, 1), changed: make(chan struct{}),
	}
	k.t = &TrunkTranscript{Name: name, Start: k.start}
	k.dialer = dialer{Recorder: r.withDefaults(), alpn: []string{"h2", "http/1.1"}, now: k.now, reached: k.note}
	if u != nil {
		k.url = withoutUser(u)
		k.dialer.host, k.t.URL = u.Hostname(), k.url.String()
	}
	k.reader = newFrameReader(r.limits().withDefaults(&Request{}).HeadBytes)
	k.flow = newFlow(r.ReadBuffer)
	k.out = newOutbox()
	return k
}

func withoutUser(u *url.URL) *url.URL {
	bare := *u
	bare.User = nil
	return &bare
}

// Open starts an Exchange on the Trunk and returns at once; it waits until the
// Trunk is ready, and ends with it. A Request without a URL is one for that of
// the Trunk. Redirects are not followed. How many streams the target allows is
// not regarded.
func (k *Trunk) Open(ctx context.Context, name string, req Request) *Exchange {
	ctx, cancel := context.WithCancelCause(ctx)
	req.Proto = HTTP2
	if req.URL == nil {
		req.URL = k.url
	}
	t := &Transcript{Name: name, Request: req, Start: time.Now(), Limits: k.dialer.limits()}
	invalid := req.Validate()
	if invalid == nil {
		req = req.complete()
		t.Request, t.URL = req, req.URL.String()
	}
	x := newExchange(t, cancel)
	k.mu.Lock()
	k.opened = append(k.opened, x)
	k.mu.Unlock()
	run := k.dialer.newRun(x, cancel)
	run.MaxRedirects, run.Linger = -1, 0
	go func() {
		defer close(x.done)
		defer cancel(nil)
		if invalid != nil {
			x.finish(EndInvalidRequest, invalid)
			return
		}
		run.ride(ctx, k, &req)
	}()
	return x
}

// Ping sends a PING. The target must answer with a PING that has the flag ACK
// and the same bytes. https://www.rfc-editor.org/rfc/rfc9113#section-6.7
func (k *Trunk) Ping(opaque [8]byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.send(&HTTPFrame{Type: http2.FramePing, Opaque: opaque}, func(f *http2.Framer) error { return f.WritePing(false, opaque) })
	k.announce()
}

// Wait waits until cond holds, and reports false when the Trunk ends or ctx is
// done first. It is as Exchange.Wait; the Streams of the live TrunkTranscript
// are not filled in.
func (k *Trunk) Wait(ctx context.Context, cond func(*TrunkTranscript) bool) bool {
	return k.wait(ctx, func() bool { return cond(k.t) })
}

// wait is Wait for a condition that is asked under the lock.
func (k *Trunk) wait(ctx context.Context, cond func() bool) bool {
	for {
		k.mu.Lock()
		held, ended, changed := cond(), k.t.End.Kind != EndOpen, k.changed
		k.mu.Unlock()
		if held || ended {
			return held
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// Snapshot returns the TrunkTranscript as it is now.
func (k *Trunk) Snapshot() *TrunkTranscript {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.t.snapshot()
	for _, x := range k.opened {
		t.Streams = append(t.Streams, x.Snapshot())
	}
	return t
}

// Close ends the Trunk and its Exchanges if they have not ended, waits for their
// goroutines and returns the finished TrunkTranscript. In order, it resets the
// streams that are open (CANCEL) and sends GOAWAY. It may be called any number
// of times.
func (k *Trunk) Close(how CloseKind) *TrunkTranscript {
	k.mu.Lock()
	k.how = max(k.how, how)
	k.mu.Unlock()
	k.cancel(errClosed)
	<-k.done
	k.mu.Lock()
	opened := k.opened
	k.mu.Unlock()
	for _, x := range opened {
		<-x.done
	}
	return k.Snapshot()
}

// Done returns a channel that is closed when the Trunk has ended and its
// goroutines are gone.
func (k *Trunk) Done() <-chan struct{} { return k.done }

// now returns the time since the start of the Trunk.
func (k *Trunk) now() time.Duration { return time.Since(k.start) }

// note records how far dialling has got.
func (k *Trunk) note(c contact) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.t.Connected, k.t.Secured, k.t.TLS = c.connected, c.secured, c.tls
	k.announce()
}

// announce wakes those who wait. It is called under the lock.
func (k *Trunk) announce() {
	close(k.changed)
	k.changed = make(chan struct{})
}

// finish records the end, unless there is one already.
func (k *Trunk) finish(kind EndKind, cause error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.end(kind, cause)
}

// end is finish under the lock. The streams end with the connection.
func (k *Trunk) end(kind EndKind, cause error) {
	if k.t.End.Kind != EndOpen {
		return
	}
	detail := "the target closed the connection"
	if cause != nil {
		detail = cause.Error()
	}
	k.t.End, k.t.err = End{Kind: kind, At: k.now(), Detail: detail}, cause
	for _, s := range k.flow.streams {
		s.lose(kind, cause)
	}
	k.announce()
}

// errNoHTTP2 says what the target selected instead.
func errNoHTTP2(alpn string) error {
	if alpn == "" {
		return errors.New("open HTTP/2: the target selected no protocol in the TLS handshake")
	}
	return fmt.Errorf("open HTTP/2: the target selected %q in the TLS handshake, not \"h2\"", alpn)
}
