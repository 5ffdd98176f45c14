package specs

import (
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

// HTTPHook describes a publish hook that is an HTTP request. Its texts are
// templates with the fields .ID, .Event, .Data, .Topic and .Seq (an increasing
// number) and the functions urlquery, json and path.
type HTTPHook struct {
	// Request is "METHOD URL".
	Request string
	// Header holds "Name: value" lines. A field whose value comes out empty is not
	// sent, and no Content-Type is made up.
	Header []string
	// Body is the template of the body. Empty means "{{.Data}}".
	Body string
	// TLS is used for https.
	TLS *tls.Config
	// Timeout bounds one request. 0 means 10 s.
	Timeout time.Duration
}

type httpPublisher struct {
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

// NewHTTPPublisher returns the Publisher that h describes. The error joins
// every problem of its templates.
func NewHTTPPublisher(h HTTPHook) (Publisher, error) {
	method, rawURL, ok := strings.Cut(strings.TrimSpace(h.Request), " ")
	if !ok || method != strings.ToUpper(method) {
		return nil, fmt.Errorf(`parse publish hook %q: want "METHOD URL", such as "POST http://localhost/publish"`, h.Request)
	}
	if h.Body == "" {
		h.Body = "{{.Data}}"
	}
	if h.Timeout == 0 {
		h.Timeout = DefaultTimeout
	}
	p := &httpPublisher{text: h.Request, method: method}
	var err, bodyErr, headerErr error
	p.url, err = compile("publish URL", strings.TrimSpace(rawURL))
	p.body, bodyErr = compile("publish body", h.Body)
	p.header, headerErr = compileHeader(h.Header)
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

func compileHeader(lines []string) ([]headerTemplate, error) {
	var header []headerTemplate
	var problems []error
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(strings.TrimSpace(name)) {
			problems = append(problems, fmt.Errorf(`parse publish header number %d: want "Name: value"`, i+1))
			continue
		}
		t, err := compile("publish header "+name, strings.TrimSpace(value))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		header = append(header, headerTemplate{strings.TrimSpace(name), t})
	}
	return header, errors.Join(problems...)
}

func (h *httpPublisher) checkURL() error {
	raw, err := expand(h.url, Publication{})
	if err != nil {
		return err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return fmt.Errorf("parse publish URL: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("parse publish URL %q: want http://host/… or https://host/…", raw)
	}
	if !isToken(h.method) {
		return fmt.Errorf("parse publish hook: %q is no method", h.method)
	}
	return nil
}

// Publish implements Publisher.
func (h *httpPublisher) Publish(ctx context.Context, p Publication) (Outcome, string, error) {
	req, err := h.request(ctx, p)
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

func (h *httpPublisher) request(ctx context.Context, p Publication) (*http.Request, error) {
	target, err := expand(h.url, p)
	if err != nil {
		return nil, err
	}
	body, err := expand(h.body, p)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, h.method, target, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make publish request: %w", err)
	}
	for _, f := range h.header {
		value, err := expand(f.value, p)
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
func (h *httpPublisher) Carries() Carries { return h.carries }

// String implements Publisher.
func (h *httpPublisher) String() string { return h.text }
