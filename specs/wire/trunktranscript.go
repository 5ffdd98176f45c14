package wire

import (
	"slices"
	"time"

	"golang.org/x/net/http2"
)

// TrunkTranscript is a Trunk recorded: every frame in both directions, and the
// Transcript of every Exchange. Times are durations since Start, in Streams
// since the Start of each. One of Snapshot or Close does not change any more; it
// may share memory with others and must not be written to.
type TrunkTranscript struct {
	// Name is what the caller of OpenTrunk calls the Trunk.
	Name string
	// URL is what was dialled.
	URL string
	// Start is when OpenTrunk was called.
	Start time.Time
	// Connected and Secured are when the connection and its TLS session were made.
	// They are 0 if not reached.
	Connected, Secured time.Duration
	// TLS describes the TLS session; it is nil when there is none.
	TLS *TLSInfo
	// Frames holds the frames of both sides in the order in which they were read
	// and written. The bytes of DATA are in Streams.
	Frames []HTTPFrame
	// End is how the connection ended: EndComplete when the target closed it in
	// order, EndGoAway when it had given it up with an error before.
	End End
	// Streams holds the Exchanges in the order in which they were opened.
	Streams []*Transcript

	err error
}

// Err returns nil while the Trunk is open, after an end in order and after our
// own close, and else an *EndError.
func (t *TrunkTranscript) Err() error {
	switch t.End.Kind {
	case EndOpen, EndComplete, EndClosed:
		return nil
	default:
		return &EndError{End: t.End, Cause: t.err}
	}
}

// Settings reports whether the target has sent SETTINGS: the first frame that it
// must send.
func (t *TrunkTranscript) Settings() bool { return t.Received(http2.FrameSettings) != nil }

// Setting returns the value that the target has set last, and whether it has
// set one.
func (t *TrunkTranscript) Setting(id http2.SettingID) (value uint32, ok bool) {
	for i := range t.Frames {
		if t.Frames[i].Sent {
			continue
		}
		for _, s := range t.Frames[i].Settings {
			if s.ID == id {
				value, ok = s.Val, true
			}
		}
	}
	return value, ok
}

// Received returns the last frame of that type that the target has sent, nil
// when there is none.
func (t *TrunkTranscript) Received(kind http2.FrameType) *HTTPFrame {
	for i := len(t.Frames) - 1; i >= 0; i-- {
		if f := &t.Frames[i]; !f.Sent && f.Type == kind {
			return f
		}
	}
	return nil
}

// Stream returns the Transcript of the Exchange with that name, nil when there
// is none.
func (t *TrunkTranscript) Stream(name string) *Transcript {
	i := slices.IndexFunc(t.Streams, func(s *Transcript) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return t.Streams[i]
}

// Redact returns a copy of t without the values of the fields that
// Transcript.Redact leaves out, in the frames and in Streams.
func (t *TrunkTranscript) Redact(names ...string) *TrunkTranscript {
	c := t.snapshot()
	c.Frames = slices.Clone(t.Frames)
	names = append(secretFields(), names...)
	for i := range c.Frames {
		if f := &c.Frames[i]; f.Sent && len(f.Fields) > 0 {
			f.Fields = redactFields(f.Fields, names)
		}
	}
	for i, s := range c.Streams {
		c.Streams[i] = s.Redact(names...)
	}
	return c
}

// snapshot returns a copy of t that later changes of t do not touch.
func (t *TrunkTranscript) snapshot() *TrunkTranscript {
	s := *t
	s.Frames = slices.Clip(t.Frames)
	s.Streams = slices.Clone(t.Streams)
	return &s
}
