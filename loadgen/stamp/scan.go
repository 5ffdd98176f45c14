package stamp

import "bytes"

// scan is a walk through one document. Its methods return false when there is
// nothing to be gained by going on: all is found, or the document is broken.
type scan struct {
	x       *Extractor
	data    []byte
	pos     int
	missing wantSet
	text    [wants]scalar
}

// scalar is a string without its quotes, or a number, as it is written.
type scalar struct {
	raw     []byte
	escaped bool
	quoted  bool
}

// value reads a value, to which the steps of active have led so far.
func (s *scan) value(depth int, active wantSet) bool {
	s.space()
	if s.pos >= len(s.data) {
		return false
	}
	deeper := active &^ s.x.ends[depth]
	switch c := s.data[s.pos]; {
	case c == '{' && deeper != 0:
		return s.object(depth, deeper)
	case c == '[' && deeper != 0:
		return s.array(depth, deeper)
	case c == '{' || c == '[':
		return s.skip()
	}
	begin := s.pos
	if !s.skip() {
		return false
	}
	s.take(active&s.x.ends[depth]&s.missing, s.data[begin:s.pos])
	return s.missing != 0
}

// take notes a string or number that was looked for. true, false and null are neither.
func (s *scan) take(hits wantSet, raw []byte) {
	if hits == 0 || len(raw) == 0 {
		return
	}
	found := scalar{raw: raw}
	switch {
	case raw[0] == '"':
		found.raw, found.quoted = raw[1:len(raw)-1], true
		found.escaped = bytes.IndexByte(raw, '\\') >= 0
	case raw[0] != '-' && !isDigit(raw[0]):
		return
	}
	for w := range wants {
		if hits&w.bit() != 0 {
			s.text[w] = found
			s.missing &^= w.bit()
		}
	}
}

func (s *scan) object(depth int, active wantSet) bool {
	for s.pos++; ; s.pos++ {
		s.space()
		if s.at() == '}' {
			s.pos++
			return true
		}
		begin := s.pos
		if s.at() != '"' || !s.skip() {
			return false
		}
		name := s.data[begin+1 : s.pos-1]
		s.space()
		if s.at() != ':' {
			return false
		}
		s.pos++
		if !s.follow(depth, s.named(name, depth, active&s.missing)) {
			return false
		}
		if more, ok := s.next('}'); !more {
			return ok
		}
	}
}

func (s *scan) array(depth int, active wantSet) bool {
	s.pos++
	for i := 0; ; i++ {
		s.space()
		if s.at() == ']' {
			s.pos++
			return true
		}
		var led wantSet
		for w := range wants {
			if active&s.missing&w.bit() != 0 && s.x.tokens[w][depth].index == i {
				led |= w.bit()
			}
		}
		if !s.follow(depth, led) {
			return false
		}
		more, ok := s.next(']')
		if !more {
			return ok
		}
		s.pos++
	}
}

// follow reads the value that a step has led to, or passes over it.
func (s *scan) follow(depth int, led wantSet) bool {
	if led == 0 {
		s.space()
		return s.skip()
	}
	return s.value(depth+1, led)
}

// next stands at the comma before the next one if there is more, and behind the end
// if it is over.
func (s *scan) next(end byte) (more, ok bool) {
	s.space()
	switch s.at() {
	case ',':
		return true, true
	case end:
		s.pos++
		return false, true
	}
	return false, false
}

// named returns those whose next step is this name.
func (s *scan) named(name []byte, depth int, active wantSet) wantSet {
	var led wantSet
	for w := range wants {
		if active&w.bit() != 0 && isName(name, s.x.tokens[w][depth].text) {
			led |= w.bit()
		}
	}
	return led
}

// at returns the byte that comes next, 0 at the end.
func (s *scan) at() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}
