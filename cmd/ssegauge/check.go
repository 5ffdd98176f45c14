package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
)

const checkExample = `  ssegauge check http://localhost:8080/events
  ssegauge check https://example.com/events --junit report.xml \
    -H 'Authorization: Bearer abc'
  ssegauge check http://localhost:8080/events \
    --publish 'POST http://localhost:8080/publish?event={{urlquery .Event}}'
  ssegauge check 'http://localhost:8080/events?topic={{urlquery .Topic}}' \
    --publish 'POST http://localhost:8080/publish?topic={{urlquery .Topic}}'
  ssegauge check http://localhost:8080/events \
    --against https://example.com/events
  ssegauge check https://example.com/events --against-http 2
  ssegauge check http://localhost:8080/events --save-transcripts seen
  ssegauge check --from seen`

const checkText = `Judge an endpoint by the conformance suite. Without a URL, the bundled
reference server is started and judged.

With a publish hook the suite makes the server send events of its own; without
one it judges what the stream shows by itself. The texts of the hook are Go
templates with .ID, .Event, .Data, .Topic and .Seq (a growing number) and the
functions urlquery, json and path. A URL with {{urlquery .Topic}} gives each
probe a topic of its own.

Control hooks do more. --revoke revokes the credential in --revocable while it
has a stream; --restart restarts the server, at the end, while clients come
back. They are used on loopback addresses and with --i-own-this only. So is
--open-streams, which only asks how many streams the server has: its fragment
names a member of a JSON object ("#streams.open") or a metric ("#sse_streams").

A baseline (--baseline) lists requirements that are known to be broken, and
flaky ones, which never decide. What is broken and not listed is a regression
and fails; so does what is listed and passes. An entry that matches nothing is a
mistake. With --requirements only those of a frozen set decide.

--against judges a second path to the same server, such as the one through a
proxy, with the same hook, and shows where the paths differ; --against-http does
so with another version of HTTP, at that address or the same. What decides on
one path decides on either.

--save-transcripts keeps what was observed, without secrets; --from judges it
again, with the same result, and asks nobody.

Exit codes: 0 passed, 1 a MUST is broken, a regression or an unexpected pass,
2 usage, or a baseline entry that matches nothing, 3 could not judge,
130 interrupted.`

func newCheck() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:     "check [URL]",
		Short:   "Judge an endpoint by the conformance suite",
		Long:    checkText,
		Example: checkExample,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("check takes one url, got %d", len(args))
			}
			if len(args) == 1 && args[0] == "" {
				return usagef("url: it is empty; is a variable not set?")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.url = args[0]
			}
			if err := loadConfig(cmd, o.config, map[string]*string{"url": &o.url}, &o.secrets); err != nil {
				return err
			}
			if err := o.checkModes(cmd.Flags(), args); err != nil {
				return o.withoutSecrets(err)
			}
			return o.withoutSecrets(o.run(cmd))
		},
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func (o *checkOptions) run(cmd *cobra.Command) error {
	if o.list {
		return o.printList(cmd)
	}
	if o.proof {
		return o.prove(cmd)
	}
	files, err := o.reports()
	if err != nil {
		return err
	}
	if o.from != "" {
		return o.judgeSaved(cmd, files)
	}
	cfg, err := o.suite()
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	if o.url == "" {
		if o.hooked() {
			return usagef("url: there is none, only a hook; the bundled server has hooks of its own")
		}
		bundled, err := startBundled(ctx, &cfg)
		if err != nil {
			return err
		}
		defer bundled.stop()
	}
	return o.judge(ctx, cmd, cfg, files)
}

// judge runs the suite and writes every report before it says how it ended.
func (o *checkOptions) judge(ctx context.Context, cmd *cobra.Command, cfg specs.Config, files []reportFile) error {
	if err := o.validatePaths(cfg); err != nil {
		return &usageError{err}
	}
	selected, err := specs.List(cfg.Labels, cfg.Profile)
	if err != nil {
		return &usageError{err}
	}
	gate, err := o.gate.load(selected)
	if err != nil {
		return err
	}
	folder, err := o.folder()
	if err != nil {
		return err
	}
	if err := tryFiles(files); err != nil {
		return err
	}
	p := path{options: o, cmd: cmd, gate: gate}
	one, err := p.check(ctx, cfg, folder)
	if err == nil && o.compares() && one.run.Reason == "" {
		err = p.compare(ctx, &one, o.secondPath(cfg))
	}
	if err != nil {
		return err
	}
	return o.conclude(ctx, cmd, one, files)
}

// conclude writes every report, says what must be said beside them, and how the
// run ended.
func (o *checkOptions) conclude(ctx context.Context, cmd *cobra.Command, one checked, files []reportFile) error {
	run := one.run
	run.Redact(o.redactor())
	if err := o.write(cmd, run, files); err != nil {
		return err
	}
	switch {
	case one.noStream != nil:
		cmd.PrintErrf("ssegauge: %s\nhint: %s\n", o.redactor().String(one.noStream.Error()), noStreamHint(one.noStream))
	case run.Reason != "" && toStdout(files):
		cmd.PrintErrf("ssegauge: %s\nhint: %s\n", run.Reason, run.Hint)
	}
	if one.unsaved != nil {
		return one.unsaved
	}
	return o.verdict(ctx, cmd, run, one.gateErr)
}

// write writes everything that was asked for.
func (o *checkOptions) write(cmd *cobra.Command, run *report.Run, files []reportFile) error {
	out := cmd.OutOrStdout()
	text := o.text(out)
	if o.github && !toStdout(files) { // a document is left as it is
		out = commandless{out}
	}
	err := writeReports(out, run, files, text)
	if o.github {
		err = errors.Join(err, writeGitHub(cmd.ErrOrStderr(), run, os.Getenv(stepSummary)))
	}
	return err
}

// verdict ends the command by the Run and what is wrong with its baseline, which
// is said here.
func (o *checkOptions) verdict(ctx context.Context, cmd *cobra.Command, run *report.Run, gateErr error) error {
	code := exitCodeOf(errors.Join(ctx.Err(), gateErr), run)
	if gateErr != nil {
		cmd.PrintErrf("ssegauge: %s\n", o.redactor().String(gateErr.Error()))
		if hint := hintFor(gateErr); hint != "" {
			cmd.PrintErrf("hint: %s\n", hint)
		}
	}
	if code != exitPassed {
		return &verdictError{code}
	}
	return nil
}

// oneCause returns err without the wrapping that says nothing to a user.
func oneCause(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return err.Error()
}

// text returns how the report is written for a person who reads out.
func (o *checkOptions) text(out io.Writer) report.TextOptions {
	return report.TextOptions{Color: colored(out), Width: columns(out), Verbose: o.verbose}
}
