package engine

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
)

// answer is the head of a response, whatever the version of HTTP.
type answer struct {
	status                                    int
	contentType, coding, retryAfter, location []byte
}

// maxRetryAfter bounds how long a server may send a Subscriber away.
const maxRetryAfter = time.Hour

// answered takes the head of a response.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
func (s *stream) answered(a answer) {
	now := s.w.elapsed()
	s.w.sheet.Time(s.tag(), measure.Headers, now-s.since)
	switch {
	case a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable:
		s.throttled(a)
	case a.status == http.StatusNoContent:
		s.hangUp(FIN)
		s.w.sheet.Add(s.tag(), measure.ClosedByServer, 1)
		s.w.note(s, "204: it tells clients to stay away")
		s.depart()
	case a.status != http.StatusOK:
		s.broken(measure.Status, statusText(a))
	case !isEventStream(a.contentType):
		s.broken(measure.ContentType, fmt.Sprintf("content type %.60q", a.contentType))
	case len(a.coding) > 0 && string(a.coding) != "identity":
		s.broken(measure.ContentType, fmt.Sprintf("content coding %.40q was not asked for", a.coding))
	default:
		s.opened(now)
	}
}

func isEventStream(value []byte) bool {
	media, _, _ := bytes.Cut(value, []byte(";"))
	return bytes.EqualFold(bytes.TrimSpace(media), []byte("text/event-stream"))
}

func statusText(a answer) string {
	text := strings.TrimSpace(strconv.Itoa(a.status) + " " + http.StatusText(a.status))
	if len(a.location) > 0 {
		text += fmt.Sprintf(" to %.100q", a.location)
	}
	return text
}

// throttled comes back when the server says so, and otherwise as usual.
func (s *stream) throttled(a answer) {
	s.hangUp(FIN)
	s.w.sheet.Add(s.tag(), measure.Throttled, 1)
	text := strconv.Itoa(a.status) + " " + http.StatusText(a.status)
	wait, said := retryAfter(string(a.retryAfter), time.Now())
	if said {
		text += " with Retry-After"
	}
	s.w.fail(s, measure.ThrottledStatus, text)
	s.comeBack(wait)
}

// retryAfter returns how long to wait: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
func retryAfter(value string, now time.Time) (wait time.Duration, said bool) {
	const most = uint64(maxRetryAfter / time.Second)
	if n, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(n, most)) * time.Second, true
	}
	if t, err := http.ParseTime(value); err == nil {
		return min(max(t.Sub(now), 0), maxRetryAfter), true
	}
	return 0, false
}
