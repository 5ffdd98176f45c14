package eventstream

import "bytes"

// scanner cuts the chunks of a stream into lines. A line ends at CRLF, LF or
// CR; at a CR that ends a chunk it ends at once, and an LF that follows in the
// next chunk is swallowed.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
type scanner struct {
	max     int    // bytes of a line, its byte order mark counted, its line end not
	base    int64  // the place of chunk[0] in the stream
	chunk   []byte // what is being cut
	pos     int    // the first byte not yet cut off
	start   int    // where the line began that was cut off last; negative: in an earlier chunk
	lf, cr  int    // the next LF and CR at or after pos, or len(chunk)
	partial []byte // the beginning of a line that earlier chunks left unfinished
	afterCR bool   // the byte before chunk[0] was a CR
	err     error  // a *LimitError: nothing more is cut
}

// load makes chunk the bytes to cut, until unload, and reports whether its first
// byte was swallowed as the end of a CRLF.
func (s *scanner) load(chunk []byte) (swallowed bool) {
	s.chunk, s.lf, s.cr = chunk, -1, -1
	if len(chunk) == 0 {
		return false
	}
	swallowed = s.afterCR && chunk[0] == '\n'
	if swallowed {
		s.pos = 1
	}
	s.afterCR = false
	return swallowed
}

// next cuts off the next line, without its line end, and returns the length of
// the line end that is in the chunk. It reports false when err is set or the
// chunk holds no further line end: then keep must follow.
func (s *scanner) next() (line []byte, eol int, ok bool) {
	pos := s.pos
	if s.lf < pos {
		s.lf = find(s.chunk, pos, '\n')
	}
	if s.cr < pos {
		s.cr = find(s.chunk, pos, '\r')
	}
	end := min(s.lf, s.cr)
	if end == len(s.chunk) {
		return nil, 0, false
	}
	line, eol = s.chunk[pos:end], 1
	s.start = pos
	if len(s.partial)+len(line) > s.max {
		s.fail()
		return nil, 0, false
	}
	if len(s.partial) > 0 {
		line = s.complete(line)
	}
	if end == s.cr {
		eol = s.afterReturn(end)
	}
	s.pos = end + eol
	return line, eol, true
}

// find returns the place of the next c in b at or after from, len(b) if there
// is none. Blank lines are common enough to look at one byte first.
func find(b []byte, from int, c byte) int {
	if from < len(b) && b[from] == c {
		return from
	}
	if i := bytes.IndexByte(b[from:], c); i >= 0 {
		return from + i
	}
	return len(b)
}

// afterReturn returns the length of the line end that begins with the CR at i.
func (s *scanner) afterReturn(i int) int {
	if i+1 == len(s.chunk) {
		s.afterCR = true
		return 1
	}
	if s.chunk[i+1] == '\n' {
		return 2
	}
	return 1
}

// complete joins line to what earlier chunks began.
func (s *scanner) complete(line []byte) []byte {
	s.start -= len(s.partial)
	line = append(s.partial, line...)
	s.partial = line[:0]
	return line
}

// keep stores what is left of the chunk as the beginning of the next line. The
// lines that next returned are invalid from here on.
func (s *scanner) keep() error {
	if s.err != nil {
		return s.err
	}
	rest := s.chunk[s.pos:]
	s.start = s.pos
	if len(s.partial)+len(rest) > s.max {
		s.fail()
		return s.err
	}
	s.partial = append(s.partial, rest...)
	return nil
}

// unload lets go of the chunk.
func (s *scanner) unload() {
	s.base += int64(len(s.chunk))
	s.chunk, s.pos = nil, 0
}

// fail is called before the line at start is joined to what came before it.
func (s *scanner) fail() {
	s.err = &LimitError{Limit: "line", Max: s.max, Offset: s.lineStart() - int64(len(s.partial))}
}

// lineStart returns the place in the stream where the line begins that next
// returned last.
func (s *scanner) lineStart() int64 { return s.base + int64(s.start) }

// offset returns the place in the stream of the first byte not yet cut off.
func (s *scanner) offset() int64 { return s.base + int64(s.pos) }
