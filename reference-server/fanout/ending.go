package fanout

// Ending is how a stream ends.
type Ending uint8

// Ways to end.
const (
	// Complete ends the response: what is queued is sent, then the last chunk.
	Complete Ending = iota
	// FIN closes the connection as it is.
	FIN
	// RST resets it.
	RST
	// HalfClose says FIN without the last chunk and goes on listening, until the
	// client closes its side or Limits.WriteTimeout has passed.
	HalfClose
)

const lastChunk = "0\r\n\r\n"

// End ends the stream. One that is to be Complete and has something queued ends
// once that is sent; it gets nothing more, and the first cause counts.
func (s *Stream) End(cause error, how Ending) {
	if how == Complete && s.group != nil && !s.isEnding() {
		s.faulty(nil, true)
	}
	switch {
	case s.group == nil, how == Complete && s.isEnding():
	case how == Complete && s.lag != nil && len(s.lag.queue) > 0:
		s.lag.ending = cause
	default:
		s.finish(cause, how)
	}
}

// isEnding says that the stream ends once its queue is sent.
func (s *Stream) isEnding() bool { return s.lag != nil && s.lag.ending != nil }

// finish ends the stream now.
func (s *Stream) finish(cause error, how Ending) {
	timeout := s.group.loop.hub.limits.WriteTimeout
	switch how {
	case Complete:
		s.complete()
	case FIN:
		_ = s.conn.Close()
	case RST:
		_ = s.conn.Reset()
	case HalfClose:
		if s.conn.CloseWrite() == nil {
			s.conn.SetTimer(timeout)
		}
	}
	s.release(cause)
}

// complete sends the last chunk. A response that has no room for it is reset, so
// that it does not look complete.
func (s *Stream) complete() {
	if s.chunked {
		if n, err := s.conn.Write([]byte(lastChunk)); err != nil || n < len(lastChunk) {
			_ = s.conn.Reset()
			return
		}
	}
	_ = s.conn.Close()
}

// release takes the stream out of its group and tells its owner.
func (s *Stream) release(cause error) {
	g := s.group
	if g == nil {
		return // it has been half-closed
	}
	g.remove(s)
	s.dropLag()
	s.group = nil
	s.owner.Ended(s, cause)
}
