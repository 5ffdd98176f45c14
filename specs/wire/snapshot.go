package wire

import "slices"

// snapshot returns a copy of t that later changes of t do not touch. It relies
// on the builder: it appends, and never writes to what is there.
func (t *Transcript) snapshot() *Transcript {
	s := *t
	s.Redirects = slices.Clip(t.Redirects)
	s.Chunks = slices.Clip(t.Chunks)
	s.Interim = slices.Clip(t.Interim)
	s.Framing.HTTPChunks = slices.Clip(t.Framing.HTTPChunks)
	s.Framing.Problems = slices.Clip(t.Framing.Problems)
	s.Body = slices.Clip(t.Body)
	s.Frames = slices.Clip(t.Frames)
	s.Events = slices.Clip(t.Events)
	s.arrivals = slices.Clip(t.arrivals)
	return &s
}
