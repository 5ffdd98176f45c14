package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/loadgen"
	"github.com/ssegauge/ssegauge/loadgen/engine"
)

// loadStreamOptions say how Subscribers read, leave and come back.
type loadStreamOptions struct {
	slow       []string
	stalled    string
	disconnect string

	resume      string
	retry       time.Duration
	retryFixed  bool
	retryJitter string
	maxAttempts int

	caps    engine.Caps
	timeout time.Duration

	maxHead, maxLine, maxEvent int64
}

// The ways to resume.
const (
	resumeOn   = "on"
	resumeOff  = "off"
	resumeNoID = "no-id"
)

func (o *loadStreamOptions) addFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.slow, "slow", nil, "subscribers that read slowly: `SHARE:RATE`, as in 1%:64B/s (repeatable)")
	f.StringVar(&o.stalled, "stalled", "", "`SHARE` of the subscribers that read nothing at all, as in 1%")
	f.StringVar(&o.disconnect, "disconnect", engine.FIN.String(), "`MANNER` in which they leave: "+manners())
	f.StringVar(&o.resume, "resume", resumeOn, "`HOW` to come back after an end: on, off, or no-id: no Last-Event-ID")
	f.DurationVar(&o.retry, "retry", loadgen.DefaultRetry, "when they come back, until the server says so")
	f.BoolVar(&o.retryFixed, "retry-fixed", false, "come back after --retry, whatever the server says")
	f.StringVar(&o.retryJitter, "retry-jitter", "", "spread that time by a `SHARE` either way, as in 20%")
	f.IntVar(&o.maxAttempts, "max-attempts", 0, "attempts in a row to get a stream (default any number)")
	f.IntVar(&o.caps.Events, "max-events", 0, "a stream is complete with so many events (default never)")
	f.DurationVar(&o.caps.Time, "max-time", 0, "a stream is complete after this time (default never)")
}

// addLimitFlags adds those that bound what a stream may take.
func (o *loadStreamOptions) addLimitFlags(f *pflag.FlagSet) {
	f.DurationVar(&o.timeout, "timeout", loadgen.DefaultTimeout, "longest wait for a connection, a head, a publish")
	o.maxHead, o.maxLine, o.maxEvent = loadgen.DefaultHeadBytes, loadgen.DefaultLineBytes, eventstream.DefaultMaxEventBytes
	f.Var((*sizeValue)(&o.maxHead), "max-head", "largest head of a response, as `SIZE`")
	f.Var((*sizeValue)(&o.maxLine), "max-line", "largest line of a stream, as `SIZE`")
	f.Var((*sizeValue)(&o.maxEvent), "max-event", "largest event of a stream, as `SIZE`")
}

func manners() string {
	var names []string
	for _, m := range engine.Manners() {
		names = append(names, m.String())
	}
	return strings.Join(names, ", ")
}

// apply writes what the flags hold into s, and notes what is wrong with them.
func (o *loadStreamOptions) apply(s *loadgen.Scenario, wrong *flagErrors) {
	s.Readers = o.readers(wrong)
	s.Leave = o.manner(wrong)
	s.Resume = o.resuming(wrong)
	s.Caps = o.caps
	wrong.add("--timeout", positiveTime(o.timeout))
	s.Limits.Connect, s.Limits.Head = o.timeout, o.timeout
	for _, l := range []struct {
		flag string
		size int64
		to   *int
	}{
		{"--max-head", o.maxHead, &s.Limits.HeadBytes},
		{"--max-line", o.maxLine, &s.Limits.Events.MaxLineBytes},
		{"--max-event", o.maxEvent, &s.Limits.Events.MaxEventBytes},
	} {
		if l.size < 256 || l.size > 1<<30 {
			wrong.add(l.flag, errors.New("want from 256B to 1GiB"))
		}
		*l.to = int(l.size)
	}
}

func (o *loadStreamOptions) readers(wrong *flagErrors) []engine.Reader {
	var all []engine.Reader
	for _, text := range o.slow {
		r, err := parseSlow(text)
		if wrong.addText("--slow", text, err); err == nil {
			all = append(all, r)
		}
	}
	if o.stalled != "" {
		share, err := parseShare(o.stalled)
		if wrong.addText("--stalled", o.stalled, err); err == nil {
			all = append(all, engine.Reader{Share: share})
		}
	}
	return all
}

func (o *loadStreamOptions) manner(wrong *flagErrors) engine.Manner {
	for _, m := range engine.Manners() {
		if m.String() == o.disconnect {
			return m
		}
	}
	wrong.addText("--disconnect", o.disconnect, errors.New("want "+manners()))
	return engine.FIN
}

func (o *loadStreamOptions) resuming(wrong *flagErrors) engine.Resume {
	r := engine.Resume{Retry: o.retry, Fixed: o.retryFixed, MaxAttempts: o.maxAttempts}
	switch o.resume {
	case resumeOn:
	case resumeOff:
		r.Off = true
	case resumeNoID:
		r.Forget = true
	default:
		wrong.addText("--resume", o.resume, errors.New("want on, off or no-id"))
	}
	wrong.add("--retry", positiveTime(o.retry))
	if o.retryJitter != "" {
		var err error
		r.Jitter, err = parseShare(o.retryJitter)
		wrong.addText("--retry-jitter", o.retryJitter, err)
	}
	return r
}

// parseSlow reads a share and a rate such as "1%:64B/s".
func parseSlow(text string) (engine.Reader, error) {
	wrong := errors.New("want SHARE:RATE, as in 1%:64B/s or 5%:10KiB/s")
	before, rate, ok := strings.Cut(text, ":")
	share, err := parseShare(before)
	if !ok || err != nil {
		return engine.Reader{}, wrong
	}
	var bytes sizeValue
	if err := bytes.Set(strings.TrimSuffix(strings.TrimSpace(rate), "/s")); err != nil || bytes < 1 || bytes > 1<<30 {
		return engine.Reader{}, wrong
	}
	return engine.Reader{Share: share, Rate: int(bytes)}, nil
}

func positiveTime(d time.Duration) error {
	if d > 0 {
		return nil
	}
	return errors.New(strconv.Quote(d.String()) + ": want a positive duration, such as 5s")
}
