package refserver

import (
	"math"
	"strconv"
	"strings"
)

// acceptsEventStream reports whether the Accept header lets the answer be
// text/event-stream.
func acceptsEventStream(accept []string) bool { return Weight(accept, mediaType) > 0 }

// Weight returns how much the Accept header of a request wants a media type, such as
// "text/html": from 0, which is "not acceptable", to 1. The most specific range that
// matches decides, and of several such the one with the most weight. A header without
// a single valid range is treated as absent: everything is acceptable.
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
func Weight(accept []string, mediaType string) float64 {
	valid, best, most := false, 0, 0.0
	for element := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		mediaRange, parameters, _ := strings.Cut(element, ";")
		mediaRange = strings.TrimSpace(mediaRange)
		if strings.Count(mediaRange, "/") != 1 {
			continue
		}
		valid = true
		switch s := specificity(mediaRange, mediaType); {
		case s > best:
			best, most = s, weight(parameters)
		case s == best && s > 0:
			most = max(most, weight(parameters))
		}
	}
	if !valid {
		return 1
	}
	return most
}

// specificity ranks the ranges that match the media type; 0 does not match.
func specificity(mediaRange, mediaType string) int {
	family, _, _ := strings.Cut(mediaType, "/")
	switch {
	case strings.EqualFold(mediaRange, mediaType):
		return 3
	case strings.EqualFold(mediaRange, family+"/*"):
		return 2
	case mediaRange == "*/*":
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
		if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && !math.IsNaN(q) {
			return max(0, min(q, 1))
		}
	}
	return 1
}
