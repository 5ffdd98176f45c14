package wire

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

// Default times of a Recorder.
const (
	DefaultDialTimeout = 10 * time.Second
	DefaultHeadTimeout = 30 * time.Second
)

// DefaultStreamWindow is how many bytes of DATA a target may send on a stream of
// HTTP/2 that is paused.
const DefaultStreamWindow = 256 << 10

// Recorder makes Exchanges. Its zero value works; a zero field means what its
// comment says. It is safe for concurrent use as long as nobody changes it.
type Recorder struct {
	// TLS is the configuration for https. What is offered by ALPN is always
	// "http/1.1" alone, and for HTTP/2 "h2" before it. Its ServerName counts for the
	// host of the first URL only.
	TLS *tls.Config
	// DialTimeout bounds the dialling of a connection, and again its TLS
	// handshake. 0 is DefaultDialTimeout.
	DialTimeout time.Duration
	// HeadTimeout bounds the time from there until the response head is complete.
	// 0 is DefaultHeadTimeout.
	HeadTimeout time.Duration
	// MaxHeadBytes is Limits.HeadBytes. 0 is DefaultMaxHeadBytes.
	MaxHeadBytes int
	// MaxBodyBytes is Limits.BodyBytes. 0 is DefaultMaxBodyBytes.
	MaxBodyBytes int
	// MaxLines is Limits.Lines. 0 is DefaultMaxLines.
	MaxLines int
	// MaxRedirects bounds the redirects that are followed. 0 is
	// DefaultMaxRedirects; if negative, a redirect is the final response.
	MaxRedirects int
	// MaxHTTPFrames bounds the frames of both sides on a connection in HTTP/2. 0 is
	// DefaultMaxHTTPFrames.
	MaxHTTPFrames int
	// Stream is Limits.Stream.
	Stream eventstream.Options
	// Budget bounds the memory of all Exchanges that share it. nil bounds nothing.
	Budget *Budget
	// Linger is how long the connection of a whole response is read further, to
	// see whether bytes follow that must not. End is known before that; Done is
	// not closed. 0 does not wait.
	Linger time.Duration
	// Again sends the request a second time on the connection of a whole response,
	// while it lingers, to see whether anybody still serves it. HTTP/2, where no
	// response keeps the next one waiting, does without it.
	Again bool
	// ReadBuffer sets the receive buffer of the socket (SO_RCVBUF) in bytes, and in
	// HTTP/2 the window of each stream, too. 0 leaves the socket to the system and
	// is DefaultStreamWindow.
	ReadBuffer int
	// Dial makes connections. It must return when ctx is done. nil is a
	// net.Dialer's DialContext; proxies are not asked.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

func (r *Recorder) withDefaults() Recorder {
	d := *r
	d.DialTimeout = cmp.Or(d.DialTimeout, DefaultDialTimeout)
	d.HeadTimeout = cmp.Or(d.HeadTimeout, DefaultHeadTimeout)
	d.MaxRedirects = cmp.Or(d.MaxRedirects, DefaultMaxRedirects)
	d.MaxHTTPFrames = cmp.Or(d.MaxHTTPFrames, DefaultMaxHTTPFrames)
	if d.TLS == nil {
		d.TLS = &tls.Config{}
	}
	if d.Dial == nil {
		d.Dial = new(net.Dialer).DialContext
	}
	return d
}

func (r *Recorder) limits() Limits {
	return Limits{HeadBytes: r.MaxHeadBytes, BodyBytes: r.MaxBodyBytes, Lines: r.MaxLines, Stream: r.Stream}
}

// Open starts an Exchange and returns at once. A goroutine sends the request,
// follows redirects and reads the response until the Exchange ends, at the
// latest when ctx is done; Close ends it and waits for the goroutine. The name
// is for the reader of the Transcript. Request fields and body are copied.
func (r *Recorder) Open(ctx context.Context, name string, req Request) *Exchange {
	ctx, cancel := context.WithCancelCause(ctx)
	t := &Transcript{Name: name, Request: req, Start: time.Now(), Limits: r.limits()}
	invalid := req.Validate()
	if invalid == nil {
		req = req.complete()
		t.Request, t.URL = req, req.URL.String()
	}
	x := newExchange(t, cancel)
	run := r.newRun(x, cancel)
	go func() {
		defer close(x.done)
		defer cancel(nil)
		if invalid != nil {
			x.finish(EndInvalidRequest, invalid)
			return
		}
		run.follow(ctx, req)
	}()
	return x
}
