package request

import (
	"math"
	"net/http"
	"slices"
	"strconv"

	"golang.org/x/net/http/httpguts"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// Validate returns every problem that can be found without a look at files and
// names.
func (s Spec) Validate() problem.List {
	_, l := s.compile()
	return l
}

// plan is what a Spec compiles to.
type plan struct {
	names     *names
	origins   []origin // of each Target
	paths     []template
	header    header
	body      template
	proxy     *origin
	overrides []override
	sources   sourcePool
}

func (s Spec) compile() (*plan, problem.List) {
	var l problem.List
	p := &plan{names: newNames(s.Feeds)}
	s.compileTargets(&l, p)
	if s.Method != "" && !httpguts.ValidHeaderFieldName(s.Method) || s.Method == http.MethodConnect {
		l.Add("method", "%q is no method to ask for a stream with", s.Method)
	}
	p.header = p.names.parseHeader(&l, s)
	var err error
	if p.body, err = p.names.parse(s.Body, place{}); err != nil {
		l.Add("body", "%v", err)
	}
	s.compileRoute(&l, p)
	s.validateNumbers(&l)
	s.validateFeeds(&l, p.names)
	return p, l
}

func (s Spec) compileTargets(l *problem.List, p *plan) {
	if len(s.Targets) == 0 {
		l.Add("targets", "want at least one URL")
	}
	for i, t := range s.Targets {
		var own problem.List
		before, after := splitURL(t.URL)
		o := parseOrigin(&own, "url", before)
		path, err := p.names.parsePath(after)
		if err != nil {
			own.Add("url", "after the host, %v", err)
		}
		if t.Weight < 0 || math.IsNaN(t.Weight) || math.IsInf(t.Weight, 0) {
			own.Add("weight", "want a positive number, not %v", t.Weight)
		}
		if o.host != "" {
			s.validateScheme(&own, o)
		}
		l.Under(indexed("targets", i), own)
		p.origins, p.paths = append(p.origins, o), append(p.paths, path)
	}
}

// validateScheme holds a Target against the version of HTTP.
func (s Spec) validateScheme(l *problem.List, o origin) {
	switch {
	case s.Version == HTTP2 && !o.secure:
		l.Add("url", "HTTP/2 over http:// is named h2c")
	case s.Version == HTTP3 && !o.secure:
		l.Add("url", "HTTP/3 needs https://")
	case s.Version == H2C && o.secure:
		l.Add("url", "h2c is for http://; over https:// it is HTTP/2")
	}
}

// compileRoute reads what leads to the Targets: the proxy, the addresses of names, the
// addresses to connect from.
func (s Spec) compileRoute(l *problem.List, p *plan) {
	looked := p.origins
	if s.Proxy != "" {
		before, after := splitURL(s.Proxy)
		o := parseOrigin(l, "proxy", before)
		switch {
		case o.secure:
			l.Add("proxy", "only http:// proxies can be used")
		case after != "" && after != "/":
			l.Add("proxy", "want http://host:port and nothing behind it")
		case s.Version == H2C || s.Version == HTTP3:
			l.Add("proxy", "HTTP version %v cannot go through a proxy", s.Version)
		}
		p.proxy, looked = &o, []origin{o}
	}
	p.overrides = parseOverrides(l, s.Resolve, looked)
	p.sources = parseSources(l, s.Sources)
}

func (s Spec) validateNumbers(l *problem.List) {
	switch {
	case s.Version < HTTP1 || s.Version > HTTP3:
		l.Add("version", "want 1.1, 2, h2c or 3")
	case s.StreamsPerConnection < 0:
		l.Add("streamsPerConnection", "want a positive number, not %d", s.StreamsPerConnection)
	case s.StreamsPerConnection > 1 && s.Version == HTTP1:
		l.Add("streamsPerConnection", "a connection of HTTP/1.1 has one stream; for more of them set the version to 2, h2c or 3")
	}
	if s.MaxFeedBytes < 0 || s.MaxFeedBytes > math.MaxInt32 {
		l.Add("maxFeedBytes", "want at most 2 GiB, not %d bytes", s.MaxFeedBytes)
	}
	if s.MaxFeedRows < 0 {
		l.Add("maxFeedRows", "want a positive number, not %d", s.MaxFeedRows)
	}
}

func (s Spec) validateFeeds(l *problem.List, n *names) {
	for i, f := range s.Feeds {
		path := indexed("feeds", i)
		l.Under(path, f.validate())
		if slices.IndexFunc(s.Feeds, func(o Feed) bool { return o.Name == f.Name }) < i {
			l.Add(path+".name", "there is a feed %q already", f.Name)
		} else if len(n.used[i]) == 0 {
			l.Add(path, "no template uses it; write {{%s.COLUMN}} where its values belong", f.Name)
		}
	}
}

func indexed(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }
