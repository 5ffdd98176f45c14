package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/loadgen/request"
)

// loadRequestOptions say what a Subscriber asks for, and how.
type loadRequestOptions struct {
	url, method, body string
	targets           []string
	header, cookies   []string
	feeds             []string
	maxFeedBytes      int64
	maxFeedRows       int

	http                 string
	streamsPerConnection int
	proxy                string
	resolve, sources     []string
	tls                  tlsOptions
}

// addFlags adds those of what is asked for.
func (o *loadRequestOptions) addFlags(f *pflag.FlagSet) {
	f.StringArrayVarP(&o.header, "header", "H", nil, "request header `NAME: VALUE`, a template (repeatable)")
	f.StringArrayVar(&o.cookies, "cookie", nil, "cookie `NAME=VALUE`, a template (repeatable)")
	f.StringVar(&o.method, "method", "GET", "request `METHOD`")
	f.StringVar(&o.body, "body", "", "request body, a `TEMPLATE`")
	f.StringArrayVar(&o.targets, "target", nil, "one more address: `[WEIGHT] [tag=NAME] URL` (repeatable)")
	f.StringArrayVar(&o.feeds, "feed", nil, "values for templates: `NAME=FILE[:ORDER]`, sequential, random, unique")
	o.maxFeedBytes = 64 << 20
	f.Var((*sizeValue)(&o.maxFeedBytes), "max-feed", "what the values of a feed may take of memory, as `SIZE`")
	f.IntVar(&o.maxFeedRows, "max-feed-rows", 1_000_000, "rows that a feed may have")
}

// addTransportFlags adds those of the way there.
func (o *loadRequestOptions) addTransportFlags(f *pflag.FlagSet) {
	f.StringVar(&o.http, "http", "1.1", "`VERSION` of HTTP to speak: 1.1, 2, h2c or 3")
	f.IntVar(&o.streamsPerConnection, "streams-per-connection", 0, "streams that share one of HTTP/2 or 3 (default 100)")
	f.StringVar(&o.proxy, "proxy", "", "go through the proxy at `URL`, http://[user:password@]host:port")
	f.StringArrayVar(&o.resolve, "resolve", nil, "look up `HOST:PORT:ADDRESS[,...]` here (repeatable)")
	f.StringSliceVar(&o.sources, "source", nil, "connect from an `ADDRESS`, or all of a prefix: 127.0.0.0/28 (repeatable)")
	o.tls.addFlags(f)
}

// spec returns what is asked for, and notes what is wrong with the flags.
func (o *loadRequestOptions) spec(seed uint64, wrong *flagErrors) request.Spec {
	s := request.Spec{
		Method: o.method, Body: o.body, Cookies: o.cookies, StreamsPerConnection: o.streamsPerConnection,
		Proxy: o.proxy, Resolve: o.resolve, Sources: o.sources, Seed: seed, MaxFeedBytes: int(o.maxFeedBytes), MaxFeedRows: o.maxFeedRows,
	}
	if o.url != "" {
		s.Targets = append(s.Targets, request.Target{URL: o.url})
	}
	for _, text := range o.targets {
		target, err := parseTarget(text)
		wrong.addText("--target", text, err)
		s.Targets = append(s.Targets, target)
	}
	for _, text := range o.feeds {
		feed, err := parseFeed(text)
		wrong.addText("--feed", text, err)
		s.Feeds = append(s.Feeds, feed)
	}
	fields, err := parseHeader("--header", o.header)
	if err != nil {
		wrong.problems = append(wrong.problems, err) // it names the flag
	}
	for _, f := range fields {
		s.Header = append(s.Header, request.Field{Name: f.Name, Value: f.Value})
	}
	s.Version, err = parseVersion(o.http)
	wrong.addText("--http", o.http, err)
	if s.TLS, err = o.tls.config(); err != nil {
		wrong.problems = append(wrong.problems, err)
	}
	return s
}

func parseVersion(text string) (request.Version, error) {
	for v := request.HTTP1; v <= request.HTTP3; v++ {
		if v.String() == text {
			return v, nil
		}
	}
	return 0, errors.New("want 1.1, 2, h2c or 3")
}

// parseTarget reads words such as "3 tag=news http://host/news".
func parseTarget(text string) (request.Target, error) {
	var t request.Target
	words := strings.Fields(text)
	if len(words) == 0 || !strings.Contains(words[len(words)-1], "://") {
		return t, errors.New("want [WEIGHT] [tag=NAME] URL, as in '3 tag=news http://localhost/news'")
	}
	t.URL = words[len(words)-1]
	for _, word := range words[:len(words)-1] {
		if tag, ok := strings.CutPrefix(word, "tag="); ok && tag != "" && t.Tag == "" {
			t.Tag = tag
			continue
		}
		weight, err := parseWeight(word)
		if err != nil || t.Weight != 0 {
			return t, errors.New("before the URL, want a weight such as 3, and tag=NAME")
		}
		t.Weight = weight
	}
	return t, nil
}

// parseFeed reads NAME=FILE, with an order behind it if wanted.
func parseFeed(text string) (request.Feed, error) {
	name, file, ok := strings.Cut(text, "=")
	if !ok || file == "" {
		return request.Feed{}, errors.New("want NAME=FILE[:ORDER], as in users=users.csv:unique")
	}
	f := request.Feed{Name: name, File: file}
	orders := []string{"sequential", "random", "unique"} // as they are numbered
	if rest, order, some := cutAtLast(file, ":"); some {
		if i := slices.Index(orders, order); i >= 0 {
			f.File, f.Order = rest, request.Order(i)
		}
	}
	return f, nil
}
