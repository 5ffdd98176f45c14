package specs

import "github.com/ssegauge/ssegauge/report"

// mcpProfile is that of the Model Context Protocol over Streamable HTTP, in the
// version of 2025-11-25: the suite opens a session for each stream, which it
// asks for by GET. What goes by POST is judged by the chapter "mcp".
func mcpProfile() Profile {
	const (
		session = "a stream is resumed in its session and by its own ids; see mcp-resume-per-stream"
		unknown = "an id that the session does not know may be refused; see mcp-unknown-id"
		polling = "the server may close a stream at any time, and continues it in its session"
		closing = "the reconnection time is due when the server closes a stream; see mcp-retry-before-close"
	)
	return Profile{
		Name: profileMCP, Title: "servers of the Model Context Protocol",
		Source: "https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http",
		Levels: map[string]report.Level{
			"fields-id-present": report.May,
		},
		Excluded: map[string]string{
			"fields-id-agrees":         "an id belongs to one stream of one session",
			"liveness-stays-open":      polling,
			"liveness-no-age-limit":    polling,
			"ending-finished-is-204":   polling,
			"ending-no-reconnect-loop": polling,
			"methods-accept":           "a client has to name text/event-stream in Accept",
			"retry-present":            closing,
			"retry-early":              closing,
			"resume-unknown-id":        unknown,
			"resume-huge-id":           unknown,
			"resume-odd-id":            unknown,
			"resume-missed-events":     session,
			"resume-no-duplicate":      session,
			"resume-in-order":          session,
			"resume-goes-live":         session,
			"resume-across-digits":     session,
			"resume-topic-only":        session,
			"resume-fresh-is-live":     session,
			"resume-gap-signalled":     session,
		},
		enter:      enterMCP,
		streamless: mcpStreamless,
	}
}
