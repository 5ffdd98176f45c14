package coverage

import "slices"

const (
	standard = "https://html.spec.whatwg.org/multipage/server-sent-events.html#"
	grammar  = standard + "parsing-an-event-stream"
	reading  = standard + "event-stream-interpretation"
	advice   = standard + "authoring-notes"
	iana     = "https://html.spec.whatwg.org/multipage/iana.html#text/event-stream"
)

// Standard returns what the Standard says that a server can break: of the format
// (A), of how clients read it (B), and its guidance and registration (D). What it
// asks of clients alone is not here.
func Standard() []Concern {
	return slices.Concat(formatSentences(), readingSentences(), guidanceSentences())
}

// formatSentences (A) are of the grammar, section 9.2.5.
func formatSentences() []Concern {
	return []Concern{
		{ID: "A1", Text: "The media type is text/event-stream.", Seen: iana, By: []string{"response-media-type"}},
		{ID: "A2", Text: "A stream may begin with one byte order mark; there is none elsewhere.", Seen: grammar, By: []string{"encoding-bom-only-at-start"}},
		{ID: "A3", Text: "An event is any number of comments and fields, and an empty line.", Seen: grammar, By: []string{"framing-is-event-stream", "framing-blank-line-ends-frame"}},
		{ID: "A4", Text: "A comment is a line that begins with a colon.", Seen: grammar, By: []string{"liveness-heartbeat-is-comment"}, Excluded: "The form cannot be broken: each line that begins with a colon is a comment."},
		{ID: "A5", Text: "A field is a name, and after a colon and one optional space a value.", Seen: grammar, By: []string{"framing-field-name-exact", "framing-no-unknown-field", "data-leading-space"}},
		{ID: "A6", Text: "CRLF, LF and CR each end a line, and may be mixed.", Seen: grammar, By: []string{"framing-one-line-end"}},
		{ID: "A7", Text: "LF, CR, space, colon and byte order mark are single code points.", Seen: grammar, By: []string{"encoding-utf-8", "data-unicode-separators"}},
		{ID: "A8", Text: "A name has no LF, CR or colon.", Seen: grammar, By: []string{"framing-field-name-exact"}},
		{ID: "A9", Text: "A value may hold anything but LF and CR: NUL, U+0085, U+2028, vertical tab and form feed are ordinary.", Seen: grammar, By: []string{"data-unicode-separators", "injection-data-lf", "injection-data-cr"}},
		{ID: "A10", Text: "Streams are UTF-8; no other encoding can be declared.", Seen: grammar, By: []string{"encoding-utf-8", "response-charset-utf-8"}},
		{ID: "A11", Text: "Lines are separated by CRLF, LF or CR, and by nothing else.", Seen: grammar, By: []string{"framing-is-event-stream", "data-multi-line", "data-unicode-separators"}},
		{ID: "A12", Text: "What follows the last empty line is lost.", Seen: grammar, By: []string{"framing-blank-line-ends-frame"}},
		{ID: "A13", Text: "Lines are to be passed on as they come; buffers of blocks delay events.", Seen: grammar, By: []string{"liveness-event-flushed", "liveness-frame-in-one-piece"}},
	}
}

// readingSentences (B) are of how a stream is read, section 9.2.6: a server
// breaks them when it sends what is then read as something else.
func readingSentences() []Concern {
	return []Concern{
		{ID: "B1", Text: "Malformed bytes become U+FFFD; one leading byte order mark is dropped.", Seen: reading, By: []string{"encoding-utf-8", "encoding-no-replacement-character", "encoding-bom-only-at-start"}},
		{ID: "B2", Text: "A charset parameter has no effect.", Seen: iana, By: []string{"response-charset-utf-8"}},
		{ID: "B3", Text: "Nothing but CRLF, LF and CR ends a line.", Seen: reading, By: []string{"data-cr", "data-crlf", "data-unicode-separators", "injection-data-cr"}},
		{ID: "B4", Text: "Each stream begins with empty buffers.", Seen: reading, Excluded: "The state is the client's."},
		{ID: "B5", Text: "Lines are processed in the order in which they come.", Seen: reading, By: []string{"fanout-same-order", "resume-in-order"}},
		{ID: "B6", Text: "An empty line dispatches; a line of spaces does not.", Seen: reading, By: []string{"data-blank-lines", "framing-blank-line-ends-frame", "framing-no-unknown-field"}},
		{ID: "B7", Text: "A line that begins with a colon is ignored.", Seen: reading, By: []string{"data-leading-colon"}},
		{ID: "B8", Text: "One space behind the colon is removed, no more and nothing else.", Seen: reading, By: []string{"data-leading-space"}},
		{ID: "B9", Text: "A line without a colon is a field with an empty value.", Seen: reading, By: []string{"framing-is-event-stream", "fields-type-not-empty"}},
		{ID: "B10", Text: "Names are compared literally; others are ignored.", Seen: reading, By: []string{"framing-field-name-exact", "framing-no-unknown-field"}},
		{ID: "B11", Text: "The last event field names the type; an empty one resets it.", Seen: reading, By: []string{"fields-type-kept", "fields-type-not-empty", "fields-not-repeated"}},
		{ID: "B12", Text: "Each data field adds its value and a line feed.", Seen: reading, By: []string{"data-multi-line", "data-trailing-newline"}},
		{ID: "B13", Text: "An id with NUL is ignored; an empty one resets the last event ID.", Seen: reading, By: []string{"fields-id-no-nul", "injection-id-nul", "fields-id-not-wiped"}},
		{ID: "B14", Text: "retry is digits only, in milliseconds, and otherwise ignored.", Seen: reading, By: []string{"retry-digits", "retry-sane"}},
		{ID: "B15", Text: "An id counts from its empty line on, with data or without.", Seen: standard + "dispatchMessage", By: []string{"resume-every-kind-of-id"}},
		{ID: "B16", Text: "Without a data field nothing is dispatched; an empty data field is enough.", Seen: standard + "dispatchMessage", By: []string{"data-empty", "framing-event-has-data"}},
		{ID: "B17", Text: "One line feed is removed at the end of data; the type is message unless it is named.", Seen: standard + "dispatchMessage", By: []string{"data-trailing-newline", "fields-type-kept", "data-published-arrives"}},
		{ID: "B18", Text: "At the end of the stream what no empty line has ended is discarded, with its id.", Seen: reading, By: []string{"framing-blank-line-ends-frame"}},
		{ID: "B19", Text: "An event without an id has the one seen last.", Seen: standard + "dispatchMessage", By: []string{"fields-id-present"}},
		{ID: "B20", Text: "Clients that are no browsers may dispatch in their own way.", Seen: standard + "dispatchMessage", Excluded: "It binds clients alone."},
		{ID: "B21", Text: "Types named error, open or message are ordinary, and easily taken for a client's own events.", Seen: standard + "dispatchMessage", By: []string{"fields-type-not-reserved"}},
	}
}

// guidanceSentences (D) are advice to authors, section 9.2.7, and the
// registration of the media type.
func guidanceSentences() []Concern {
	return []Concern{
		{ID: "D1", Text: "A comment every 15 s or so keeps proxies from dropping an idle connection.", Seen: advice, By: []string{"liveness-silence", "liveness-heartbeat-is-comment"}},
		{ID: "D2", Text: "Clients are not identified by their address.", Seen: advice, By: []string{"fanout-all-receive", "response-further-streams"}},
		{ID: "D3", Text: "Chunking by a layer that knows nothing of time harms.", Seen: advice, By: []string{"liveness-event-flushed", "liveness-no-burst", "liveness-frame-in-one-piece"}},
		{ID: "D4", Text: "Connections to a server are limited, and several pages exhaust them.", Seen: advice, By: []string{"http2-offered", "http2-many-streams", "http2-stream-limit"}},
		{ID: "D5", Text: "Redirects 301 and 307 are followed; 204 stops a client.", Seen: standard + "server-sent-events-intro", By: []string{"redirect-ends", "ending-finished-is-204"}},
		{ID: "D6", Text: "The only parameter is charset, and its only value utf-8.", Seen: iana, By: []string{"response-charset-utf-8"}},
		{ID: "D7", Text: "The encoding is 8bit and UTF-8.", Seen: iana, By: []string{"encoding-utf-8"}},
		{ID: "D8", Text: "The type is for streams without a known end, not for finite resources.", Seen: iana, By: []string{"response-no-content-length", "liveness-stays-open"}},
		{ID: "D9", Text: "Streams of another origin leak information unless CORS allows it; a stream can overwhelm a client.", Seen: iana, By: []string{"cors-*", "framing-line-size"}},
		{ID: "D10", Text: "A server can be overwhelmed by clients that reconnect fast; 5xx stops them.", Seen: iana, By: []string{"ending-no-reconnect-loop", "ending-retry-after", "retry-sane"}},
		{ID: "D11", Text: "Browsers are to show detailed diagnostics in their console.", Seen: standard + "implementor", Excluded: "It binds browsers alone."},
		{ID: "D12", Text: "By wide practice: no cache, no buffering, heads and events flushed at once, no gzip that holds back.", Seen: "https://developer.mozilla.org/en-US/docs/Web/API/Server-sent_events/Using_server-sent_events", By: []string{"response-cache-no-store", "response-no-accel-buffering", "response-head-on-quiet-stream", "liveness-event-flushed", "compression-event-flushed"}},
	}
}
