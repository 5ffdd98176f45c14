package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/schedule"
)

// loadPublishOptions say what a run publishes by itself.
type loadPublishOptions struct {
	hook, body  string
	header      []string
	reference   bool
	rate        string
	sizes       []string
	topics      []string
	event       string
	start, stop time.Duration
	perTopic    int
	inFlight    int
}

func (o *loadPublishOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.rate, "publish-rate", "", "publish events at a `RATE`, such as 50/s")
	f.StringVar(&o.hook, "publish", "", "how to publish, if not by the reference server: `METHOD URL`, a template")
	f.StringArrayVar(&o.header, "publish-header", nil, "header `NAME: VALUE` of that, a template (repeatable)")
	f.StringVar(&o.body, "publish-body", "{{.Data}}", "its body, a `TEMPLATE`")
	f.BoolVar(&o.reference, "reference", false, "the url is a reference server's, which takes publishes (else it is asked)")
	f.StringSliceVar(&o.sizes, "publish-size", nil, "bytes of data `N|N-M[=WEIGHT],...`, as in 110 or 110=9,100-4000=1")
	f.StringSliceVar(&o.topics, "topic", nil, "publish to `NAME[=WEIGHT]` (repeatable)")
	f.StringVar(&o.event, "publish-event", "", "event type `NAME`, for hooks that say one")
	f.DurationVar(&o.start, "publish-start", 0, "when the first is due (default the end of the first stage)")
	f.DurationVar(&o.stop, "publish-stop", 0, "from when on none is (default the end of the plan)")
	f.IntVar(&o.perTopic, "publish-per-topic", 1, "publishes of a topic under way at a time; more may change the order")
	f.IntVar(&o.inFlight, "publish-in-flight", 64, "publishes under way at a time")
}

// plan returns what to publish during p, nil if nothing, and notes what is wrong with the
// flags. A reference server is published to at the origin of target.
func (o *loadPublishOptions) plan(p schedule.Plan, target string, wrong *flagErrors) *publish.Plan {
	if o.rate == "" {
		o.refuseWithoutRate(wrong)
		return nil
	}
	out := &publish.Plan{
		Event: o.event, Start: o.start, Stop: o.stop, PerTopic: o.perTopic, MaxInFlight: o.inFlight,
		Run: strings.ToLower(rand.Text()[:8]), Seed: p.Seed,
	}
	var err error
	out.Rate, err = schedule.ParseRate(o.rate)
	wrong.add("--publish-rate", err)
	for _, text := range o.topics {
		name, weight, err := cutWeight(text)
		wrong.addText("--topic", text, err)
		out.Topics = append(out.Topics, publish.Topic{Name: name, Weight: weight})
	}
	for _, text := range o.sizes {
		size, err := parseSize(text)
		wrong.addText("--publish-size", text, err)
		out.Sizes = append(out.Sizes, size)
	}
	switch {
	case o.hook != "":
		out.Hook = publish.Hook{Request: o.hook, Header: o.header, Body: o.body}
	case o.reference:
		out.Hook = publish.Reference(originOf(target))
		out.Hook.Header = o.header
	default:
		wrong.add("--publish-rate", errNoHook)
	}
	out.Start = cmp.Or(out.Start, firstStage(p))
	out.Stop = cmp.Or(out.Stop, p.Length())
	return out
}

var errNoHook = errors.New("how to publish is not known: want --publish 'POST URL'")

// refuseWithoutRate notes the flags that say nothing without --publish-rate.
func (o *loadPublishOptions) refuseWithoutRate(wrong *flagErrors) {
	for _, f := range []struct {
		name  string
		given bool
	}{
		{"--publish", o.hook != ""},
		{"--publish-header", len(o.header) > 0},
		{"--publish-size", len(o.sizes) > 0},
		{"--topic", len(o.topics) > 0},
		{"--publish-event", o.event != ""},
		{"--publish-start", o.start != 0},
		{"--publish-stop", o.stop != 0},
	} {
		if f.given {
			wrong.add(f.name, errors.New("nothing is published without --publish-rate"))
		}
	}
}

// firstStage returns when the first stage ends: most streams of a ramp are there then. Where
// there is no other stage, events are published from the start on.
func firstStage(p schedule.Plan) time.Duration {
	if len(p.Stages) < 2 {
		return 0
	}
	return p.Stages[0].Duration
}

// parseSize reads bytes such as "110" or "100-4KiB=3".
func parseSize(text string) (publish.Size, error) {
	rest, weight, err := cutWeight(text)
	if err != nil {
		return publish.Size{}, err
	}
	low, high, ranged := strings.Cut(rest, "-")
	var least, most sizeValue
	err = least.Set(strings.TrimSpace(low))
	if most = least; err == nil && ranged {
		err = most.Set(strings.TrimSpace(high))
	}
	if err != nil || least > 1<<30 || most > 1<<30 {
		return publish.Size{}, errors.New("want bytes such as 110, 100-4000 or 1KiB, with =WEIGHT if wanted")
	}
	return publish.Size{Min: int(least), Max: int(most), Weight: weight}, nil
}

// originOf returns scheme and authority of a URL, without a user.
func originOf(text string) string {
	scheme, rest, _ := strings.Cut(text, "://")
	authority := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority = rest[:i]
	}
	if _, host, some := cutAtLast(authority, "@"); some {
		authority = host
	}
	return (&url.URL{Scheme: scheme, Host: authority}).String()
}
