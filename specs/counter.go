package specs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Counter is a control hook: it says how many streams of the Target are open.
type Counter interface {
	// Count returns the number. The error says why there is none.
	Count(ctx context.Context) (int, error)
	// String describes the hook for a report.
	String() string
}

// Counted is one answer of a Counter.
type Counted struct {
	// Step says what had been done before.
	Step string `json:"step"`
	// At is when the Counter had answered, Streams the number that it gave.
	At      time.Time `json:"at"`
	Streams int       `json:"streams"`
	// Detail says why there is no number; it is empty if there is one.
	Detail string `json:"detail"`
}

// maxCount bounds the answer of a Counter, in bytes.
const maxCount = 1 << 20

// NewHTTPCounter returns the Counter that asks a URL by GET, with the Header and
// TLS of h; its Request is the URL alone. The fragment says where the number
// stands: "http://h/health#streams.open" is a member of a JSON object,
// "http://h/metrics#sse_streams" a metric as Prometheus writes it, whose series are
// added up. Without a fragment the answer is the number.
func NewHTTPCounter(h HTTPHook) (Counter, error) {
	u, err := url.Parse(h.Request)
	if err != nil {
		return nil, fmt.Errorf("parse count hook: %w", errors.Unwrap(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("parse count hook %q: want http://host/… or https://host/…", h.Request)
	}
	c := &httpCounter{name: u.Fragment, header: http.Header{}}
	u.Fragment = ""
	c.url = u.String()
	for i, line := range h.Header {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(strings.TrimSpace(name)) {
			return nil, fmt.Errorf(`parse count header number %d: want "Name: value"`, i+1)
		}
		c.header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	c.client = &http.Client{Transport: &http.Transport{TLSClientConfig: h.TLS, Proxy: http.ProxyFromEnvironment, IdleConnTimeout: 10 * time.Second}}
	return c, nil
}

type httpCounter struct {
	url, name string
	header    http.Header
	client    *http.Client
}

// Count implements Counter.
func (c *httpCounter) Count(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url, nil)
	if err != nil {
		return 0, fmt.Errorf("count streams: %w", err)
	}
	req.Header = c.header.Clone()
	resp, err := c.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("count streams: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxCount))
	if err != nil {
		return 0, fmt.Errorf("count streams: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("count streams: %s", resp.Status)
	}
	return countIn(body, c.name)
}

// String implements Counter.
func (c *httpCounter) String() string { return c.url + "#" + c.name }

// countIn finds the number called name in the answer of a Counter.
func countIn(body []byte, name string) (int, error) {
	if name == "" {
		n, err := strconv.Atoi(strings.TrimSpace(string(body)))
		if err != nil {
			return 0, errors.New("count streams: the answer is no number")
		}
		return n, nil
	}
	var answer any
	if json.Unmarshal(body, &answer) == nil {
		return memberOf(answer, name)
	}
	return sumOf(string(body), name)
}

// memberOf returns the number at a path such as "streams.open".
func memberOf(answer any, path string) (int, error) {
	for member := range strings.SplitSeq(path, ".") {
		object, _ := answer.(map[string]any)
		answer = object[member]
	}
	n, ok := answer.(float64)
	if !ok {
		return 0, fmt.Errorf("count streams: the answer has no number %q", path)
	}
	return int(n), nil
}

// sumOf adds up the series of a metric.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
func sumOf(text, name string) (int, error) {
	series := regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(name)+`(?:\{.*\})?[ \t]+(\S+)`).FindAllStringSubmatch(text, -1)
	sum := 0.0
	for _, s := range series {
		value, err := strconv.ParseFloat(s[1], 64)
		if err != nil {
			return 0, fmt.Errorf("count streams: %s is no number", quote(s[1]))
		}
		sum += value
	}
	if len(series) == 0 {
		return 0, fmt.Errorf("count streams: the answer has no metric %q", name)
	}
	return int(sum), nil
}

// CounterFunc is a Counter in Go.
type CounterFunc func(ctx context.Context) (int, error)

// Count implements Counter.
func (f CounterFunc) Count(ctx context.Context) (int, error) { return f(ctx) }

// String implements Counter.
func (f CounterFunc) String() string { return "a Go function" }

// count asks the Counter and notes what it says.
func (s *subject) count(ctx context.Context, step string) Counted {
	ctx, cancel := context.WithTimeout(ctx, s.waits.Timeout)
	defer cancel()
	n, err := s.cfg.Control.OpenStreams.Count(ctx)
	done := Counted{Step: step, At: time.Now(), Streams: n}
	if err != nil {
		done.Detail = err.Error()
	}
	s.obs.Counted = append(s.obs.Counted, done)
	return done
}

// counted returns the last answer of the Counter after a step.
func (o *Observation) counted(step string) (Counted, bool) {
	var last Counted
	found := false
	for _, c := range o.Counted {
		if c.Step == step {
			last, found = c, true
		}
	}
	return last, found
}
