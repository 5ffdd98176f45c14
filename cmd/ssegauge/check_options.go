package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// minMemory is the least that --max-memory may be, in bytes: with less, not even
// the heads of the responses fit.
const minMemory = 1 << 20

// checkOptions is what the flags of check and its section of ssegauge.yaml
// hold.
type checkOptions struct {
	url, method, body string
	header            []string

	publish, publishBody, publishCmd string
	publishHeader                    []string
	serverIDs                        bool
	control                          controlOptions

	limits      specs.Limits
	concurrency int
	maxMemory   int64
	maxTime     time.Duration
	tls         tlsOptions

	save, from, against string
	http, againstHTTP   string

	gate            gateOptions
	label, config   string
	profile, format string
	proof           bool
	quick, deep     bool
	consent         bool
	list, strict    bool
	github          bool
	verbose         bool
	require         []string
	json, junit, md string

	secretHeader []string
	secrets      []string // values that came from the environment
}

func (o *checkOptions) addFlags(f *pflag.FlagSet) {
	f.SortFlags = false
	o.addTargetFlags(f)
	o.addJudgeFlags(f)
}

// addTargetFlags adds what says whom to ask, and how. None of it goes with
// --from.
func (o *checkOptions) addTargetFlags(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.header, "header", "H", nil, "request header `NAME: VALUE` of the stream (repeatable)")
	f.StringVar(&o.method, "method", "GET", "request `METHOD` of the stream")
	f.StringVar(&o.body, "body", "", "request body of the stream, `TEXT`")
	f.StringVar(&o.http, "http", "1.1", "`VERSION` of HTTP to speak: 1.1 or 2")

	f.StringVar(&o.publish, "publish", "", "publish hook: `METHOD URL`, a template")
	f.StringArrayVar(&o.publishHeader, "publish-header", nil, "header `NAME: VALUE` of the hook, a template (repeatable)")
	f.StringVar(&o.publishBody, "publish-body", "{{.Data}}", "body of the hook, a `TEMPLATE`")
	f.StringVar(&o.publishCmd, "publish-cmd", "", "publish hook: `COMMAND`, data on stdin, $SSEGAUGE_EVENT, _ID, _TOPIC")
	f.BoolVar(&o.serverIDs, "server-ids", false, "the server makes the ids, although the hook can name one")

	o.control.addFlags(f)

	o.addLimitFlags(f)
	o.tls.addFlags(f)

	f.BoolVar(&o.quick, "quick", false, "only watch, and be done in ten seconds")
	f.BoolVar(&o.deep, "deep", false, "take minutes to look for limits")
	f.BoolVar(&o.consent, "i-own-this", false, "inject, reset, hold many connections, although not on loopback")
	f.StringVar(&o.against, "against", "", "judge a second path to the server, `URL`, and compare")
	f.StringVar(&o.againstHTTP, "against-http", "", "judge a second path over another `VERSION` of HTTP")
	f.StringVar(&o.save, "save-transcripts", "", "save what was observed in `DIR`, without secrets")
}

// addJudgeFlags adds what says how to judge what was observed, and where to say
// so.
func (o *checkOptions) addJudgeFlags(f *pflag.FlagSet) {
	f.StringVar(&o.from, "from", "", "judge what --save-transcripts has saved in `DIR`")
	f.StringVar(&o.profile, "profile", specs.DefaultProfile, "`DIALECT` of the stream: "+profileNames())
	f.StringVar(&o.label, "label", "", "select requirements by a Ginkgo label `FILTER`")
	f.BoolVar(&o.list, "list", false, "list the selected requirements and stop")
	f.StringVar(&o.format, "format", "text", "`FORMAT` of --list: text, markdown, json")
	f.BoolVar(&o.proof, "self-test", false, "prove the suite: judge the bundled server and each of its defects")
	f.BoolVar(&o.strict, "strict", false, "a broken SHOULD is a failure")
	o.gate.addFlags(f)
	f.StringSliceVar(&o.require, "require", nil, "`TIER` (passive, trigger, control) that must be tested")
	f.StringVar(&o.json, "json", "", "write the run as JSON to `FILE`, - is stdout")
	f.StringVar(&o.junit, "junit", "", "write JUnit XML to `FILE`")
	f.StringVar(&o.md, "markdown", "", "write Markdown to `FILE`")
	f.BoolVar(&o.github, "github", false, "annotate a job of GitHub Actions and write its summary")
	f.StringArrayVar(&o.secretHeader, "secret-header", nil, "header `NAME` whose value no report may show (repeatable)")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "show every requirement")
	f.StringVar(&o.config, "config", "", "read `FILE` instead of ssegauge.yaml")
}

// addLimitFlags adds what a run judges and waits by.
func (o *checkOptions) addLimitFlags(f *pflag.FlagSet) {
	f.DurationVar(&o.limits.Timeout, "timeout", specs.DefaultTimeout, "longest wait for a connection, a head, an event")
	f.DurationVar(&o.limits.Window, "window", specs.DefaultWindow, "how long to watch a stream that has no hook")
	f.DurationVar(&o.limits.MaxSilence, "max-silence", specs.DefaultMaxSilence, "longest silence allowed on a quiet stream")
	f.DurationVar(&o.limits.MaxHeadWait, "max-head-wait", specs.DefaultMaxHeadWait, "longest wait allowed for the head of a quiet stream")
	f.DurationVar(&o.limits.MaxDelay, "max-delay", specs.DefaultMaxDelay, "longest delay allowed for an event")
	f.DurationVar(&o.limits.MaxLinger, "max-linger", specs.DefaultMaxLinger, "how long a stream may outlive its credential or server")
	f.DurationVar(&o.limits.MaxDown, "max-down", specs.DefaultMaxDown, "how long a restarted server may be away")
	f.IntVar(&o.concurrency, "concurrency", specs.DefaultConcurrency, "probes at the same time")
	f.DurationVar(&o.maxTime, "max-time", 0, "how long the run may take (default 1m with --quick, 10m, 1h with --deep)")
	o.maxMemory = specs.DefaultMaxMemory
	f.Var((*sizeValue)(&o.maxMemory), "max-memory", "what all responses may take of memory, as `SIZE`")
}

// suite returns the configuration of the conformance suite.
func (o *checkOptions) suite() (specs.Config, error) {
	if err := o.validate(); err != nil {
		return specs.Config{}, &usageError{err}
	}
	cfg := specs.Config{
		URL: o.url, Method: o.method, Body: []byte(o.body), ServerIDs: o.serverIDs,
		Proto: protocol(o.http), Limits: o.limits, Concurrency: o.concurrency, MaxMemory: int(o.maxMemory), MaxTime: o.maxTime,
		Labels:  o.label,
		Profile: o.profile, Depth: o.depth(), Consent: o.consent,
	}
	cfg.Require = o.tiers()
	var headerErr, tlsErr, hookErr, controlErr error
	cfg.Header, headerErr = parseHeader("--header", o.header)
	cfg.TLS, tlsErr = o.tls.config()
	cfg.Publisher, hookErr = o.publisher(cfg)
	cfg.Control, controlErr = o.control.hooks(cfg)
	if err := errors.Join(headerErr, tlsErr, hookErr, controlErr); err != nil {
		return cfg, &usageError{err}
	}
	return cfg, nil
}

func (o *checkOptions) tiers() []specs.Tier {
	var tiers []specs.Tier
	for _, tier := range o.require {
		tiers = append(tiers, specs.Tier(tier))
	}
	return tiers
}

// validate looks at what zero would mean the default of.
func (o *checkOptions) validate() error {
	l := o.limits
	problems := []error{
		positive("timeout", l.Timeout), positive("window", l.Window), positive("max-silence", l.MaxSilence),
		positive("max-head-wait", l.MaxHeadWait), positive("max-delay", l.MaxDelay),
		positive("max-linger", l.MaxLinger), positive("max-down", l.MaxDown),
	}
	if protocol(o.http) == "" {
		problems = append(problems, fmt.Errorf("--http %s: want 1.1 or 2", o.http))
	}
	if o.quick && o.deep {
		problems = append(problems, errors.New("--quick and --deep: want one of them"))
	}
	if o.maxMemory < minMemory {
		problems = append(problems, fmt.Errorf("--max-memory %s: want at least %s", (*sizeValue)(&o.maxMemory), "1MiB"))
	}
	if o.concurrency < 1 {
		problems = append(problems, fmt.Errorf("--concurrency %d: want at least 1", o.concurrency))
	}
	return errors.Join(problems...)
}

func (o *checkOptions) depth() specs.Depth {
	switch {
	case o.quick:
		return specs.DepthQuick
	case o.deep:
		return specs.DepthDeep
	}
	return specs.DepthNormal
}

func profileNames() string {
	var names []string
	for _, p := range specs.Profiles() {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

func positive(flag string, d time.Duration) error {
	if d > 0 {
		return nil
	}
	return fmt.Errorf("--%s %s: want a positive duration, such as 5s", flag, d)
}

func (o *checkOptions) publisher(cfg specs.Config) (specs.Publisher, error) {
	switch {
	case o.publish != "" && o.publishCmd != "":
		return nil, errors.New("--publish and --publish-cmd: want one of them")
	case o.publishCmd != "":
		return specs.NewCommandPublisher(o.publishCmd)
	case o.publish != "":
		return specs.NewHTTPPublisher(specs.HTTPHook{
			Request: o.publish, Header: o.publishHeader, Body: o.publishBody, TLS: cfg.TLS, Timeout: o.limits.Timeout,
		})
	case len(o.publishHeader) > 0:
		return nil, errors.New("--publish-header without --publish")
	}
	return nil, nil //nolint:nilnil // no hook is a configuration, not an error
}

// parseHeader parses the "Name: value" lines of a flag.
func parseHeader(flag string, lines []string) ([]wire.Field, error) {
	var fields []wire.Field
	var problems []error
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(line, "\r\n") {
			problems = append(problems, fmt.Errorf("%s number %d: want \"Name: value\"", flag, i+1))
			continue
		}
		fields = append(fields, wire.Field{Name: name, Value: strings.TrimSpace(value)})
	}
	return fields, errors.Join(problems...)
}

// redactor hides the secrets that were given to this run.
func (o *checkOptions) redactor() report.Redactor {
	s := secretSources{
		names: o.secretHeader, known: slices.Clone(o.secrets),
		header: slices.Concat(o.header, o.publishHeader, o.control.header),
		urls:   []string{o.url, o.against, o.publish, o.control.revoke, o.control.restart, o.control.openStreams},
	}
	if _, value, _ := strings.Cut(o.control.revocable, ":"); value != "" {
		s.known = append(s.known, strings.TrimSpace(value))
	}
	return s.redactor()
}

// withoutSecrets returns err with a text that shows none.
func (o *checkOptions) withoutSecrets(err error) error {
	return withoutSecrets(err, o.redactor())
}
