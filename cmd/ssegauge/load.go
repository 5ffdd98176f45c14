package main

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/report"
)

const loadExample = `  ssegauge load
  ssegauge load http://localhost:8080/events --streams 10000 --ramp 10s \
    --duration 1m --threshold 'opened / planned > 99.9%'
  ssegauge load http://localhost:8080/events --publish-rate 50/s \
    --threshold 'lag.p99 < 250ms' --threshold 'lost == 0'
  ssegauge load http://localhost:8080/events \
    --stage 30s:5000,peak=1m:20000,10s:0 --storm 30s:50% --json run.json
  ssegauge load 'http://localhost:8080/events?user={{users.name}}' \
    --feed users=users.csv -H 'Authorization: Bearer {{users.token}}' \
    --arrivals 200/s --lifetime 30s --spacing exponential
  ssegauge load --scenario departed`

const loadText = `Open streams on a schedule, keep them, break them, resume them, and say what
every one of them got, when, and what it should have got. Without a URL, a
reference server is started as a process of its own, published to and loaded.

The URL, --target, headers, cookies and the body are templates: {{seq}} is the
number of a subscriber, {{uuid}} its UUID, {{rand:1-9}} a number, {{users.name}}
the column "name" of the feed "users". The URL is a target of weight 1 without a
tag; each --target is one more.

--publish-rate publishes, stamped with a number and the time at which each event
was due: to a reference server by itself, else by --publish, whose texts are Go
templates as for check: .Data, .Topic, .Seq, .ID, .Event; urlquery, path, json.
Events that others publish are read by --seq, --sent and --due.

A threshold compares figures: lag.p99 < 250ms, lost == 0, opened / planned >
99.9%, errors{class=refused} == 0, lag{stage=peak}.p99 < 1s. With "abort" behind
it a run ends as soon as it cannot hold any more, with "abort after 10s" as soon
as it is missed from then on.

--scenario asks a question that many have, such as departed; list names all. It
is a configuration like ssegauge.yaml, and both that and the flags win over it:
--streams, --ramp or --duration stand in for all of its stages.

A run whose generator was too slow itself is no verdict on the server. The first
Ctrl-C ends the plan and reports, the second ends at once. Nothing but loopback
is loaded without --i-own-this.

Exit codes: 0 passed, 1 a threshold is missed, 2 usage, or more than this
machine can do, 3 could not judge, 130 interrupted.`

func newLoad() *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:     "load [URL]",
		Short:   "Put load on an endpoint and judge what it delivers",
		Long:    loadText,
		Example: loadExample,
		Args:    oneURL,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.withoutSecrets(o.begin(cmd, args, o.execute))
		},
	}
	setGrouped(cmd, o.flagGroups())
	offerScenarios(cmd)
	return cmd
}

// oneURL takes a URL or none.
func oneURL(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return hintedUsage("more of them are given by --target", "%s takes one url, got %d", cmd.Name(), len(args))
	}
	if len(args) == 1 && args[0] == "" {
		return hintedUsage("is a variable not set?", "url: it is empty")
	}
	return nil
}

// begin reads the URL, ssegauge.yaml and a scenario, and has run do the work.
func (o *loadOptions) begin(cmd *cobra.Command, args []string, run func(*cobra.Command) error) error {
	if len(args) == 1 {
		o.request.url = args[0]
	}
	if o.scenarioName == listScenarios {
		return printScenarios(cmd.OutOrStdout())
	}
	if err := loadBoth(cmd, o.config, o.scenarioName, map[string]*string{"url": &o.request.url}, &o.secrets); err != nil {
		return err
	}
	if err := silenceQUIC(); err != nil {
		return err
	}
	return run(cmd)
}

func (o *loadOptions) execute(cmd *cobra.Command) error {
	files, err := reportsTo(o.output.json, o.output.junit, o.output.md)
	if err != nil {
		return err
	}
	s, target, err := o.aim(cmd)
	if err != nil {
		return err
	}
	defer target.stop()
	if err := tryFiles(files); err != nil {
		return err
	}
	logs, err := o.output.openLogs()
	if err != nil {
		return err
	}
	run, err := o.load(cmd, s, logs)
	if err != nil {
		return errors.Join(whyNotLoaded(err), logs.close())
	}
	lost := target.lost()
	if err := o.conclude(cmd, run, files, logs); lost == nil {
		return err
	}
	return lost
}

// load carries s out, and shows how far it has come.
func (o *loadOptions) load(cmd *cobra.Command, s loadgen.Scenario, logs *loadLogs) (*report.Run, error) {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	p := newLoadProgress(ctx, cmd.ErrOrStderr(), s, o.redactor())
	defer p.close()
	stop := context.AfterFunc(cmd.Context(), func() { p.say("interrupted: draining; again to end at once") })
	defer stop()
	out, err := o.export.start(ctx, p.say)
	if err != nil {
		return nil, err
	}
	defer out.close(ctx)
	return loadgen.Run(ctx, s, loadgen.Watch{Second: func(t loadgen.Tick) {
		p.update(t)
		logs.write(t)
		out.take(t)
		if hopeless(t) && ctx.Err() == nil {
			p.say("no stream could be opened: giving up")
			cancel()
		}
	}})
}

// conclude writes everything that was asked for, and says how the run ended.
func (o *loadOptions) conclude(cmd *cobra.Command, run *report.Run, files []reportFile, logs *loadLogs) error {
	run.Redact(o.redactor())
	if run.Reason != "" {
		run.Hint = hintOfLoad(run) // our own words, in which nothing is secret
	}
	out := cmd.OutOrStdout()
	text := report.TextOptions{Color: colored(out), Width: columns(out), Verbose: o.output.verbose}
	err := errors.Join(logs.finish(run), writeReports(out, run, files, text))
	if err != nil {
		return err
	}
	if run.Reason != "" && toStdout(files) {
		cmd.PrintErrf("ssegauge: %s\nhint: %s\n", run.Reason, run.Hint)
	}
	if code := exitCodeOf(cmd.Context().Err(), run); code != exitPassed {
		return &verdictError{code}
	}
	return nil
}

// redactor hides the secrets that were given to this run.
func (o *loadOptions) redactor() report.Redactor {
	s := secretSources{
		names: o.output.secretHeader, known: o.secrets,
		urls: append([]string{o.request.url, o.request.proxy, o.publish.hook, o.sequence.clock}, o.request.targets...),
	}
	s.header = append(append(s.header, o.request.header...), o.publish.header...)
	for _, cookie := range o.request.cookies {
		s.header = append(s.header, "Cookie: "+cookie)
	}
	return s.redactor()
}

// withoutSecrets returns err with a text that shows none.
func (o *loadOptions) withoutSecrets(err error) error { return withoutSecrets(err, o.redactor()) }

// whyNotLoaded returns why a run has not begun: mostly a mistake of the user, or more than
// this machine can do.
func whyNotLoaded(err error) error {
	limit, isLimit := errors.AsType[*loadgen.LimitError](err)
	consent, isConsent := errors.AsType[*loadgen.ConsentError](err)
	_, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case isLimit && len(limit.Problems) > 0:
		return hintedUsage(limit.Problems[0].Hint, "%w", err)
	case isConsent:
		return hintedUsage("add --i-own-this if you may load "+consent.Authority, "%w", err)
	case strings.HasPrefix(err.Error(), "read feed"):
		return hintedUsage("want CSV with a line of names, or JSON lines: users.csv, users.jsonl", "%s", strings.NewReplacer("maxFeedRows", "--max-feed-rows", "maxFeedBytes", "--max-feed").Replace(err.Error()))
	case isNet:
		return &hintedError{err, hintOfNetwork(err)}
	}
	return err
}
