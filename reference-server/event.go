package refserver

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// maxRetry is the longest reconnection time an event may set: a longer one
// overflows the timers of browsers, which then fire at once.
// https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers
const maxRetry = (1<<31 - 1) * time.Millisecond

// parser makes an event of a query and a body. It leaves the topic out.
type parser func(q url.Values, body []byte) (history.Event, *problem)

// parseRaw takes the body as the data, as it is.
func parseRaw(q url.Values, body []byte) (history.Event, *problem) {
	if p := checkParameters(q, "topic", "event", "id", "retry"); p != nil {
		return history.Event{}, p
	}
	event := history.Event{Type: q.Get("event"), ID: q.Get("id"), Data: string(body)}
	if p := checkUTF8("data", event.Data); p != nil {
		return history.Event{}, p
	}
	if retry := q.Get("retry"); retry != "" {
		return withRetry(event, retry)
	}
	return event, nil
}

// checkParameters refuses parameters that are unknown, or given twice. Empty
// ones do not count.
func checkParameters(q url.Values, known ...string) *problem {
	for name, values := range q {
		values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
		if len(values) == 0 || name == "topic" {
			continue
		}
		if !slices.Contains(known, name) {
			return badField(cmp.Or(clip(name), "query"), "not a parameter here; these are: %s", strings.Join(known, ", "))
		}
		if len(values) > 1 {
			return badField(name, "given %d times", len(values))
		}
	}
	return nil
}

// withRetry sets a reconnection time given as digits, in milliseconds.
func withRetry(event history.Event, digits string) (history.Event, *problem) {
	ms, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || ms > uint64(maxRetry.Milliseconds()) {
		return event, badField("retry", "must be a whole number of milliseconds from 0 to %d, is %s",
			maxRetry.Milliseconds(), clip(digits))
	}
	event.Retry, event.HasRetry = time.Duration(ms)*time.Millisecond, true
	return event, nil
}

// checkEvent checks the fields whose limits do not depend on how they came.
func (s *Server) checkEvent(event history.Event) *problem {
	if len(event.Type) > s.config.MaxTypeBytes {
		return badField("event", "longer than %d bytes", s.config.MaxTypeBytes)
	}
	if p := checkUTF8("event", event.Type); p != nil {
		return p
	}
	return s.checkID(event.ID)
}

// checkID refuses IDs that a client could not send back: a header value holds
// no control characters, and loses the white space around it.
// https://www.rfc-editor.org/rfc/rfc9110#section-5.5
func (s *Server) checkID(id string) *problem {
	if len(id) > s.config.MaxIDBytes {
		return badField("id", "longer than %d bytes", s.config.MaxIDBytes)
	}
	if p := checkUTF8("id", id); p != nil {
		return p
	}
	if _, err := eventstream.AppendID(nil, id); err != nil {
		return appendProblem(err)
	}
	if i := strings.IndexFunc(id, unicode.IsControl); i >= 0 {
		return badField("id", "control character at byte %d would not come back in a Last-Event-ID header", i)
	}
	if id != strings.TrimSpace(id) {
		return badField("id", "the space around it would not come back in a Last-Event-ID header")
	}
	return nil
}

// clip shortens text that a client chose, for a message.
func clip(text string) string {
	const most = 64
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

func charName(c byte) string {
	switch c {
	case '\r':
		return "CR"
	case '\n':
		return "LF"
	}
	return "NUL"
}
