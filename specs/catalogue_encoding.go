package specs

import "github.com/ssegauge/ssegauge/report"

// encodingRequirements are about the bytes of the stream as text.
func encodingRequirements() []Requirement {
	return []Requirement{
		{
			ID: "encoding-utf-8", Level: report.Must, Tier: TierPassive,
			Sentence: "The body MUST be UTF-8 throughout; there is no way to declare another encoding.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Why: "Every byte that is not UTF-8 becomes U+FFFD in the client. Umlauts and accents " +
				"show as a question mark in a diamond, and signed or hashed data no longer matches.",
			Causes: []string{
				"text from a Latin-1 or Windows-1252 file or database, written through unchanged",
				"a Java Writer made without naming a charset, on a JVM whose default is not UTF-8",
				"res.write(text, 'latin1') or 'binary' in Node",
				"data cut to a number of bytes in the middle of a character",
			},
			Fix: "Convert legacy text to UTF-8 where it comes in, encode once where " +
				"it goes out, and cut text between characters rather than bytes.",
		},
		{
			ID: "encoding-no-replacement-character", Level: report.Should, Tier: TierPassive,
			Sentence: "The stream SHOULD NOT contain U+FFFD: it shows that a character was broken before it was sent.",
			Source:   "https://encoding.spec.whatwg.org/#utf-8-decode",
			Why: "Users see a question mark in a diamond in the middle of words, mostly " +
				"in Chinese, Japanese, Korean or emoji, and in other places each time.",
			Causes: []string{
				`a relay that decodes each chunk alone: chunk.toString() in Node, chunk.decode(errors="replace") in Python`,
				"tokens of a language model turned into text one by one, although a character can span two of them",
				"String::from_utf8_lossy in Rust, or new String(bytes, UTF_8) in Java, on a partial read",
			},
			Fix: "Pass bytes on as they are. Where text is needed, decode incrementally: TextDecoder " +
				"with {stream: true}, StringDecoder in Node, codecs.getincrementaldecoder in Python.",
		},
		{
			ID: "encoding-bom-only-at-start", Level: report.Must, Tier: TierPassive,
			Sentence: "A byte order mark (U+FEFF) MUST NOT begin any line but the very first of the stream.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Why: "Clients strip one mark, at the start of the stream. Elsewhere it becomes part of the " +
				"field name, so that data is an unknown field and the event vanishes without an error.",
			Causes: []string{
				".NET: a new StreamWriter with Encoding.UTF8 for each event, each of which writes a mark",
				"Python's utf-8-sig codec, which puts a mark before every string that it encodes",
				"a relay that joins several upstream streams or files, each with a mark of its own",
			},
			Fix: `Encode without a mark: new UTF8Encoding(false) in .NET, "utf-8" in Python. ` +
				"Strip U+FEFF from the start of whatever is copied into the stream.",
		},
	}
}
