package specs

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// describe says in a few words what t got for an answer.
func describe(t *wire.Transcript) string {
	switch {
	case t == nil:
		return "no request was made"
	case t.End.Kind == wire.EndTooManyRedirects:
		return t.End.Detail
	case t.Head == nil:
		return describeSilence(t)
	case t.Head.Status != 200:
		return describeStatus(t.Head)
	case !streams(t):
		value, _ := t.Head.Get("Content-Type")
		return fmt.Sprintf("media type %.80q", value)
	case coded(t):
		value, _ := t.Head.Get("Content-Encoding")
		return fmt.Sprintf("content coding %.80q", value)
	case t.StreamErr != nil:
		return t.StreamErr.Error()
	case t.End.Kind == wire.EndLimit:
		return t.End.Detail
	}
	return "an event stream"
}

// describeSilence says why there is no response head.
func describeSilence(t *wire.Transcript) string {
	switch {
	case t.End.Kind == wire.EndClosed || t.End.Kind == wire.EndTimeout:
		return fmt.Sprintf("no %s within %s", lackOf(t), roughly(t.End.At))
	case t.End.Detail != "":
		return t.End.Detail
	}
	return "no response"
}

// lackOf names what of a response is missing.
func lackOf(t *wire.Transcript) string {
	if n := len(t.Raw()); n > 0 {
		return fmt.Sprintf("whole response head, only %d bytes,", n)
	}
	return "response"
}

// roughly is round for what we waited.
func roughly(d time.Duration) time.Duration {
	if d < time.Second {
		return round(d)
	}
	return d.Round(100 * time.Millisecond)
}

// describeStatus says what a head with another status than 200 answers, and
// where a redirect that nobody can follow leads.
func describeStatus(h *wire.Head) string {
	text := strings.TrimSpace(fmt.Sprintf("status %d %s", h.Status, shownReason(h)))
	location, ok := h.Get("Location")
	switch {
	case h.Status < 300 || h.Status >= 400 || h.Status == 304:
		return text
	case !ok:
		return text + " without a Location"
	}
	return fmt.Sprintf("%s to %.80q, which no client of an event stream can follow", text, location)
}

// shownReason returns the reason phrase of h for a message: it may be as long
// as a head, and hold what a terminal obeys.
func shownReason(h *wire.Head) string {
	const most = 80
	if len(h.Reason) <= most && !strings.ContainsFunc(h.Reason, unicode.IsControl) {
		return h.Reason
	}
	return fmt.Sprintf("%.*q", most, h.Reason)
}
