package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// dataRequirements are about data that careless servers change or choke on.
func dataRequirements() []Requirement {
	return slices.Concat(
		dataArrival(), dataLines(), dataLineEnds(), dataEdges(), dataEnds(),
		dataCharacters(), dataSize(), dataSurvival(), dataPublisher(),
	)
}

func dataArrival() []Requirement {
	return []Requirement{
		{
			ID: "data-published-arrives", Level: report.Must, Tier: TierTrigger,
			Sentence: "A published event MUST reach a client that is " +
				"connected, with exactly the data that was published.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "publish returns 200 but no event arrives; works with one " +
				"process, not with several workers or replicas",
			Why: "The publisher is told that all is well. Whatever is built on the " +
				"stream, be it chat, alerts or cache invalidation, is quietly wrong.",
			Causes: []string{
				"publisher and stream in different processes or replicas, with the list of clients in memory",
				"a topic or user filter that does not match",
				"clients that share one queue, so that each event goes to only one of them",
				"data that is encoded twice, as JSON in a JSON string or by HTML escaping",
			},
			Fix: "Fan out through something that all processes share (Redis, NATS, Postgres " +
				"LISTEN/NOTIFY), give each client a queue of its own, and write the data as it came.",
			Snippets: []Snippet{ioredisEnvelope(), pythonListen(), goPublish()},
		},
	}
}

func dataLines() []Requirement {
	return []Requirement{
		{
			ID: "data-multi-line", Level: report.Must, Tier: TierTrigger,
			Sentence: "Data with line feeds MUST come back as it was: each " +
				"of its lines goes into a data field of its own.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "only the first line of a message arrives; streamed Markdown " +
				"without line breaks; Unexpected end of JSON input",
			Why: "Everything after the first line is gone: Markdown loses its paragraphs, " +
				"a stack trace its frames, and pretty-printed JSON does not parse.",
			Causes: []string{
				`"data: " + text, written without a look at line ends`,
				"line feeds removed or turned into spaces, to be on the safe side",
				"a relay that joins the data lines it reads without a line feed",
			},
			Fix: `Split the text and prefix each line: for (const l of text.split(/\r\n|\r|\n/)) ` +
				`res.write("data: " + l + "\n"). JSON on one line does as well.`,
			Snippets: []Snippet{jsFrame(), goFrame(), pythonFrame(), javaFrame()},
		},
		{
			ID: "data-crlf", Level: report.Must, Tier: TierTrigger,
			Sentence: "Data with CRLF MUST come back with one LF for each CRLF, neither doubled nor lost.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "an empty line after every line; text from Windows arrives as " +
				"two events or stops at the first line break",
			Why: "Text from Windows, web forms and e-mail is full of CRLF. Where each half of " +
				"it counts as a line end, every line break is doubled, or ends the event.",
			Causes: []string{
				`data split at \n only by a writer that ends lines with CRLF: CR CR LF contains a blank line`,
				"CR and LF each taken for a line end, so that CRLF counts as two",
				"a filter that cuts the text at the first CR",
			},
			Fix:      `Look for CRLF before CR and LF by themselves: split with /\r\n|\r|\n/, in this order.`,
			Snippets: []Snippet{jsFrame(), pythonFrame(), javaFrame()},
		},
	}
}

func dataLineEnds() []Requirement {
	return []Requirement{
		{
			ID: "data-cr", Level: report.Must, Tier: TierTrigger,
			Sentence: "Data with a lone CR MUST come back with LF in its place, because CR ends a line as well.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: `text behind \r vanishes; progress bar of a command-line tool ` +
				"stays empty in the browser; carriage return cuts the message",
			Why: "What follows the CR is taken for a field and ignored. Text that redraws " +
				"its line, as the progress of a download does, loses nearly all of itself.",
			Causes: []string{
				`a writer that knows no line end but \n`,
				"a line splitter that leaves lone CRs alone, such as Go's bufio.ScanLines",
				"progress output of ffmpeg, curl or pip, passed on as it is",
			},
			Fix:      `Split data at CR too, or turn every CR into LF before writing: text.replace(/\r\n?/g, "\n").`,
			Snippets: []Snippet{jsFrame(), goFrame(), pythonFrame()},
		},
		{
			ID: "data-blank-lines", Level: report.Must, Tier: TierTrigger,
			Sentence: "Blank lines inside data MUST survive and not end the event.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "event ends at the first empty line; only the first paragraph " +
				`arrives; Markdown or code cut at \n\n`,
			Why: "The event is cut in two: its beginning counts as a complete event, and the " +
				"rest is lost as unknown fields. Markdown, e-mail and code are hit most.",
			Causes: []string{
				"empty lines written without data: before them",
				"empty lines skipped as nothing to send",
				"several line feeds collapsed into one",
			},
			Fix: "Write a data line for every line, the empty ones " +
				`too: "a\n\nb" becomes "data: a\ndata:\ndata: b\n\n".`,
			Snippets: []Snippet{wireBlankLines(), jsFrame(), pythonFrame()},
		},
	}
}

func dataEdges() []Requirement {
	return []Requirement{
		{
			ID: "data-leading-space", Level: report.Must, Tier: TierTrigger,
			Sentence: "Leading spaces of data MUST survive: a client removes one space after the colon, and no more.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom:  `streamed words run together ("Helloworld"); code indented by one space too few`,
			Why: "Where text is streamed piece by piece, most pieces begin with a space, and " +
				"it is part of the text. What clients put together again is another text.",
			Causes: []string{
				`"data:" + text, without a space, so that the client takes away one of the text's`,
				"trim() on the data or on the finished line",
				"a relay that strips all white space after the colon",
			},
			Fix:      `Always write "data: ", with exactly one space, and then the text untouched.`,
			Snippets: []Snippet{wireEdges(), jsFrame(), goFrame()},
		},
		{
			ID: "data-leading-colon", Level: report.Must, Tier: TierTrigger,
			Sentence: "Data that begins with a colon MUST survive and not turn into a comment.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: `messages such as ":smile:" or ":wq" never arrive; onmessage ` +
				"not called when the text begins with a colon",
			Why: "Clients take the line for a heartbeat and drop it, as they must. The message " +
				"is gone without an error anywhere, for no reason that its writer could guess.",
			Causes: []string{
				"a library that lets lines with a leading colon through as comments",
				"a publish call that takes finished lines as well as data",
				"a field name left out because the text seems to bring one",
			},
			Fix: `Write "data: " before every line of the payload, whatever ` +
				"it begins with, and give comments a function of their own.",
			Snippets: []Snippet{wireEdges(), jsFrame(), goFrame()},
		},
	}
}

func dataEnds() []Requirement {
	return []Requirement{
		{
			ID: "data-empty", Level: report.Must, Tier: TierTrigger,
			Sentence: "An event with empty data MUST reach the client: a data field with " +
				"nothing behind it and a blank line are enough to dispatch it.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage",
			Symptom: "onmessage not called for an empty message; cleared field " +
				"keeps its old text on the screen; empty LLM delta lost",
			Why: `An event can mean something by coming at all: "look again", or "there is ` +
				`nothing now". Where it is swallowed, pages go on showing what was true before.`,
			Causes: []string{
				"if (data) around the line that writes it",
				"a loop over the lines of a text, which for an empty text has none",
				`null, undefined and "" treated alike`,
			},
			Fix:      `Write "data:\n\n" for empty data, and ask for null or undefined where those are meant.`,
			Snippets: []Snippet{wireEmptyData(), goFrame(), pythonFrame()},
		},
		{
			ID: "data-trailing-newline", Level: report.Must, Tier: TierTrigger,
			Sentence: "A line feed at the end of data MUST survive: it takes one more data line, an empty one.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation",
			Symptom: "file or patch without its last newline; checksum mismatch; " +
				"line breaks missing in text streamed in pieces",
			Why: "A break at the end of a piece is part of the text. Files that are put together " +
				"again differ from the original by some bytes, and no hash or signature matches.",
			Causes: []string{
				"a line iterator that yields no empty last line: Python's splitlines(), Java's lines(), Go's bufio.Scanner",
				"rstrip(), chomp or trimEnd() before the write",
				"a template engine that swallows the newline after a tag",
			},
			Fix: `Split so that the empty last piece stays (text.split("\n"), ` +
				`not splitlines()): "x\n" becomes "data: x\ndata:\n\n".`,
			Snippets: []Snippet{wireTrailingNewline(), pythonFrame(), javaFrame()},
		},
	}
}

func dataCharacters() []Requirement {
	return []Requirement{
		{
			ID: "data-unicode-separators", Level: report.Must, Tier: TierTrigger,
			Sentence: "U+2028, U+2029, U+0085, vertical tab and form feed " +
				"MUST survive in data, because they are not line ends.",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "SyntaxError: Unterminated string in JSON, in a few messages " +
				"of thousands; text pasted from a PDF breaks the stream",
			Why: "Text copied from pages and documents holds U+2028 now and then, and JSON may hold it as " +
				"it is. Cut there, the event is no JSON any more, by a character that nobody can see.",
			Causes: []string{
				"Python's str.splitlines(), which splits at all of them",
				`\R in a regular expression (Java, PCRE), or isNewline in Swift`,
				"a sanitiser that removes them",
			},
			Fix:      `Split at CRLF, CR and LF and at nothing else; in Python: re.split("\r\n|\r|\n", text).`,
			Snippets: []Snippet{pythonFrame(), javaFrame()},
		},
		{
			ID: "data-multi-byte", Level: report.Must, Tier: TierTrigger,
			Sentence: "Characters of several bytes, such as CJK and emoji, MUST survive.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom:  `mojibake such as "æ—¥æœ¬" for "日本"; ???? instead of emoji; "Incorrect string value" in MySQL`,
			Why: "Names and messages of all who do not write in ASCII arrive damaged, and what " +
				"a store has once turned into question marks is lost. Tests in English pass.",
			Causes: []string{
				"a database, queue or file that is not UTF-8, such as MySQL with utf8 instead of utf8mb4",
				"text that is decoded with one charset and encoded with another on its way",
				"text cut by bytes or by UTF-16 units",
			},
			Fix: "Use UTF-8 all the way: read the publish request as UTF-8, store " +
				"the text as UTF-8 (utf8mb4 in MySQL), and write it as UTF-8.",
			Snippets: []Snippet{mysqlUTF8(), javaUTF8(), pythonTranscode()},
		},
	}
}

func dataSize() []Requirement {
	return []Requirement{
		{
			ID: "data-large", Level: report.Must, Tier: TierTrigger,
			Sentence: "An event with 256 KiB of data MUST arrive complete.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
			Symptom: "big event missing or cut off, small ones arrive; 413 at " +
				"publish; Postgres: payload string too long",
			Why: "The limit is met in production: by a snapshot, a long answer, an " +
				"image. The event is lost, and often the connection breaks with it.",
			Causes: []string{
				"a limit of the broker, such as 8000 bytes for Postgres NOTIFY",
				"a relay that reads lines into a fixed buffer, such as bufio.Scanner with its 64 KiB",
				"a limit on the publish request, such as 100 kB for express.json()",
				"a partial write whose result nobody checks",
			},
			Fix: "Raise the limits on the way, or publish a reference and let clients fetch the rest. " +
				"Refuse what is too large at the publish call, with 413, instead of losing it later.",
			Snippets: []Snippet{wireReference(), expressJSONLimit(), goMaxBytes(), goScannerBuffer()},
		},
	}
}
