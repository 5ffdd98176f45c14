package specs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// maxLineBytes is the longest line that common clients take.
const maxLineBytes = 64 << 10

// fieldNames returns the names that a client knows.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#processField
func fieldNames() []string { return []string{"data", "event", "id", "retry"} }

// eachLine calls use for every line of every frame.
func eachLine(t *wire.Transcript, use func(eventstream.Frame, eventstream.Line)) {
	for _, f := range t.Frames {
		for _, l := range f.Lines {
			use(f, l)
		}
	}
}

// eachField calls use for every whole line that is a field.
func eachField(t *wire.Transcript, use func(eventstream.Frame, eventstream.Line)) {
	eachLine(t, func(f eventstream.Frame, l eventstream.Line) {
		if l.Kind == eventstream.KindField && l.EOL != "" {
			use(f, l)
		}
	})
}

// A body of which a client ignores every line is not a stream that happens to
// be quiet: it is something else, such as an error message. What has come of a
// line that may go on is no line yet.
func ruleIsEventStream(t *wire.Transcript) Judgement {
	known, unknown := 0, 0
	eachLine(t, func(_ eventstream.Frame, l eventstream.Line) {
		switch {
		case l.EOL == "" && !endedByTarget(t):
		case l.Kind == eventstream.KindComment, l.Kind == eventstream.KindField && slices.Contains(fieldNames(), l.Name):
			known++
		case l.Kind == eventstream.KindField:
			unknown++
		}
	})
	if known == 0 && unknown > 0 {
		f := at(t, t.Frames[0].Offset, "no line of the body is a field of an event stream")
		return broken(f.but("data, event, id, retry or comment lines", fmt.Sprintf("%d lines that clients ignore", unknown)))
	}
	return kept("%d frames", len(t.Frames))
}

// "Once the end of the file is reached, any pending data must be discarded".
func ruleBlankLine(o *Observation) Judgement {
	ended := 0
	var found []Finding
	for _, t := range o.Transcripts {
		if !readable(t) || !endedByTarget(t) {
			continue
		}
		ended++
		if offset, rest := unfinished(t); len(rest) > 0 {
			f := at(t, offset, "the stream ends before a blank line: clients discard what stands here")
			found = append(found, f.but("a blank line at the end", fmt.Sprintf("%d bytes after the last one", len(rest))))
		}
	}
	if ended == 0 {
		return notApplicable("the server ended no stream")
	}
	return verdictOf(found, "%d streams ended with a blank line", ended)
}

func ruleOneLineEnd(t *wire.Transcript) Judgement {
	names := map[string]string{"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
	first := ""
	var found []Finding
	eachLine(t, func(_ eventstream.Frame, l eventstream.Line) {
		switch {
		case l.EOL == "" || len(found) > 0, l.EOL == "\r" && l.Offset+int64(len(l.Raw)) == int64(len(t.Body)):
			return // nothing, or an LF that may have been on its way
		case l.EOL == "\r":
			found = append(found, at(t, l.Offset, "a line ends with a lone CR").but("LF or CRLF", "CR"))
		case first == "":
			first = l.EOL
		case l.EOL != first:
			f := at(t, l.Offset, "line ends are mixed")
			found = append(found, f.but(names[first]+" everywhere", names[l.EOL]))
		}
	})
	return verdictOf(found, "every line ends with %s", names[first])
}

// "The field name must be compared literally, with no case folding".
func ruleFieldNameExact(t *wire.Transcript) Judgement {
	var found []Finding
	eachField(t, func(_ eventstream.Frame, l eventstream.Line) {
		meant := meantName(l.Name)
		if meant != "" && meant != l.Name && len(found) < maxFindings {
			found = append(found, at(t, l.Offset, "a client ignores this field").but(meant, fmt.Sprintf("%q", l.Name)))
		}
	})
	return verdictOf(found, "every field name is literal")
}

// meantName returns the field that name was probably meant to be, "" if none.
func meantName(name string) string {
	plain := strings.ToLower(strings.Trim(name, " \t\uFEFF\u00A0"))
	if slices.Contains(fieldNames(), plain) {
		return plain
	}
	return ""
}

// "Otherwise: The field is ignored".
func ruleNoUnknownField(t *wire.Transcript) Judgement {
	var found []Finding
	seen := map[string]bool{}
	eachField(t, func(_ eventstream.Frame, l eventstream.Line) {
		onlyBOM := l.Name != "" && strings.Trim(l.Name, "\uFEFF") == "" // encoding-bom-only-at-start is about that
		if meantName(l.Name) != "" || onlyBOM || seen[l.Name] || len(found) == maxFindings {
			return
		}
		seen[l.Name] = true
		f := at(t, l.Offset, "a field that clients ignore")
		found = append(found, f.but("data, event, id or retry", fmt.Sprintf("%.60q", l.Name)))
	})
	return verdictOf(found, "no unknown fields")
}

// "If the data buffer is an empty string, set the data buffer and the event
// type buffer to the empty string and return".
func ruleEventHasData(t *wire.Transcript) Judgement {
	var found []Finding
	for _, f := range t.Frames {
		name, typed := f.Field("event")
		_, hasData := f.Field("data")
		if f.Complete && typed && !hasData && len(found) < maxFindings {
			found = append(found, at(t, f.Offset, "a frame with a type and no data is never dispatched").but("a data line", "event: "+name))
		}
	}
	return verdictOf(found, "every frame with a type has data")
}

func ruleLineSize(t *wire.Transcript) Judgement {
	longest := 0
	var found []Finding
	eachLine(t, func(_ eventstream.Frame, l eventstream.Line) {
		longest = max(longest, len(l.Raw))
		if len(l.Raw) > maxLineBytes && len(found) < maxFindings {
			f := at(t, l.Offset, "a line that many clients cannot read")
			found = append(found, f.but(fmt.Sprintf("at most %d bytes", maxLineBytes), fmt.Sprintf("%d bytes", len(l.Raw))))
		}
	})
	return verdictOf(found, "the longest line has %d bytes", longest)
}
