package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

func compressionRequirements() []Requirement {
	return slices.Concat(compressionFormat(), compressionDelivery())
}

func compressionFormat() []Requirement {
	return []Requirement{
		{
			ID: "compression-offered-only", Level: report.Must, Tier: TierPassive,
			Sentence: "A compressed stream MUST use a coding that the request offers in Accept-Encoding.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3",
			Symptom:  "binary noise instead of events in some clients only; curl --compressed fails with unrecognized encoding",
			Why:      "A client reads only what it has offered. With anything else it sees noise, no event, and no error that says why.",
			Causes: []string{
				"a cache that keeps one compressed variant and gives it to everybody",
				"middleware that looks for gzip anywhere in Accept-Encoding, or not at all",
			},
			Fix:      "Choose from Accept-Encoding, with its weights, and send the stream as it is where nothing fits.",
			Snippets: []Snippet{compressionNginxOff(), compressionExpressOff()},
		},
		{
			ID: "compression-decodable", Level: report.Must, Tier: TierPassive,
			Sentence: "The body MUST be in the coding that Content-Encoding names, from its first byte on.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-8.4",
			Symptom:  "net::ERR_CONTENT_DECODING_FAILED; curl: (61) error while processing content unencoding",
			Why:      "The client's decoder fails at the first byte that does not fit, and the connection with it. No event gets through.",
			Causes: []string{
				"a first comment that is written to the socket before the compressor is in place",
				"a library that sets the field and leaves compressing to somebody else",
				"a relay that decodes the body and keeps the field of its upstream",
			},
			Fix:      "Write everything through the compressor, the first comment as well, or remove Content-Encoding.",
			Snippets: []Snippet{compressionNginxOff(), compressionExpressOff()},
		},
		{
			ID: "compression-vary", Level: report.Should, Tier: TierPassive,
			Sentence: "A response that may be stored and whose coding depends on the request SHOULD say Vary: Accept-Encoding.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5",
			Symptom:  "compressed stream reaches a client that cannot read it, behind one cache only",
			Why:      "A cache or collapsing proxy between takes one client's variant to be right for all of them.",
			Causes: []string{
				"compression by hand that sets Content-Encoding alone",
				"a proxy that removes or overwrites Vary, or gzip_vary left off in nginx",
			},
			Fix:      "Add Vary: Accept-Encoding wherever a coding is chosen, also to the variant without one.",
			Snippets: []Snippet{compressionNginxVary(), compressionExpressOff()},
		},
	}
}

func compressionDelivery() []Requirement {
	return []Requirement{
		{
			ID: "compression-event-flushed", Level: report.Must, Tier: TierTrigger,
			Sentence: "A compressed event MUST be readable within the allowed delay, as one is that is not compressed.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom:  "works in curl, silent in the browser; everything arrives when the stream ends; fine once gzip is off",
			Why:      "Browsers always offer compression, curl and tests do not. Without a flush after each event the compressor keeps kilobytes to itself.",
			Causes: []string{
				"middleware whose compressor is flushed only when it is full or at the end",
				"a flush that reaches the response but not the compressor in between",
				"a proxy that compresses text/event-stream on the fly",
			},
			Fix:      "Leave text/event-stream uncompressed, or flush the compressor, then the response, after every event.",
			Snippets: []Snippet{compressionGoFlush(), compressionExpressFlush(), compressionExpressOff(), compressionNginxOff()},
		},
		{
			ID: "compression-not-behind", Level: report.Must, Tier: TierTrigger,
			Sentence: "A compressed event MUST be readable before the next one is published, and not because of it.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom:  "each message shows up when the next one is sent; chat is one message late",
			Why:      "The last event always waits: the answer to a question, the end of a job. It comes with the next one, or never.",
			Causes: []string{
				"a flush before the write instead of after it",
				"a compressor that keeps its last block open until it is given more",
				"two buffers in a row of which only the outer one is flushed",
			},
			Fix:      "Flush after each event, from the innermost buffer outwards: encoder, compressor, response.",
			Snippets: []Snippet{compressionGoFlush(), compressionExpressFlush(), compressionExpressOff(), compressionNginxOff()},
		},
		{
			ID: "compression-same-events", Level: report.Must, Tier: TierTrigger,
			Sentence: "A compressed stream MUST hold the same events as one that is not compressed.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1",
			Symptom:  "events missing or garbled in the browser but complete in curl",
			Why:      "A coding changes how the text is sent and not what it says. Browsers, which offer codings, would get less than the tools with which it was tested.",
			Causes: []string{
				"several writers that share one compressor without a lock",
				"a compressor whose flush discards what is left over when the client is slow",
				"one compressed copy for all streams, which begins in the middle for a later one",
			},
			Fix:      "Give each stream a compressor of its own, and write to it from one place.",
			Snippets: []Snippet{compressionGoFlush(), compressionExpressOff(), compressionNginxOff()},
		},
	}
}
