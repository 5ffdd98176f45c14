package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// encodingRequirements are about the bytes of the stream as text.
func encodingRequirements() []Requirement {
	return slices.Concat(encodingCharacters(), encodingMark())
}

func encodingCharacters() []Requirement {
	return []Requirement{
		{
			ID: "encoding-utf-8", Level: report.Must, Tier: TierPassive,
			Sentence: "The body MUST be UTF-8 throughout; there is no way to declare another encoding.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom:  "umlauts and accents show as � in the browser; Python: 'utf-8' codec can't decode byte 0xfc",
			Why: "Every byte that is not UTF-8 becomes U+FFFD in the client, whatever it was, " +
				"and cannot be had back. Data that is signed or hashed no longer matches.",
			Causes: []string{
				"text from a Latin-1 or Windows-1252 file or database, written through unchanged",
				"a Java Writer made without naming a charset, on a JVM whose default is not UTF-8",
				"res.write(text, 'latin1') or 'binary' in Node",
				"data cut to a number of bytes in the middle of a character",
			},
			Fix: "Convert legacy text to UTF-8 where it comes in, encode once where " +
				"it goes out, and cut text between characters rather than bytes.",
			Snippets: []Snippet{pythonTranscode(), javaUTF8()},
		},
		{
			ID: "encoding-no-replacement-character", Level: report.Should, Tier: TierPassive,
			Sentence: "The stream SHOULD NOT contain U+FFFD: it shows that a character was broken before it was sent.",
			Source:   "https://encoding.spec.whatwg.org/#utf-8-decode",
			Symptom: "� in the middle of Chinese, Japanese or emoji text, each " +
				"time elsewhere; streamed LLM answer with broken characters",
			Why: "The character was lost before it was sent, and no client can restore it. Scripts that " +
				"need several bytes for a character suffer most, and tests in English never show it.",
			Causes: []string{
				`a relay that decodes each chunk alone: chunk.toString() in Node, chunk.decode(errors="replace") in Python`,
				"tokens of a language model turned into text one by one, although a character can span two of them",
				"String::from_utf8_lossy in Rust, or new String(bytes, UTF_8) in Java, on a partial read",
			},
			Fix: "Pass bytes on as they are. Where text is needed, decode incrementally: TextDecoder " +
				"with {stream: true}, StringDecoder in Node, codecs.getincrementaldecoder in Python.",
			Snippets: []Snippet{jsDecodeStream(), pythonDecodeStream(), goProxy()},
		},
	}
}

func encodingMark() []Requirement {
	return []Requirement{
		{
			ID: "encoding-bom-only-at-start", Level: report.Must, Tier: TierPassive,
			Sentence: "A byte order mark (U+FEFF) MUST NOT begin any line but the very first of the stream.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "onmessage never called although curl shows data: lines; EF " +
				`BB BF in the middle of a hex dump; "\ufeffdata"`,
			Why: "Clients strip one mark, at the start of the stream. Elsewhere it becomes part of the " +
				"field name, so that data is an unknown field and the event vanishes without an error.",
			Causes: []string{
				".NET: a new StreamWriter with Encoding.UTF8 for each event, each of which writes a mark",
				"Python's utf-8-sig codec, which puts a mark before every string that it encodes",
				"a relay that joins several upstream streams or files, each with a mark of its own",
			},
			Fix: `Encode without a mark: new UTF8Encoding(false) in .NET, "utf-8" in Python. ` +
				"Strip U+FEFF from the start of whatever is copied into the stream.",
			Snippets: []Snippet{dotnetUTF8(), pythonNoBOM()},
		},
	}
}
