package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"syscall"
	"time"
)

// profiles answers for those who look into the process. It is nobody's but theirs
// who are on this machine.
type profiles struct{ listener net.Listener }

// listenProfiles opens the listener of --pprof, which must be on a loopback address.
// It is nil for none.
func listenProfiles(ctx context.Context, address string) (*profiles, error) {
	if address == "" {
		return nil, nil //nolint:nilnil // it is off by default
	}
	const hint = "give an address of this machine alone, such as 127.0.0.1:6060"
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &usageError{&hintedError{fmt.Errorf("--pprof %s: %w", address, err), hint}}
	}
	if !isLoopback(host) {
		return nil, &usageError{&hintedError{fmt.Errorf("--pprof %s: not a loopback address", address), hint}}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		err = &hintedError{err, inUseHint("--pprof")}
	}
	if err != nil {
		return nil, fmt.Errorf("start profiles: %w", err)
	}
	if bound, ok := l.Addr().(*net.TCPAddr); !ok || !bound.IP.IsLoopback() { // whatever localhost is here
		_ = l.Close()
		return nil, &usageError{&hintedError{fmt.Errorf("--pprof %s: %s is not a loopback address", address, l.Addr()), hint}}
	}
	return &profiles{l}, nil
}

// isLoopback reports whether host is this machine. No other name than localhost is:
// it may lead elsewhere tomorrow.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// close is for when it is not served.
func (p *profiles) close() error {
	if p == nil {
		return nil
	}
	return p.listener.Close()
}

// serve is a part.
func (p *profiles) serve(ctx context.Context) error {
	server := &http.Server{
		Handler:           profileHandler(),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve profiles: %w", err)
	}
	return nil
}

// profileHandler refuses requests to names other than localhost: a page whose name
// has been made to lead here must not read them.
func profileHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(host) || r.Header.Get("Origin") != "" {
			http.Error(w, "profiles are for programs on this machine", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
