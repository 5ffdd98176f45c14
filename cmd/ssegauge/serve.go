package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/defects"
	"github.com/ssegauge/ssegauge/reference-server/dialects"
	"github.com/ssegauge/ssegauge/reference-server/processes"
)

// serveOptions is what the flags of serve and its section of ssegauge.yaml
// hold.
type serveOptions struct {
	server     refserver.Config
	history    historyOptions
	processes  processesOptions
	listen     string
	grace      time.Duration
	queueBytes int64
	tls        serveTLSOptions
	pprof      string
	config     string
	scenario   string
	defects    []string
	dialect    string
	demo       demoOptions
	logStreams bool
	accessLog  string
}

func newServe() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the reference server",
		Long: `Run the reference server: GET /events streams, POST /publish sends an event,
GET /healthz answers. It ends with SIGINT or SIGTERM, in order.

--processes N serves with N processes on one port, with one history behind all:
each may open only so many files, and so hold only so many streams. One that
ends is started again. Requests for /healthz, /connections, /metrics and
/control/ reach one of them; at the address of --admin all answer as one.
--max-streams is shared out among them. Any other limit is that of each.`,
		Example: `  ssegauge serve --listen 127.0.0.1:8080
  curl -N http://127.0.0.1:8080/events
  curl -d 'hello' 'http://127.0.0.1:8080/publish?event=greeting'
  curl -H 'Content-Type: application/json' -d '{"data":"hello"}' \
    http://127.0.0.1:8080/publish
  ssegauge serve --processes 4 --max-streams 60000 --admin 127.0.0.1:8081`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.scenario == listScenarios {
				return printScenarios(cmd.OutOrStdout())
			}
			if err := loadBoth(cmd, o.config, o.scenario, nil, nil); err != nil {
				return err
			}
			return o.withLogs(cmd, o.run)
		},
	}
	setGrouped(cmd, o.flagGroups())
	offerScenarios(cmd)
	return cmd
}

func (o *serveOptions) run(cmd *cobra.Command) error {
	pair, err := o.tls.load(cmd.ErrOrStderr())
	if err != nil {
		return &usageError{err}
	}
	o.server.QueueBytes = int(min(o.queueBytes, math.MaxInt))
	scheme := secure(&o.server, pair)
	o.server.FirstID = o.demo.firstID()
	config, err := o.play()
	if err != nil {
		return &usageError{err}
	}
	if err := errors.Join(o.history.check(), o.checkProcesses()); err != nil {
		return err
	}
	if err := o.demo.check(o.processes.several()); err != nil {
		return err
	}
	if err := errors.Join(o.validate(), config.Validate()); err != nil {
		return usagef("%s", namesOfFlags(err.Error()))
	}
	if o.processes.several() {
		return o.serveGroup(cmd, scheme)
	}
	closeHistory, err := o.history.open(cmd.Context(), &config, historyLog(o.server.Logger, cmd.ErrOrStderr()))
	defer closeHistory()
	if err != nil {
		return err
	}
	server, err := refserver.New(config)
	if err != nil {
		return err
	}
	parts, addr, err := o.parts(cmd, server, pair)
	if err != nil {
		return err
	}
	if o.demo.name != "" {
		run, err := o.demo.mount(server, o.server.Logger)
		if err != nil {
			return err
		}
		parts = append(parts, run)
	}
	o.announce(cmd, scheme, addr)
	return o.processes.answering(cmd.Context(), server, func() error { return together(cmd.Context(), parts...) })
}

// announce says where the server is, and what else there is to know about it.
func (o *serveOptions) announce(cmd *cobra.Command, scheme string, addr net.Addr) {
	if o.processes.member != nil {
		return // the parent does
	}
	base := scheme + "://" + addr.String()
	cmd.PrintErrf("serving %s/events\n", base)
	for _, name := range o.defects {
		if d, err := defects.Named(name); err == nil && d.TLS && scheme != "https" {
			cmd.PrintErrf("%s is seen over TLS only: give --cert and --key\n", name)
		}
	}
	if d, err := dialects.Named(o.dialect); err == nil {
		cmd.PrintErrf("check it with: %s\n", checkOf(d, base))
	}
	o.demo.announce(cmd, base, &o.server)
	if len(o.defects) > 0 && o.demo.deaf() {
		cmd.PrintErrln("defects are seen at /events, and not at the streams of the demos")
	}
}

// play adds the dialect and the defects. A defect of a dialect brings it along.
func (o *serveOptions) play() (refserver.Config, error) {
	for _, name := range o.defects {
		d, err := defects.Named(name)
		if err != nil || d.Dialect == "" {
			continue
		}
		if o.dialect = cmp.Or(o.dialect, d.Dialect); o.dialect != d.Dialect {
			return o.server, fmt.Errorf("--defect %s: it is one of the dialect %s, not of %s", name, d.Dialect, o.dialect)
		}
	}
	config, err := defects.Play(o.server, o.defects)
	if err != nil {
		return config, fmt.Errorf("--defect: %w", err)
	}
	if o.dialect == "" {
		return config, nil
	}
	if config, err = dialects.Play(config, o.dialect); err != nil {
		return config, fmt.Errorf("--dialect: %w", err)
	}
	return config, nil
}

// validate looks at what zero would mean the default of.
func (o *serveOptions) validate() error {
	c := o.server
	var problems []error
	for _, zero := range []struct {
		flag string
		is   bool
	}{
		{"retry", c.Retry == 0},
		{"heartbeat", c.Heartbeat == 0},
		{"write-timeout", c.WriteTimeout == 0},
		{"queue-bytes", o.queueBytes == 0},
		{"queue-age", c.QueueAge == 0},
		{"history-count", c.HistoryCount == 0},
		{"history-bytes", c.HistoryBytes == 0},
		{"history-age", c.HistoryAge == 0},
		{"grace", o.grace <= 0},
	} {
		if zero.is {
			problems = append(problems, fmt.Errorf("--%s: want more than nothing", zero.flag))
		}
	}
	if strings.TrimSpace(c.AllowOrigin) == "" {
		problems = append(problems, errors.New("--allow-origin: want *, none, or a list of origins"))
	}
	return errors.Join(append(problems, validateLimits(c))...)
}

func (o *serveOptions) listener(ctx context.Context) (l net.Listener, err error) {
	if o.processes.member != nil {
		l, err = processes.Listen(ctx, o.processes.address)
	} else {
		l, err = new(net.ListenConfig).Listen(ctx, "tcp", o.listen)
	}
	return l, listenError("--listen", o.listen, err)
}

// listenError says what is wrong with an address that a flag has given.
func listenError(flag, given string, err error) error {
	var address *net.AddrError
	var name *net.DNSError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &address) || errors.As(err, &name):
		return hintedUsage("want a host and a port, such as 127.0.0.1:8080, or :8080 for all addresses", "%s %s: %w", flag, given, err)
	case errors.Is(err, syscall.EADDRINUSE):
		return &hintedError{startError(err), inUseHint(flag)}
	}
	return startError(err)
}
