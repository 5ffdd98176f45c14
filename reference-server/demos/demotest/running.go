package demotest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
)

// patience ends a test that would hang; nothing is measured against it.
const patience = 30 * time.Second

// Maker makes a demo, as the New of its package.
type Maker func(*refserver.Server, site.Options) site.App

// Running is a demo on a server that listens. Its methods are for the goroutine of the
// test.
type Running struct {
	// URL is that of the server, without a slash at its end: "http://127.0.0.1:8080".
	URL string
	// Server and App are the present ones.
	Server *refserver.Server
	App    site.App

	t       testing.TB
	maker   Maker
	options site.Options
	config  refserver.Config
	asked   *asked
	starts  int64
	store   *store // nil for a history that ends with the server
	client  *http.Client

	relay *relay        // nil while nothing is served
	stop  func()        // asks the server to drain
	ended chan struct{} // closed when server and demo have ended
	// How either ended, once ended is closed. That of the demo is nil if it was asked to.
	served, ran error
}

// Start serves the demo on a free port of this machine until the test ends. A nil
// Logger discards.
func Start(tb testing.TB, maker Maker, o site.Options, c refserver.Config) *Running {
	tb.Helper()
	return start(tb, maker, o, c, nil)
}

func start(tb testing.TB, maker Maker, o site.Options, c refserver.Config, s *store) *Running {
	tb.Helper()
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Running{
		t: tb, maker: maker, options: o, asked: new(asked), store: s,
		client: &http.Client{
			Transport:     new(http.Transport),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	r.config = r.asked.watch(c)
	r.serve("127.0.0.1:0")
	tb.Cleanup(r.Kill)
	return r
}

// serve starts a new server at the address.
func (r *Running) serve(address string) {
	r.t.Helper()
	front, back := listen(r.t, address), listen(r.t, "127.0.0.1:0")
	c := r.config
	r.starts++
	if r.store != nil {
		c.History = r.store.open(r.t)
	}
	if c.History == nil && c.FirstID == 0 {
		c.FirstID = time.Now().UnixMilli() + r.starts<<20 // as ssegauge serve does for demos, but far from the last
	}
	var err error
	if r.Server, err = refserver.New(c); err != nil {
		r.t.Fatal(err)
	}
	r.App = r.maker(r.Server, r.options)
	for _, at := range []site.Place{{Prefix: "/", Index: "demos/"}, {Prefix: "/demos/" + r.App.Name + "/", Index: "../"}} {
		if err := site.Mount(r.Server, r.App, at, r.options); err != nil {
			r.t.Fatal(err)
		}
	}
	r.URL = "http://" + front.Addr().String()
	r.run(front, back)
}

func listen(tb testing.TB, address string) net.Listener {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// run has the server and the demo do what they do until one of them ends.
func (r *Running) run(front, back net.Listener) {
	ctx, stop := context.WithCancel(context.WithoutCancel(r.t.Context()))
	r.relay = newRelay(ctx, front, back.Addr().String())
	r.stop, r.ended = stop, make(chan struct{})
	over := make(chan error, 1) // sent by the goroutine of the demo
	go func() {
		var err error
		if r.App.Run != nil {
			err = r.App.Run(ctx)
		}
		if ctx.Err() != nil {
			err = nil
		}
		over <- err
	}()
	go func() {
		defer close(r.ended)
		r.served = r.Server.Serve(ctx, back, patience)
		stop()
		r.ran = <-over
	}()
}

// Stop drains the server, which ends the streams as complete responses, and waits.
func (r *Running) Stop() {
	r.t.Helper()
	if r.relay == nil {
		return
	}
	r.end()
	if r.served != nil {
		r.t.Errorf("stop the server: %v", r.served)
	}
}

// Kill ends the server and all its connections at once, and waits.
func (r *Running) Kill() {
	r.t.Helper()
	if r.relay == nil {
		return
	}
	r.relay.cut()
	r.end()
}

// end waits for the end of what was asked to end.
func (r *Running) end() {
	r.t.Helper()
	r.client.CloseIdleConnections()
	r.stop()
	<-r.ended
	r.relay.finish()
	r.relay = nil
	if r.store != nil {
		r.store.close()
	}
	if r.ran != nil {
		r.t.Errorf("run the demo: %v", r.ran)
	}
}

// Restart starts a new server on the same port. If there still is one, it is killed.
func (r *Running) Restart() {
	r.t.Helper()
	r.Kill()
	r.serve(r.URL[len("http://"):])
}
