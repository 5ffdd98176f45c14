package specs

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"text/template"
	"time"
)

// maxAnswer is how many bytes of the hook's answer are kept for the report.
const maxAnswer = 300

// HTTPHook describes a hook that is an HTTP request. Its texts are templates with
// the functions urlquery, json and path. Their fields are those of a Publication
// in a publish hook (.ID, .Event, .Data, .Topic and .Seq), and those of a
// Credential in a control hook (.Name, .Value and .Token).
type HTTPHook struct {
	// Request is "METHOD URL".
	Request string
	// Header holds "Name: value" lines. A field whose value comes out empty is not
	// sent, and no Content-Type is made up.
	Header []string
	// Body is the template of the body. Empty means "{{.Data}}" in a publish hook,
	// and no body in a control hook.
	Body string
	// TLS is used for https.
	TLS *tls.Config
	// Timeout bounds one request. 0 means 10 s.
	Timeout time.Duration
}

// httpHook is a hook whose templates have been parsed.
type httpHook struct {
	kind    string // "publish"
	zero    any    // what its templates are expanded by, without values
	text    string
	method  string
	url     *template.Template
	header  []headerTemplate
	body    *template.Template
	carries Carries
	client  *http.Client
}

type headerTemplate struct {
	name  string
	value *template.Template
}

type httpPublisher struct{ *httpHook }

// NewHTTPPublisher returns the Publisher that h describes. The error joins
// every problem of its templates.
func NewHTTPPublisher(h HTTPHook) (Publisher, error) {
	h.Body = cmp.Or(h.Body, "{{.Data}}")
	hook, err := newHTTPHook("publish", h, Publication{})
	if err != nil {
		return nil, err
	}
	return httpPublisher{hook}, nil
}

// newHTTPHook parses a hook of that kind, whose templates have the fields of
// zero.
func newHTTPHook(kind string, h HTTPHook, zero any) (*httpHook, error) {
	method, rawURL, ok := strings.Cut(strings.TrimSpace(h.Request), " ")
	if !ok || method != strings.ToUpper(method) {
		return nil, fmt.Errorf(`parse %[1]s hook %[2]q: want "METHOD URL", such as "POST http://localhost/%[1]s"`, kind, h.Request)
	}
	if h.Timeout == 0 {
		h.Timeout = DefaultTimeout
	}
	p := &httpHook{kind: kind, zero: zero, text: h.Request, method: method}
	var err, bodyErr, headerErr error
	p.url, err = compileFor(zero, kind+" URL", strings.TrimSpace(rawURL))
	p.body, bodyErr = compileFor(zero, kind+" body", h.Body)
	p.header, headerErr = p.compileHeader(h.Header)
	if err := errors.Join(err, bodyErr, headerErr); err != nil {
		return nil, err
	}
	if err := p.checkURL(); err != nil {
		return nil, err
	}
	all := rawURL + h.Body + strings.Join(h.Header, "\n")
	p.carries = Carries{ID: strings.Contains(all, ".ID"), Event: strings.Contains(all, ".Event"), Topic: strings.Contains(all, ".Topic")}
	p.client = hookClient(h)
	return p, nil
}

func (h *httpHook) compileHeader(lines []string) ([]headerTemplate, error) {
	var header []headerTemplate
	var problems []error
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(strings.TrimSpace(name)) {
			problems = append(problems, fmt.Errorf(`parse %s header number %d: want "Name: value"`, h.kind, i+1))
			continue
		}
		t, err := compileFor(h.zero, h.kind+" header "+name, strings.TrimSpace(value))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		header = append(header, headerTemplate{strings.TrimSpace(name), t})
	}
	return header, errors.Join(problems...)
}

func (h *httpHook) checkURL() error {
	raw, err := expand(h.url, h.zero)
	if err != nil {
		return err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return fmt.Errorf("parse %s URL: %w", h.kind, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("parse %s URL %q: want http://host/… or https://host/…", h.kind, raw)
	}
	if !isToken(h.method) {
		return fmt.Errorf("parse %s hook: %q is no method", h.kind, h.method)
	}
	return nil
}

// Publish implements Publisher.
func (h httpPublisher) Publish(ctx context.Context, p Publication) (Outcome, string, error) {
	return h.call(ctx, p)
}

// call makes the request, with the values of fields, and says what was answered.
func (h *httpHook) call(ctx context.Context, fields any) (Outcome, string, error) {
	req, err := h.request(ctx, fields)
	if err != nil {
		return OutcomeInexpressible, err.Error(), nil
	}
	resp, err := h.client.Do(req)
	switch {
	case err != nil && strings.Contains(err.Error(), "invalid header field"):
		return OutcomeInexpressible, "a header field cannot hold this value", nil
	case err != nil:
		return OutcomeFailed, hookFault(err), nil
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return OutcomeFailed, fmt.Sprintf("%.80s, but not a whole answer: %s", resp.Status, hookFault(err)), nil
	}
	detail := strings.Join(strings.Fields(resp.Status+" "+string(answer)), " ")
	switch {
	case resp.StatusCode < 300:
		return OutcomeAccepted, detail, nil
	case resp.StatusCode < 500:
		return OutcomeRefused, detail, nil
	}
	return OutcomeFailed, detail, nil
}

func (h *httpHook) request(ctx context.Context, fields any) (*http.Request, error) {
	target, err := expand(h.url, fields)
	if err != nil {
		return nil, err
	}
	body, err := expand(h.body, fields)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, h.method, target, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make %s request: %w", h.kind, err)
	}
	for _, f := range h.header {
		value, err := expand(f.value, fields)
		if err != nil {
			return nil, err
		}
		if value != "" {
			req.Header.Set(f.name, value)
		}
	}
	return req, nil
}

// isToken reports whether s can be a method or the name of a header field.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
func isToken(s string) bool {
	return regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$").MatchString(s)
}

// Carries implements Publisher.
func (h httpPublisher) Carries() Carries { return h.carries }

// String describes the hook for a report.
func (h *httpHook) String() string { return h.text }
