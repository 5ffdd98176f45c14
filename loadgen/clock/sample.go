package clock

// Sample is the four stamps of one exchange, in nanoseconds since 1970.
// https://www.rfc-editor.org/rfc/rfc5905#section-8
type Sample struct {
	// AskedUnix is when the request left, and AnsweredUnix when the answer came, both by
	// the clock of this machine. ReceivedUnix and SentUnix are when the request came
	// and the answer left by that of the peer.
	AskedUnix, ReceivedUnix, SentUnix, AnsweredUnix int64
}

// point is what a sample tells.
type point struct {
	at     int64 // the middle of the exchange, by this machine's clock
	offset int64 // of the peer's clock
	delay  int64 // both ways together
	held   int64 // how long the peer had the request
}

// point returns what the sample tells, or false if no clock that only goes forward
// makes such stamps, or none that is later than 1970.
func (s Sample) point() (point, bool) {
	round, held := s.AnsweredUnix-s.AskedUnix, s.SentUnix-s.ReceivedUnix
	there, back := s.ReceivedUnix-s.AskedUnix, s.SentUnix-s.AnsweredUnix
	p := point{
		at:     s.AskedUnix + round/2,
		offset: there + (back-there)/2, // the sum of both may be too large
		delay:  max(round-held, 0),     // less than 0 where the peer's clock is the faster one
		held:   held,
	}
	return p, round >= 0 && held >= 0 && s.AskedUnix >= 0 && s.ReceivedUnix >= 0
}
