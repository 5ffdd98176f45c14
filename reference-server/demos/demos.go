package demos

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/blog"
	"github.com/ssegauge/ssegauge/reference-server/demos/notifications"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/demos/stats"
	"github.com/ssegauge/ssegauge/reference-server/demos/stream"
	"github.com/ssegauge/ssegauge/reference-server/demos/talk"
	"github.com/ssegauge/ssegauge/reference-server/demos/ticker"
)

// All stands for all demos, without one at the root.
const All = "all"

// root is where all demos are listed.
const root = "/demos/"

// Options say which demos are mounted, and how.
type Options struct {
	// Name is the demo at the root of the server, or All.
	Name string
	// AsTaught keeps the flaws of the taught form.
	AsTaught bool
	// Logger receives what the demos tell their operator. Default none.
	Logger *slog.Logger
}

// Demos are applications mounted on a server.
type Demos struct {
	apps []site.App
	// chosen is the one at the root, nil for All.
	chosen *site.App
}

// makers make the demos, in the order of the index.
func makers() []func(*refserver.Server, site.Options) site.App {
	return []func(*refserver.Server, site.Options) site.App{
		ticker.New,
		stats.New,
		stream.New,
		talk.New,
		notifications.New,
		blog.New,
	}
}

// Names returns the names of the demos, and All.
func Names() []string {
	var names []string
	for _, app := range apps(nil, site.Options{}) {
		names = append(names, app.Name)
	}
	return append(names, All)
}

// apps makes the demos. For their descriptions alone no server is needed.
func apps(server *refserver.Server, o site.Options) []site.App {
	var made []site.App
	for _, maker := range makers() {
		made = append(made, maker(server, o))
	}
	return made
}

// Validate returns an error if there is no demo of that name, or none as taught.
func (o Options) Validate() error {
	if !slices.Contains(Names(), o.Name) {
		return fmt.Errorf("there is no demo %q, only %s", o.Name, strings.Join(Names(), ", "))
	}
	for _, app := range apps(nil, site.Options{}) {
		if app.Name == o.Name && o.AsTaught && len(app.Flaws) == 0 {
			return fmt.Errorf("%s has no taught form: its tutorial leaves it as an exercise", o.Name)
		}
	}
	return nil
}

// Mount puts the demos on the server. Nothing happens in them until Run.
func Mount(server *refserver.Server, o Options) (*Demos, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	options := site.Options{AsTaught: o.AsTaught, Logger: o.Logger}
	d := &Demos{apps: apps(server, options)}
	if err := d.mountIndex(server, o); err != nil {
		return nil, err
	}
	for i, app := range d.apps {
		if err := site.Mount(server, app, site.Place{Prefix: root + app.Name + "/", Index: "../"}, options); err != nil {
			return nil, err
		}
		if app.Name != o.Name {
			continue
		}
		d.chosen = &d.apps[i]
		if err := site.Mount(server, app, atRoot(), options); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// atRoot is the place of the chosen demo.
func atRoot() site.Place { return site.Place{Prefix: "/", Index: strings.TrimPrefix(root, "/")} }

// Page is where to look first on the server at base: the chosen demo, or the index.
func (d *Demos) Page(base string) string {
	if d.chosen == nil {
		return base + root
	}
	return base + "/"
}

// Chosen returns the demo at the root of the server and its place; false for All.
func (d *Demos) Chosen() (app site.App, at site.Place, ok bool) {
	if d.chosen == nil {
		return app, at, false
	}
	return *d.chosen, atRoot(), true
}

// Run has the demos do what they do, until ctx is done or one of them cannot go on.
func (d *Demos) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(d.apps))
	var running sync.WaitGroup
	for i, app := range d.apps {
		if app.Run == nil {
			continue
		}
		running.Go(func() {
			if err := app.Run(ctx); err != nil && ctx.Err() == nil {
				errs[i] = fmt.Errorf("run demo %s: %w", app.Name, err)
				cancel()
			}
		})
	}
	<-ctx.Done()
	running.Wait()
	return errors.Join(errs...)
}
