package selftest

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/reference-server/dialects"
	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// heartbeat is short, so that the suite need not wait long to see it.
const heartbeat = 400 * time.Millisecond

// target is a running reference server and how the suite is to judge it.
type target struct {
	config specs.Config
	stop   func()
}

// start starts the server of a row on a free port of the loopback interface.
func start(ctx context.Context, r *Row) (*target, error) {
	certificate, err := certify(r.tls)
	if err != nil {
		return nil, err
	}
	server, err := server(r, certificate)
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start reference server: %w", err)
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{}) // closed by the goroutine that serves
	go func() {
		defer close(ended)
		_ = server.Serve(serving, l, time.Second)
	}()
	t := &target{stop: func() { cancel(); <-ended }}
	t.config, err = configOf(r, l.Addr().String(), certificate)
	if err != nil {
		t.stop()
		return nil, err
	}
	return t, nil
}

func server(r *Row, certificate *certificate) (*refserver.Server, error) {
	c := refserver.Config{Heartbeat: heartbeat, TLS: certificate.server()}
	if r.Dialect == "" {
		c = Controlled(c)
	}
	if r.open {
		c.Tokens = nil
	}
	var err error
	if r.Defect != "" {
		if c, err = defects.Play(c, []string{r.Defect}); err != nil {
			return nil, err
		}
	}
	if r.Dialect != "" {
		if c, err = dialects.Play(c, r.Dialect); err != nil {
			return nil, err
		}
	}
	return refserver.New(c)
}

// configOf returns how the server of r at addr is judged.
func configOf(r *Row, addr string, certificate *certificate) (specs.Config, error) {
	base := "http://" + addr
	if certificate != nil {
		base = "https://" + addr
	}
	c := specs.Config{Limits: limits(), TLS: certificate.client()}
	var err error
	if r.Dialect != "" {
		err = speak(&c, base, r.Dialect)
	} else {
		err = Aim(&c, base)
	}
	return c, err
}

// speak makes c that of the server's dialect.
func speak(c *specs.Config, base, dialect string) error {
	d, err := dialects.Named(dialect)
	if err != nil {
		return err
	}
	c.URL, c.Method, c.Body, c.Profile = d.URL(base), d.Method, []byte(d.Body), d.Name
	if d.Hook.Method != "" {
		c.Publisher, err = specs.NewHTTPPublisher(specs.HTTPHook{
			Request: d.Hook.Method + " " + base + d.Hook.Path, Header: d.Hook.Header, Body: d.Hook.Body, TLS: c.TLS,
		})
	}
	for _, line := range d.Header {
		name, value, _ := strings.Cut(line, ": ")
		c.Header = append(c.Header, wire.Field{Name: name, Value: value})
	}
	return err
}
