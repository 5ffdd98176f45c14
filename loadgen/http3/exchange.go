package http3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"
)

// patience is how long a stream waits until the server lets it be opened. It is long, so that a
// busy machine is not taken for the server's limit.
const patience = time.Second

// maxInformational bounds the responses before the final one.
const maxInformational = 16

// exchange is a request and its response, as its own goroutine sees them.
type exchange struct {
	client   *http3.ClientConn
	opened   *atomic.Int32 // streams of the connection that were
	cancel   context.CancelCauseFunc
	response *http.Response
	body     io.Reader
	stop     func() bool // the end of the context does not end the stream any more
}

// ask sends the request and waits for the head of the response.
func (x *exchange) ask(ctx context.Context, r *http.Request) error {
	if r.Body != nil {
		return x.askWithBody(ctx, r)
	}
	opening, cancel := context.WithTimeoutCause(ctx, patience, ErrBusy)
	stream, err := x.client.OpenRequestStream(opening)
	if err != nil {
		defer cancel()
		return x.unopened(opening, err)
	}
	cancel()
	x.opened.Add(1)
	x.stop = context.AfterFunc(ctx, func() {
		stream.CancelRead(quic.StreamErrorCode(http3.ErrCodeRequestCanceled))
		stream.CancelWrite(quic.StreamErrorCode(http3.ErrCodeRequestCanceled))
	})
	if err := stream.SendRequestHeader(r); err != nil && !refused(err) {
		return x.failure(ctx, err)
	}
	_ = stream.Close() // it only fails where the server wants no more of the request
	x.body = stream
	return x.head(ctx, stream)
}

// refused reports whether the server wants no more of a request, which it may have answered all the
// same.
// https://www.rfc-editor.org/rfc/rfc9114#section-4.1
func refused(err error) bool {
	stopped, ok := errors.AsType[*quic.StreamError](err)
	return ok && stopped.Remote
}

// head reads the head of the final response.
func (x *exchange) head(ctx context.Context, stream *http3.RequestStream) (err error) {
	for range maxInformational {
		x.response, err = stream.ReadResponse() //nolint:bodyclose // the context ends it
		if err != nil {
			return x.failure(ctx, err)
		}
		if x.response.StatusCode >= 200 {
			return nil
		}
	}
	return errors.New("http3: too many informational responses")
}

// askWithBody leaves a request with a body to quic-go, which has another goroutine for it.
func (x *exchange) askWithBody(ctx context.Context, r *http.Request) error {
	opening := time.AfterFunc(patience, func() { x.cancel(ErrBusy) })
	defer opening.Stop()
	open := false
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() {
			open = true
			opening.Stop()
			x.opened.Add(1)
		},
	})
	var err error
	x.response, err = x.client.RoundTrip(r.WithContext(traced)) //nolint:bodyclose // the context ends it
	if err != nil {
		if !open {
			return x.unopened(ctx, err)
		}
		return x.failure(ctx, err)
	}
	x.body = x.response.Body
	return nil
}

// unopened returns why a stream was not opened.
func (x *exchange) unopened(ctx context.Context, err error) error {
	if ctx.Err() == nil && x.client.Context().Err() != nil {
		return err
	}
	reason := ErrGoingAway
	if ctx.Err() != nil {
		reason = context.Cause(ctx)
	}
	switch {
	case x.opened.Load() > 0:
		return reason
	case errors.Is(reason, ErrBusy):
		return errNoStream
	case errors.Is(reason, ErrGoingAway):
		return errGoneAway
	}
	return reason
}

// failure returns why an exchange has ended, of which err says little if the connection has.
func (x *exchange) failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// cause returns why there is nothing to read any more.
func (x *exchange) cause(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return lossOf(x.client) //nolint:contextcheck // that of the connection
}

// done says that the response has ended in order, so that there is nothing to cancel.
func (x *exchange) done() {
	if x.stop != nil {
		x.stop()
	}
}
