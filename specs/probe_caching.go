package specs

import (
	"context"
	"net/http"
	"time"
)

const probeCaching = "caching"

// The Transcripts of the probe "caching", beside plainStream.
const (
	noneMatchStream     = "If-None-Match"
	modifiedSinceStream = "If-Modified-Since"
	rangeStream         = "Range"
)

func cachingProbes() []probe {
	return []probe{{name: probeCaching, stage: stageWatch, tier: TierPassive, bystander: true, run: observeCaching}}
}

// observeCaching asks for the same stream several times, as a cache does that
// has stored it, one after the other.
func observeCaching(ctx context.Context, s *subject) {
	req := s.ask(nil)
	first := s.askHead(ctx, plainStream, req)
	if !streams(first) {
		return
	}
	// A server that has the stream answers "*" with 304, by the letter. A tag that
	// it has not given out is what nobody can hold to be current.
	tag, given := first.Head.Get("ETag")
	if !given {
		tag = `"ssegauge-` + s.run.token + `"`
	}
	s.askHead(ctx, noneMatchStream, withField(req, noneMatchStream, tag))
	s.askHead(ctx, modifiedSinceStream, withField(req, modifiedSinceStream, time.Now().UTC().Format(http.TimeFormat)))
	s.askHead(ctx, rangeStream, withField(req, rangeStream, "bytes=0-"))
}
