package specs

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// Defaults of a Config.
const (
	DefaultTimeout     = 10 * time.Second
	DefaultWindow      = 10 * time.Second
	DefaultMaxSilence  = 20 * time.Second
	DefaultMaxHeadWait = 2 * time.Second
	DefaultMaxDelay    = 2 * time.Second
	DefaultMaxLinger   = 10 * time.Second
	DefaultMaxDown     = 30 * time.Second
	DefaultConcurrency = 8
	DefaultMaxMemory   = 128 << 20
)

// Limits are the durations by which a run judges and waits.
type Limits struct {
	// Timeout bounds each single wait: for a connection, a response head, the
	// arrival of a published event. 0 is DefaultTimeout.
	Timeout time.Duration `json:"timeout_ns"`
	// Window bounds how long a stream is watched for events that nobody publishes
	// on purpose. 0 is DefaultWindow.
	Window time.Duration `json:"window_ns"`
	// MaxSilence is the longest silence allowed on a quiet stream. 0 is
	// DefaultMaxSilence.
	MaxSilence time.Duration `json:"max_silence_ns"`
	// MaxHeadWait is how long the head of a quiet stream may take. 0 is
	// DefaultMaxHeadWait.
	MaxHeadWait time.Duration `json:"max_head_wait_ns"`
	// MaxDelay is how long a published event may take to arrive. 0 is
	// DefaultMaxDelay.
	MaxDelay time.Duration `json:"max_delay_ns"`
	// MaxLinger is how long a stream may go on after its credential was revoked or
	// its server was told to restart. 0 is DefaultMaxLinger.
	MaxLinger time.Duration `json:"max_linger_ns"`
	// MaxDown is how long a restarted server may be away. 0 is DefaultMaxDown.
	MaxDown time.Duration `json:"max_down_ns"`
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Timeout:     cmp.Or(l.Timeout, DefaultTimeout),
		Window:      cmp.Or(l.Window, DefaultWindow),
		MaxSilence:  cmp.Or(l.MaxSilence, DefaultMaxSilence),
		MaxHeadWait: cmp.Or(l.MaxHeadWait, DefaultMaxHeadWait),
		MaxDelay:    cmp.Or(l.MaxDelay, DefaultMaxDelay),
		MaxLinger:   cmp.Or(l.MaxLinger, DefaultMaxLinger),
		MaxDown:     cmp.Or(l.MaxDown, DefaultMaxDown),
	}
}

// Config says what is checked and how. Its zero value lacks nothing but a URL.
type Config struct {
	// URL is the stream. It may be a template with {{.Topic}}: then every probe
	// has a topic of its own, runs beside the others, and topics can be told
	// apart.
	URL string
	// Method is the request method of the stream. Empty is GET.
	Method string
	// Proto is the version of HTTP in which streams are opened: "HTTP/1.1" or
	// wire.HTTP2. Empty is "HTTP/1.1". HTTP/2 is chosen by ALPN where the URL is
	// https, and by prior knowledge where it is http. Probes that ask for something
	// else than the stream, such as by another method, do so in a version of their
	// own.
	Proto string
	// Header holds request fields beside those of an EventSource.
	Header []wire.Field
	// Body is sent with each request for the stream.
	Body []byte
	// TLS is used for https.
	TLS *tls.Config
	// Dial makes the connections to the stream. nil is a net.Dialer's.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Publisher is the publish hook. nil leaves the tier "trigger" untested.
	Publisher Publisher
	// ServerIDs says that the Target makes the IDs, although the hook carries
	// one: ordinary publications leave it empty.
	ServerIDs bool
	// Control holds the hooks of the tier "control".
	Control Control
	// Limits are the durations that it is judged by.
	Limits Limits
	// Profile names the dialect of the streams, one of Profiles. Empty is
	// DefaultProfile.
	Profile string
	// Depth says how long the run may take.
	Depth Depth
	// Consent says that the Target is ours: probes that inject, reset, or hold
	// many connections are run although it is not on a loopback address.
	Consent bool
	// Concurrency bounds the probes that run at the same time. 0 is
	// DefaultConcurrency.
	Concurrency int
	// MaxMemory bounds what all recorded responses together take, in bytes of
	// memory as wire.Budget counts them. What a Target sends beyond is not read, and
	// what needs it is not judged. 0 is DefaultMaxMemory.
	MaxMemory int
	// MaxTime bounds the whole run. What it has not seen by then is not judged. 0 is
	// a minute for a quick run, 10 for a normal and 60 for a deep one.
	MaxTime time.Duration
	// Labels is a Ginkgo label filter over the labels of a Spec: its chapter,
	// "id:…", "level:…", "tier:…" and "chapter:…". Empty selects all.
	Labels string
	// Require names tiers whose absence is an error of the run rather than a skip.
	Require []Tier
	// Progress, if set, is told of each probe when it begins and ends. Calls come
	// one at a time.
	Progress func(Progress)
}

// Progress says where a run stands.
type Progress struct {
	// Probe is the name of a probe that has begun or, with Done, ended.
	Probe string
	Done  bool
	// Judgeable is the number of Requirements whose probe has ended, Total that of
	// all selected.
	Judgeable, Total int
}

// Validate returns every problem of c, joined.
func (c Config) Validate() error {
	problems := []error{c.validateURL(), c.Limits.validate(), c.Control.validate()}
	if c.Method != strings.ToUpper(c.Method) || strings.ContainsAny(c.Method, " \r\n") {
		problems = append(problems, fmt.Errorf("method %q: want a name in upper case, such as GET", c.Method))
	}
	if !slices.Contains([]string{"", "HTTP/1.1", wire.HTTP2}, c.Proto) {
		problems = append(problems, fmt.Errorf("protocol %q: want HTTP/1.1 or HTTP/2", c.Proto))
	}
	if _, err := parseLabels(c.Labels); err != nil {
		problems = append(problems, err)
	}
	if _, err := profileNamed(c.Profile); err != nil {
		problems = append(problems, err)
	}
	if c.hasTopics() && c.Publisher != nil && !c.Publisher.Carries().Topic {
		problems = append(problems, errors.New("publish hook: the url has {{.Topic}}, the hook has not"))
	}
	problems = append(problems, c.validateBounds()...)
	problems = append(problems, c.validateRequire())
	return errors.Join(problems...)
}

func (c Config) validateRequire() error {
	var problems []error
	for _, tier := range c.Require {
		if !slices.Contains(Tiers(), tier) {
			problems = append(problems, fmt.Errorf("tier %q: want %s, %s or %s", tier, TierPassive, TierTrigger, TierControl))
		}
	}
	return errors.Join(problems...)
}

// validateBounds returns the problems of what bounds a run.
func (c Config) validateBounds() []error {
	var problems []error
	if c.Concurrency < 0 {
		problems = append(problems, fmt.Errorf("concurrency %d: want at least 1", c.Concurrency))
	}
	if c.MaxMemory < 0 {
		problems = append(problems, fmt.Errorf("max-memory %d: want at least 1 byte", c.MaxMemory))
	}
	if c.MaxTime < 0 {
		problems = append(problems, fmt.Errorf("max-time %s: want more than 0", c.MaxTime))
	}
	return problems
}

func (l Limits) validate() error {
	var problems []error
	for _, limit := range []struct {
		name string
		d    time.Duration
	}{
		{"timeout", l.Timeout},
		{"window", l.Window},
		{"max-silence", l.MaxSilence},
		{"max-head-wait", l.MaxHeadWait},
		{"max-delay", l.MaxDelay},
		{"max-linger", l.MaxLinger},
		{"max-down", l.MaxDown},
	} {
		if limit.d < 0 {
			problems = append(problems, fmt.Errorf("%s %s: want a positive duration", limit.name, limit.d))
		}
	}
	return errors.Join(problems...)
}

func (c Config) validateURL() error {
	if c.URL == "" {
		return errors.New("url: there is none")
	}
	u, err := c.urlFor("probe")
	if err != nil {
		return fmt.Errorf("url %q: %w", c.URL, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("url %q: want http://host/… or https://host/…", c.URL)
	}
	if port := u.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return fmt.Errorf("url %q: port %s is not between 0 and 65535", c.URL, port)
		}
	}
	req := wire.Request{URL: u, Header: c.Header}
	return req.Validate()
}

// hasTopics reports whether the Target's URL names a topic.
func (c Config) hasTopics() bool { return strings.Contains(c.URL, "{{") }

func (c Config) urlFor(topic string) (*url.URL, error) {
	raw := c.URL
	if c.hasTopics() {
		t, err := compile("url", c.URL)
		if err != nil {
			return nil, err
		}
		if raw, err = expand(t, Publication{Topic: topic}); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	return u, nil
}
