package refserver

import (
	"strconv"
	"strings"
)

// acceptsEventStream reports whether the Accept header lets the answer be
// text/event-stream. The most specific range that matches decides, and a
// weight of 0 means "not acceptable". A header without a single valid range is
// treated as absent: everything is acceptable.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
func acceptsEventStream(accept []string) bool {
	valid, best, accepted := false, 0, false
	for element := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		mediaRange, parameters, _ := strings.Cut(element, ";")
		mediaRange = strings.TrimSpace(mediaRange)
		if strings.Count(mediaRange, "/") != 1 {
			continue
		}
		valid = true
		if s := specificity(mediaRange); s > best {
			best, accepted = s, weight(parameters) > 0
		} else if s == best && s > 0 {
			accepted = accepted || weight(parameters) > 0
		}
	}
	return accepted || !valid
}

// specificity ranks the ranges that match text/event-stream; 0 does not match.
func specificity(mediaRange string) int {
	switch strings.ToLower(mediaRange) {
	case mediaType:
		return 3
	case "text/*":
		return 2
	case "*/*":
		return 1
	}
	return 0
}

// weight returns the q parameter, 1 if there is none or it is no number.
func weight(parameters string) float64 {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
			return q
		}
	}
	return 1
}
