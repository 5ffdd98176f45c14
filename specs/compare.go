package specs

import (
	"fmt"
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// explanation is what usually lies behind Requirements that are broken on one of
// two paths to the same server.
type explanation struct {
	// broken are the IDs of which one is enough.
	broken []string
	// says is the explanation; %s is the path that breaks them.
	says string
}

// explanations returns all of them, the most frequent first.
func explanations() []explanation {
	return []explanation{
		{
			[]string{"response-head-on-quiet-stream", "liveness-event-flushed", "liveness-no-burst"},
			"something on the %s path buffers: it holds back what the server has written until there is enough of it; turn off response buffering there (nginx: proxy_buffering off)",
		},
		{
			[]string{"response-no-content-coding"},
			"something on the %s path compresses the stream, and holds it back for that; leave text/event-stream out there",
		},
		{
			[]string{"liveness-stays-open", "response-clean-end"},
			"something on the %s path ends streams: raise its read timeout and its limit on the duration of a response",
		},
		{
			[]string{"liveness-silence"},
			"something on the %s path holds back or takes out the heartbeats; idle streams will be cut off there",
		},
		{
			[]string{"response-further-streams"},
			"something on the %s path allows few connections at the same time",
		},
		{
			[]string{"response-status-200", "response-media-type"},
			"the %s path leads somewhere else, or something on it answers by itself: look at its route and its credentials",
		},
		{
			[]string{
				"response-cache-no-store", "response-no-shared-cache", "response-no-validator", "response-no-transform",
				"response-no-accel-buffering", "response-charset-utf-8",
			},
			"something on the %s path takes out or replaces fields of the response head",
		},
		{
			[]string{"encoding-utf-8", "encoding-no-replacement-character", "framing-one-line-end", "data-multi-byte", "data-crlf"},
			"something on the %s path changes the bytes of the stream: a filter that takes it for a page",
		},
		{
			[]string{"resume-missed-events", "resume-across-digits", "resume-gap-signalled", "fields-id-agrees"},
			"the %s path loses the Last-Event-ID header, or leads to several instances that do not share their events",
		},
		{
			[]string{"data-large", "framing-line-size"},
			"something on the %s path limits the size of what passes",
		},
	}
}

// Compare returns how the Run of a second path to the same server differs from
// that of the first, and what usually lies behind that.
func Compare(first, second *report.Run) *report.Comparison {
	c := report.Compare(first, second)
	for _, path := range []struct {
		name   string
		broken []string
	}{{"second", c.Worse(true)}, {"first", c.Worse(false)}} {
		for _, e := range explanations() {
			if slices.ContainsFunc(e.broken, func(id string) bool { return slices.Contains(path.broken, id) }) {
				c.Likely = append(c.Likely, fmt.Sprintf(e.says, path.name))
			}
		}
	}
	return c
}
