package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/certs"
)

// part is one of the things that a process does at the same time. It ends when ctx
// is done, or earlier with an error.
type part func(ctx context.Context) error

// together runs the parts until all have ended. The first one that ends has the
// others end, too.
func together(ctx context.Context, parts ...part) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(parts))
	var running sync.WaitGroup
	for i, run := range parts {
		running.Go(func() {
			defer cancel()
			errs[i] = run(ctx)
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// parts opens what serve listens on. It returns what answers there, and the address
// of the streams.
func (o *serveOptions) parts(cmd *cobra.Command, server *refserver.Server, pair *certs.Pair) ([]part, net.Addr, error) {
	inside, err := listenProfiles(cmd.Context(), o.pprof)
	if err != nil {
		return nil, nil, err
	}
	l, conn, err := o.sockets(cmd.Context())
	if err != nil {
		return nil, nil, errors.Join(err, inside.close())
	}
	var parts []part
	if inside != nil {
		cmd.PrintErrf("profiles on http://%s/debug/pprof/\n", inside.listener.Addr())
		parts = append(parts, inside.serve)
	}
	parts = append(parts, func(ctx context.Context) error { return server.Serve(ctx, l, o.grace) })
	if conn != nil {
		parts = append(parts, func(ctx context.Context) error { return server.ServeHTTP3(ctx, conn, o.grace) })
	}
	if pair != nil {
		parts = append(parts, reloadOnHangup(pair))
	}
	return parts, l.Addr(), nil
}

// sockets opens the listener and, for HTTP/3, a UDP socket of the same port. Where
// any port will do it takes one that is free for both.
func (o *serveOptions) sockets(ctx context.Context) (net.Listener, net.PacketConn, error) {
	const attempts = 20
	for attempt := 1; ; attempt++ {
		l, err := o.listener(ctx)
		if err != nil || !o.tls.http3 {
			return l, nil, err
		}
		conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", l.Addr().String())
		if err == nil {
			return l, conn, silenceQUIC()
		}
		_ = l.Close()
		_, port, _ := net.SplitHostPort(o.listen)
		if port != "0" || attempt == attempts || !errors.Is(err, syscall.EADDRINUSE) {
			return nil, nil, startError(err)
		}
	}
}

func startError(err error) error { return fmt.Errorf("start server: %w", err) }

// silenceQUIC keeps the library from complaining of small buffers, in the log of package log.
func silenceQUIC() error { return os.Setenv("QUIC_GO_DISABLE_RECEIVE_BUFFER_WARNING", "true") }
