package coverage

// framingFailures (E) lie in the bytes of events.
func framingFailures() []Concern {
	return []Concern{
		{ID: "E1", Text: "Text behind a line feed is lost, or becomes an event of its own.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation", By: []string{"data-multi-line", "data-blank-lines", "injection-data-lf"}},
		{ID: "E2", Text: "The same behind a CR, which ends a line as well.", Seen: "mpetrunic/fastify-sse-v2#110", By: []string{"data-cr", "data-crlf", "injection-data-cr"}},
		{ID: "E3", Text: "An event type or an id with a line end forges fields.", Seen: "nestjs/nest#16686", By: []string{"injection-type-lf", "injection-type-cr", "injection-id-lf", "injection-id-cr"}},
		{ID: "E4", Text: "A comment with a line end forges fields.", Seen: "rexxars/sse-channel#42", Excluded: "A publish hook names data, type and id; no text of a publisher reaches a comment through it."},
		{ID: "E5", Text: "Data that begins with a colon disappears.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation", By: []string{"data-leading-colon"}},
		{ID: "E6", Text: "A leading space is lost.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation", By: []string{"data-leading-space"}},
		{ID: "E7", Text: "A line feed at the end is lost.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation", By: []string{"data-trailing-newline"}},
		{ID: "E8", Text: "An event with empty data is swallowed.", Seen: "r3labs/sse#163", By: []string{"data-empty"}},
		{ID: "E9", Text: "One odd event ends every stream, now and at each replay, or stops the publisher.", By: []string{"data-existing-stream-survives", "data-new-stream-served", "data-publisher-survives"}},
		{ID: "E10", Text: "JSON is cut at U+2028, U+0085, a form feed: another language's idea of a line.", Seen: "florimondmanca/httpx-sse#34", By: []string{"data-unicode-separators"}},
		{ID: "E11", Text: "Characters of several bytes arrive as U+FFFD: a relay decodes each piece by itself.", Seen: "danielmiessler/Fabric#2203", By: []string{"encoding-no-replacement-character", "encoding-utf-8", "data-multi-byte"}},
		{ID: "E12", Text: "The last event is lost, because no blank line ends it.", Seen: "openai/openai-node#2725", By: []string{"framing-blank-line-ends-frame"}},
		{ID: "E13", Text: "An event with a type and without data never fires.", Seen: "https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage", By: []string{"framing-event-has-data"}},
		{ID: "E14", Text: "Fields are ignored: wrong case, a space before the colon, a byte order mark amid the stream, a name nobody knows.", Seen: "whatwg/html#7791", By: []string{"framing-field-name-exact", "framing-no-unknown-field", "encoding-bom-only-at-start"}},
		{ID: "E15", Text: "An id is ignored for a NUL, or comes back broken for a character that no header may hold.", Seen: "whatwg/html#689", By: []string{"fields-id-no-nul", "fields-id-header-safe", "injection-id-nul"}},
		{ID: "E16", Text: "Mixed line ends, or CR alone, break weak clients.", Seen: "mpetazzoni/sse.js#17", By: []string{"framing-one-line-end"}},
		{ID: "E17", Text: "A line is longer than the reader of the client allows.", Seen: "cloudwego/hertz#1408", By: []string{"framing-line-size", "data-large"}},
	}
}
