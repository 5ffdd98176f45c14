package selftest

import (
	"context"
	"fmt"
	"net"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/specs"
)

// heartbeat is short, so that the suite need not wait long to see it.
const heartbeat = 400 * time.Millisecond

// target is a running reference server and how the suite is to judge it.
type target struct {
	config specs.Config
	stop   func()
}

// start starts the server with one Defect, or none, on a free port of the
// loopback interface.
func start(ctx context.Context, defect string) (*target, error) {
	var names []string
	if defect != "" {
		names = []string{defect}
	}
	c, err := defects.Play(refserver.Config{Heartbeat: heartbeat}, names)
	if err != nil {
		return nil, err
	}
	server, err := refserver.New(c)
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
	t.config, err = configFor("http://" + l.Addr().String())
	if err != nil {
		t.stop()
		return nil, err
	}
	return t, nil
}

// configFor returns how the reference server at base is judged.
func configFor(base string) (specs.Config, error) {
	publisher, err := specs.NewHTTPPublisher(specs.HTTPHook{
		Request: "POST " + base + "/publish?topic={{urlquery .Topic}}&event={{urlquery .Event}}{{with .ID}}&id={{urlquery .}}{{end}}",
		Header:  []string{"Content-Type: text/plain; charset=utf-8"},
	})
	return specs.Config{
		URL: base + "/events?topic={{urlquery .Topic}}", Publisher: publisher, ServerIDs: true, Limits: limits(),
	}, err
}
