package specs

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/ssegauge/ssegauge/specs/wire"
)

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
