package stamp

import "bytes"

func (s *scan) space() {
	for s.pos < len(s.data) && isSpace(s.data[s.pos]) {
		s.pos++
	}
}

// skip passes over a value.
func (s *scan) skip() bool {
	switch s.at() {
	case '"':
		return s.skipString()
	case '{', '[':
		return s.skipNested()
	}
	begin := s.pos
	for s.pos < len(s.data) && !isEnd(s.data[s.pos]) {
		s.pos++
	}
	return s.pos > begin
}

// skipString passes over a string. A quote with an odd number of backslashes before
// it is not its end.
func (s *scan) skipString() bool {
	for s.pos++; ; s.pos++ {
		i := bytes.IndexByte(s.data[s.pos:], '"')
		if i < 0 {
			s.pos = len(s.data)
			return false
		}
		slashes := 0
		for slashes < i && s.data[s.pos+i-1-slashes] == '\\' {
			slashes++
		}
		s.pos += i
		if slashes%2 == 0 {
			s.pos++
			return true
		}
	}
}

// skipNested passes over an object or array, however deep it is.
func (s *scan) skipNested() bool {
	for depth := 0; s.pos < len(s.data); {
		switch s.data[s.pos] {
		case '"':
			if !s.skipString() {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.pos++
		if depth == 0 {
			return true
		}
	}
	return false
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// isEnd reports whether a number or a word ends before b.
func isEnd(b byte) bool {
	return isSpace(b) || b == ',' || b == '}' || b == ']' || b == ':' || b == '"'
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
