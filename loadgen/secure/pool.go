package secure

import (
	"context"
	"crypto/tls"
	"sync"
	"time"
)

// plainBytes is the size of the largest record's plaintext.
//
// https://www.rfc-editor.org/rfc/rfc8446#section-5.1
const plainBytes = 1 << 14

// Pool starts the sessions of one event loop. All its methods but Wait are for the loop's goroutine.
type Pool struct {
	slots   int
	post    func(func()) bool
	buf     []byte // plaintext of the session that is read
	space   []byte // its ciphertext
	reading bool   // both are in use
	buffers buffers
	running map[*Session]bool
	waiting []*Session // in order; those that have ended meanwhile are passed over
	ends    sync.WaitGroup
}

// NewPool makes a Pool in which at most slots handshakes, at least 1, run at a time. Function post must have a function run on
// the loop, in the order in which they were given; it returns false if the loop is over.
func NewPool(slots int, post func(func()) bool) *Pool {
	return &Pool{
		slots: max(slots, 1), post: post, running: make(map[*Session]bool),
		buf: make([]byte, plainBytes), space: make([]byte, 4*plainBytes), buffers: findBuffers(),
	}
}

// Hooks are what a Session calls, on the loop's goroutine.
type Hooks struct {
	// Send sends records. It must have copied or written p when it returns. An error is final.
	Send func(p []byte) error
	// Done is called once, when the handshake is over, unless Close was called before: with nil if plaintext
	// may flow. Session.Feed must then be called, with no bytes if there are none, since some may be waiting.
	// Any other error is why there is no session. Those of certificates are a
	// *tls.CertificateVerificationError, and ctx's are ctx.Err().
	Done func(err error)
}

// Start starts a session: its handshake begins when there is a slot. The configuration may be shared, and must have
// a ServerName, unless it has InsecureSkipVerify. Renegotiation is always refused: it would be a handshake on the loop. When ctx is over the handshake is; a session
// that is ready does not depend on it.
func (p *Pool) Start(ctx context.Context, cfg *tls.Config, o Hooks) *Session {
	s := &Session{pool: p, hooks: o, began: time.Now()}
	s.shake = &handshake{ctx: ctx}
	s.shake.more.L = &s.shake.mu
	if cfg.Renegotiation != tls.RenegotiateNever {
		cfg = cfg.Clone()
		cfg.Renegotiation = tls.RenegotiateNever
	}
	s.conn = tls.Client((*wire)(s), cfg)
	p.waiting = append(p.waiting, s)
	p.next()
	shake := s.shake
	shake.forget = context.AfterFunc(ctx, func() {
		shake.end(ctx.Err())
		p.post(func() { s.late(ctx.Err()) })
	})
	return s
}

// Close ends all handshakes. It is called on the loop, or when the loop is over.
func (p *Pool) Close() {
	for _, s := range p.waiting {
		s.abandon()
	}
	p.waiting = nil
	for s := range p.running {
		s.abandon()
	}
}

// Wait waits until the goroutines of handshakes have ended, as they soon do after Close.
func (p *Pool) Wait() { p.ends.Wait() }

// next gives free slots to those that wait.
func (p *Pool) next() {
	for len(p.waiting) > 0 && len(p.running) < p.slots {
		s := p.waiting[0]
		p.waiting[0] = nil
		p.waiting = p.waiting[1:]
		if s.closed || s.shake == nil || !s.shake.begin() {
			continue
		}
		p.running[s] = true
		s.waited = time.Since(s.began)
		p.ends.Go(s.handshake)
	}
}
