package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/internal/shellwords"
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos"
)

// demoOptions say which demo application serve runs.
type demoOptions struct {
	name     string
	asTaught bool
	mounted  *demos.Demos // nil without one
}

func (o *demoOptions) addFlags(f *pflag.FlagSet) {
	f.Var((*filledText)(&o.name), "demo", "serve the demo `NAME` at /, and all at /demos/: "+strings.Join(demos.Names(), ", "))
	f.BoolVar(&o.asTaught, "as-taught", false, "with the flaws of the form in which the demos are taught")
}

// firstID returns where the IDs of a history begin that dies with the process: beyond
// all that a process before it has used, so that pages which outlive it are told that
// they missed something.
func (o *demoOptions) firstID() int64 {
	if o.name == "" {
		return 0
	}
	return time.Now().UnixMilli()
}

// check returns what is wrong with the flags.
func (o *demoOptions) check(several bool) error {
	switch {
	case o.name == "" && o.asTaught:
		return hintedUsage("name one: "+strings.Join(demos.Names(), ", "), "--as-taught: it is for --demo")
	case o.name == "":
		return nil
	case several:
		return hintedUsage("leave --processes out", "--demo: each process would run the demo for itself")
	}
	err := o.options(nil).Validate()
	switch {
	case err == nil:
		return nil
	case slices.Contains(demos.Names(), o.name):
		return hintedUsage("leave --as-taught out", "--demo: %w", err)
	}
	return usagef("--demo: %w%s", err, didYouMean("", suggestName(demos.Names(), o.name)))
}

func (o *demoOptions) options(logger *slog.Logger) demos.Options {
	return demos.Options{Name: o.name, AsTaught: o.asTaught, Logger: logger}
}

// mount puts the demos on the server, and returns what is to run beside it.
func (o *demoOptions) mount(server *refserver.Server, logger *slog.Logger) (part, error) {
	var err error
	if o.mounted, err = demos.Mount(server, o.options(logger)); err != nil {
		return nil, fmt.Errorf("--demo: %w", err)
	}
	return o.mounted.Run, nil
}

// announce says where the demo is on a server of that configuration, and how it is
// checked.
func (o *demoOptions) announce(cmd *cobra.Command, base string, c *refserver.Config) {
	if o.mounted == nil {
		return
	}
	cmd.PrintErrf("demo %s at %s\n", o.name, o.mounted.Page(base))
	readers := slices.Concat(c.Tokens, c.SubscribeTokens)
	if len(readers) > 0 {
		cmd.PrintErrln("its streams are refused to browsers, whose EventSource sends no token: to see")
		cmd.PrintErrln("pages at work, leave --token and --subscribe-token out; --publish-token is fine")
	}
	app, at, ok := o.mounted.Chosen()
	if !ok {
		return
	}
	words := append([]string{"ssegauge"}, app.CheckArgs(base, at)...)
	if len(readers) > 0 {
		words = append(words, "--header", bearer)
	}
	if len(c.Tokens)+len(c.PublishTokens) > 0 {
		words = append(words, "--publish-header", bearer)
	}
	if c.Control && len(c.ControlTokens) == 0 {
		words = append(words, "--restart", "POST "+base+"/control/restart")
	}
	cmd.PrintErrf("check it with: %s\n", shellwords.Join(words...))
}

// deaf says that the stream of the demo is at a path on which defects do nothing.
func (o *demoOptions) deaf() bool {
	if o.mounted == nil {
		return false
	}
	app, at, ok := o.mounted.Chosen()
	return !ok || at.Prefix+app.Stream != "/events"
}

// bearer stands for a header with a token, which is not shown.
const bearer = "Authorization: Bearer TOKEN"
