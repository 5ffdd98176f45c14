package specs

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// onStream makes a Rule of one that looks at the main stream, and has nothing
// to say while no frame has arrived.
func onStream(rule func(*wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(mainStream)
		switch {
		case !readable(t):
			return noStreamIn(t)
		case t.End.Kind == wire.EndMalformed:
			return inconclusive("nobody can tell what is text and what is framing: %s", t.End.Detail)
		case len(t.Frames) == 0:
			return inconclusive("no frame arrived in %s", round(t.End.At))
		}
		return rule(t)
	}
}

// "Streams must be decoded using the UTF-8 decode algorithm"; and they "must
// always be encoded as UTF-8".
func ruleUTF8(t *wire.Transcript) Judgement {
	var found []Finding
	for i := 0; i < len(t.Body) && len(found) < maxFindings; {
		r, size := utf8.DecodeRune(t.Body[i:])
		if r == utf8.RuneError && size == 1 {
			if !utf8.FullRune(t.Body[i:]) {
				break
			}
			f := at(t, int64(i), "a byte that is not UTF-8")
			found = append(found, f.but("UTF-8", fmt.Sprintf("0x%02X", t.Body[i])))
		}
		i += size
	}
	return verdictOf(found, "%d bytes of UTF-8", len(t.Body))
}

// maxFindings bounds what one Rule says of one stream.
const maxFindings = 20

// U+FFFD stands for bytes that somebody could not decode.
func ruleNoReplacement(t *wire.Transcript) Judgement {
	found := occurrences(t, "\uFFFD", func(int) bool { return true }, "U+FFFD: a character was broken before it came here")
	return verdictOf(found, "no U+FFFD in %d bytes", len(t.Body))
}

// "stream = [ bom ] *event": elsewhere a byte order mark is part of the line
// and makes its field unknown.
func ruleBOM(t *wire.Transcript) Judgement {
	atLineStart := func(i int) bool { return i > 0 && (t.Body[i-1] == '\n' || t.Body[i-1] == '\r') }
	found := occurrences(t, "\uFEFF", atLineStart, "a byte order mark at the start of a line hides its field")
	for i := range found {
		found[i] = found[i].but("U+FEFF at most as the first character of the stream", fmt.Sprintf("U+FEFF at byte %d", found[i].Offset))
	}
	return verdictOf(found, "no line begins with a byte order mark")
}

// occurrences returns a Finding for each place of text in the body that counts.
func occurrences(t *wire.Transcript, text string, counts func(int) bool, message string) []Finding {
	var found []Finding
	for from := 0; len(found) < maxFindings; {
		i := bytes.Index(t.Body[from:], []byte(text))
		if i < 0 {
			break
		}
		if counts(from + i) {
			found = append(found, at(t, int64(from+i), "%s", message))
		}
		from += i + len(text)
	}
	return found
}
