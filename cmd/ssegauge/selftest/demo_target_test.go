package selftest

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// eachDemo returns the demos, in the order of their index.
func eachDemo(t *testing.T) []site.App {
	t.Helper()
	var apps []site.App
	for _, name := range demos.Names() {
		if name == demos.All {
			continue
		}
		server, err := refserver.New(refserver.Config{})
		if err != nil {
			t.Fatal(err)
		}
		mounted, err := demos.Mount(server, demos.Options{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		app, _, _ := mounted.Chosen()
		apps = append(apps, app)
	}
	return apps
}

// startDemo starts a server with a demo at its root, as ssegauge serve --demo does.
func startDemo(ctx context.Context, o demos.Options) (*target, error) {
	server, err := refserver.New(Controlled(refserver.Config{Heartbeat: heartbeat, FirstID: time.Now().UnixMilli()}))
	if err != nil {
		return nil, err
	}
	mounted, err := demos.Mount(server, o)
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start demo %s: %w", o.Name, err)
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	served, ran := make(chan struct{}), make(chan struct{}) // each closed by its goroutine
	go func() {
		defer close(served)
		_ = server.Serve(serving, l, time.Second)
	}()
	go func() {
		defer close(ran)
		_ = mounted.Run(serving) // if it fails, what it published is missed
	}()
	t := &target{stop: func() { cancel(); <-served; <-ran }}
	if t.config, err = aimAtDemo(mounted, "http://"+l.Addr().String()); err != nil {
		t.stop()
		return nil, err
	}
	return t, nil
}

// aimAtDemo returns how the chosen demo is judged: as the command that ssegauge serve
// prints does, with the hooks of the server beside it.
func aimAtDemo(mounted *demos.Demos, base string) (specs.Config, error) {
	app, at, _ := mounted.Chosen()
	var c specs.Config
	var hook specs.HTTPHook
	flags := pflag.NewFlagSet(app.Name, pflag.ContinueOnError)
	flags.StringVar(&hook.Request, "publish", "", "")
	flags.StringArrayVar(&hook.Header, "publish-header", nil, "")
	flags.StringVar(&hook.Body, "publish-body", "", "")
	flags.BoolVar(&c.ServerIDs, "server-ids", false, "")
	counter := flags.String("open-streams", base+"/healthz#streams", "")
	if err := flags.Parse(app.CheckArgs(base, at)); err != nil {
		return c, fmt.Errorf("aim at demo %s: %w", app.Name, err)
	}
	c.URL, c.Limits = flags.Arg(1), demoLimits()
	const reader = "Bearer " + readerToken
	c.Header = []wire.Field{{Name: "Authorization", Value: reader}}
	hook.Header = append(hook.Header, "Authorization: "+reader)
	err := aimControl(&c, base)
	if err != nil {
		return c, err
	}
	if c.Control.OpenStreams, err = specs.NewHTTPCounter(specs.HTTPHook{Request: *counter}); err != nil {
		return c, err
	}
	c.Publisher, err = specs.NewHTTPPublisher(hook)
	return c, err
}

// demoLimits are those of the matrix, but for a demo that says something every few
// seconds, and for a taught form that has many waits be in vain.
func demoLimits() specs.Limits {
	l := limits()
	l.Window, l.Timeout = 3*time.Second, 3*time.Second
	return l
}
