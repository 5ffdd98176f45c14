package http3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// Stream is a request and its response. All its methods are for the loop's goroutine.
type Stream struct {
	conn   *Conn
	h      Handler
	cancel context.CancelCauseFunc
	give   func() // deliver, as a value that is made once
	over   bool   // h is told nothing more
	queue  queue
}

// Handler is told what happens to a Stream, on the loop's goroutine.
type Handler interface {
	// Head is called once, with the head of the final response, before any Data.
	Head(h Head)
	// Data hands over bytes of the content and when they were read, in nanoseconds since 1970. They
	// are valid until Data returns.
	Data(p []byte, unix int64)
	// End is called once, last: with nil if the response has ended in order; with ErrBusy or
	// ErrGoingAway if nothing was asked, and another connection may take the stream. They are not told
	// of a connection that has not taken any stream, since another one would be like it.
	End(err error)
}

// Head is the head of a response.
type Head struct {
	Status int
	fields http.Header
}

// Get returns the value of the first field of a name, "" if there is none.
func (h Head) Get(name string) string { return h.fields.Get(name) }

// Cancel ends the stream with H3_REQUEST_CANCELLED. Its handler is told nothing more.
func (s *Stream) Cancel() {
	s.over = true
	s.cancel(errCancelled)
}

// Pause stops reading. It must be called from Handler.Head, since later bytes may be on their way.
func (s *Stream) Pause() { s.queue.grant(0) }

// Grant lets a paused stream read n bytes from now on. What was granted before and is not used is
// lost.
func (s *Stream) Grant(n int) { s.queue.grant(n) }

// deliver hands over what has been read.
func (s *Stream) deliver() {
	g := s.conn.group
	full := s.queue.take(g.spare)
	g.spare = batch{}
	rest := full.bytes
	for _, p := range full.parts {
		if s.over {
			break
		}
		s.h.Data(rest[:p.n], p.unix)
		rest = rest[p.n:]
	}
	g.spare = full.emptied()
}

// run asks and reads.
func (s *Stream) run(ctx context.Context, r *http.Request) {
	x := &exchange{client: s.conn.client, opened: &s.conn.opened, cancel: s.cancel}
	err := x.ask(ctx, r)
	if err == nil {
		err = s.receive(ctx, x)
	}
	if err == nil {
		x.done()
	}
	s.cancel(errCancelled)
	s.conn.group.post(func() {
		if !s.over {
			s.over = true
			s.h.End(explain(err))
		}
	})
}

// receive hands the response to the loop.
func (s *Stream) receive(ctx context.Context, x *exchange) error {
	seen := make(chan struct{})
	if !s.conn.group.post(func() {
		defer close(seen)
		if !s.over {
			s.h.Head(Head{x.response.StatusCode, x.response.Header})
		}
	}) {
		return errCancelled
	}
	<-seen
	return s.read(ctx, x)
}

// The room to read into, which grows when a read fills it.
const (
	firstRoom = 1 << 10
	mostRoom  = 32 << 10
)

// read reads until the response ends.
func (s *Stream) read(ctx context.Context, x *exchange) error {
	room := make([]byte, firstRoom)
	for {
		most := s.queue.wait(ctx, x.client.Context().Done())
		if most == 0 {
			return x.cause(ctx)
		}
		n, err := x.body.Read(room[:min(most, len(room))])
		unix := time.Now().UnixNano()
		if n > 0 && s.queue.put(room[:n], unix) && !s.conn.group.post(s.give) {
			return errCancelled
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if n == len(room) && n < mostRoom {
			room = make([]byte, 2*n)
		}
	}
}
