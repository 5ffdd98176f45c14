package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/ssegauge/ssegauge/cmd/ssegauge/selftest"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/specs"
)

// bundledHeartbeat is short, so that the suite need not wait long to see it.
const bundledHeartbeat = 3 * time.Second

// bundled is the reference server that is judged when no URL is given.
type bundled struct {
	cancel context.CancelFunc
	done   chan struct{} // closed by the goroutine that serves
}

// startBundled starts the reference server on a free port of the loopback
// interface and makes it the Target of cfg.
func startBundled(ctx context.Context, cfg *specs.Config) (*bundled, error) {
	server, err := refserver.New(selftest.Controlled(refserver.Config{Heartbeat: bundledHeartbeat}))
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start reference server: %w", err)
	}
	if err := selftest.Aim(cfg, "http://"+l.Addr().String()); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	b := &bundled{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(b.done)
		_ = server.Serve(ctx, l, time.Second)
	}()
	return b, nil
}

// stop ends the server and waits for it. It has been judged; how it ends does
// not matter any more.
func (b *bundled) stop() {
	b.cancel()
	<-b.done
}
