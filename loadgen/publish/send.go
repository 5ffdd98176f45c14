package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// maxAnswerBytes bounds how much of an answer is read.
const maxAnswerBytes = 64 << 10

// event is one publish. Its data is written when the request is.
type event struct {
	topic     int
	topicName string
	kind      string // of the event
	seq       int64
	due       time.Duration
	stamp     stamp.Stamp // without Sent
	size      int
}

// answer is what came of it.
type answer struct {
	sent       *time.Time // nil if no request was written
	bytes      int
	class      Class
	status     int
	retryAfter time.Duration
	detail     string
}

// sendFunc publishes one event. It is called by several goroutines.
type sendFunc func(ctx context.Context, e *event) answer

// sender publishes by HTTP.
type sender struct {
	request request
	client  *http.Client
}

func newSender(p Plan, r request) *sender {
	transport := &http.Transport{
		TLSClientConfig: p.Hook.TLS, Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: false,
		MaxIdleConns: p.maxInFlight(), MaxIdleConnsPerHost: p.maxInFlight(), MaxConnsPerHost: p.maxInFlight(), IdleConnTimeout: time.Minute,
		MaxResponseHeaderBytes: maxAnswerBytes, DisableCompression: true,
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &sender{request: r, client: &http.Client{Transport: transport, CheckRedirect: stay, Timeout: p.timeout()}}
}

// text returns the data of an event, sent at an instant, which has 19 digits: the
// length does not depend on it.
func (e *event) text(sentUnix int64) []byte {
	e.stamp.Sent = sentUnix
	return stamp.Append(nil, e.stamp, e.size)
}

func (e *event) fields(sentUnix int64) fields {
	return fields{Data: string(e.text(sentUnix)), Topic: e.topicName, ID: strconv.FormatInt(e.seq, 10), Event: e.kind, Seq: e.seq}
}

func (s *sender) send(ctx context.Context, e *event) answer {
	trial := e.fields(time.Now().UnixNano())
	a := answer{bytes: len(trial.Data)}
	target, header, err := s.request.fill(trial)
	if err != nil {
		return a.fault(Inexpressible, err.Error())
	}
	body, err := expand(s.request.body, trial)
	if err != nil {
		return a.fault(Inexpressible, err.Error())
	}
	late := &lateBody{render: func(sentUnix int64) (string, error) { return expand(s.request.body, e.fields(sentUnix)) }}
	req, err := http.NewRequestWithContext(ctx, s.request.method, target, late)
	if err != nil {
		return a.fault(Inexpressible, err.Error())
	}
	req.Header, req.ContentLength = header, int64(len(body))
	if host := header.Get("Host"); host != "" {
		req.Host = host
	}
	resp, err := s.client.Do(req)
	a.sent = late.sent.Load()
	if err != nil {
		return a.fault(classOf(err), plainError(err))
	}
	defer resp.Body.Close()
	a.judge(resp)
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswerBytes)); err != nil && a.class == Accepted {
		return a.fault(Lost, "the answer is not whole: "+plainError(err))
	}
	return a
}

func (a answer) fault(c Class, detail string) answer {
	a.class, a.detail = c, fmt.Sprintf("%.300s", detail)
	return a
}

// judge takes the class from the status.
// https://www.rfc-editor.org/rfc/rfc9110#section-15
func (a *answer) judge(resp *http.Response) {
	a.status = resp.StatusCode
	after := resp.Header.Get("Retry-After")
	switch {
	case a.status >= 200 && a.status < 300:
		a.class = Accepted
		return
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable && after != "":
		a.class = Busy
		a.retryAfter = retryAfter(after)
	case a.status >= 400 && a.status < 500:
		a.class = Refused
	default:
		a.class = Failed
	}
	a.detail = fmt.Sprintf("%.100s", resp.Status)
}

// retryAfter reads a number of seconds or a date.
// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
func retryAfter(text string) time.Duration {
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(0, time.Until(at))
}

func classOf(err error) Class {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return Unreachable
	}
	switch {
	case isTimeout(err):
		return Timeout
	case strings.Contains(err.Error(), "invalid header field"):
		return Inexpressible
	}
	return Lost
}

func isTimeout(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || os.IsTimeout(err)
}
