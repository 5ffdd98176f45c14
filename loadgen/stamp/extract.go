package stamp

import "bytes"

// Extractor finds what a Spec describes. It is not for concurrent use.
type Extractor struct {
	run       []byte
	prefix    []byte // how the Stamps of this run begin, up to the text of the topic
	published wantSet
	byID      bool

	looked wantSet
	tokens [wants][]token
	ends   [maxTokens + 1]wantSet // by the number of their tokens
	power  [wants]int
	topic  []byte // room for one with escapes
}

// Values is what was found in an event.
type Values struct {
	// Topic is valid until the next call, and as long as the data is; nil if none
	// was found.
	Topic []byte
	// Seq is the number.
	Seq int64
	// Due and Sent are nanoseconds since 1970.
	Due, Sent int64
	// HasSeq, HasDue and HasSent say which of them were found.
	HasSeq, HasDue, HasSent bool
	// Foreign is set if the event has a Stamp of another run; what that says is left
	// out.
	Foreign bool
}

func (x *Extractor) look(w want, tokens []token) {
	if len(tokens) > maxTokens {
		return // a problem that was told
	}
	x.looked |= w.bit()
	x.tokens[w] = tokens
	x.ends[len(tokens)] |= w.bit()
}

// Extract looks into the data and the id of an event. It reports whether it found
// anything, be it that the event is Foreign.
func (x *Extractor) Extract(data, id []byte) (Values, bool) {
	if v, ok := x.extractOwn(data); ok {
		return v, true
	}
	var v Values
	if x.byID {
		v.Seq, v.HasSeq = trailingNumber(id)
	}
	if x.looked != 0 {
		x.extractJSON(data, &v)
	}
	return v, v.HasSeq || v.HasDue || v.HasSent || v.Topic != nil || v.Foreign
}

// extractOwn reads a Stamp of this run that is as Append has written it.
func (x *Extractor) extractOwn(data []byte) (v Values, ok bool) {
	const all = 1<<wantTopic | 1<<wantSeq | 1<<wantDue | 1<<wantSent
	if x.published != all || !bytes.HasPrefix(data, x.prefix) {
		return v, false
	}
	rest := data[len(x.prefix):]
	end := bytes.IndexByte(rest, '"')
	if end < 0 || bytes.IndexByte(rest[:end], '\\') >= 0 {
		return v, false
	}
	v.Topic, rest = rest[:end:end], rest[end:]
	v.Seq, rest, v.HasSeq = cutNumber(rest, `","seq":`)
	v.Due, rest, v.HasDue = cutNumber(rest, `,"due":`)
	v.Sent, rest, v.HasSent = cutNumber(rest, `,"sent":`)
	whole := len(rest) > 0 && (rest[0] == ',' || rest[0] == '}' || rest[0] == ' ')
	return v, v.HasSeq && v.HasDue && v.HasSent && whole
}

// cutNumber reads digits behind a text.
func cutNumber(data []byte, before string) (n int64, rest []byte, ok bool) {
	if len(data) < len(before) || string(data[:len(before)]) != before {
		return 0, nil, false
	}
	data = data[len(before):]
	end := 0
	for end < len(data) && isDigit(data[end]) {
		end++
	}
	n, ok = digits(data[:end])
	return n, data[end:], ok
}

// extractJSON reads what stands in JSON.
func (x *Extractor) extractJSON(data []byte, v *Values) {
	s := scan{x: x, data: data, missing: x.looked}
	s.value(0, x.looked)
	if x.published != 0 && !bytes.Equal(s.text[wantRun].raw, x.run) {
		v.Foreign = s.missing&wantRun.bit() == 0
		s.missing |= x.published
	}
	if s.found(wantTopic) {
		v.Topic = x.unescaped(s.text[wantTopic])
	}
	if s.found(wantSeq) {
		n, exact, ok := scaled(s.text[wantSeq].raw, 0)
		v.Seq, v.HasSeq = n, ok && exact && n >= 0
	}
	v.Due, v.HasDue = s.instant(wantDue)
	v.Sent, v.HasSent = s.instant(wantSent)
	if !v.HasSeq {
		v.Seq = 0
	}
}

func (s *scan) found(w want) bool { return s.x.looked&^s.missing&w.bit() != 0 }

// instant reads a time in nanoseconds since 1970.
func (s *scan) instant(w want) (int64, bool) {
	if !s.found(w) {
		return 0, false
	}
	text := s.text[w]
	if n, _, ok := scaled(text.raw, s.x.power[w]); ok {
		return n, true
	}
	return parseInstant(text.raw)
}
