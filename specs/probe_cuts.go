package specs

import (
	"context"
	"fmt"
	"net/url"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps with which the probe "resume" goes over its cuts.
const (
	sameCutPrefix = "resume on connection "
	queryPrefix   = "resume by query "
	bothPrefix    = "resume by header, not by query "

	stepOneCut = stepLive + ": one cut"
)

const (
	// sameCuts is how often a stream is resumed after the same event, deepCuts how
	// often in a deep run.
	sameCuts = 12
	deepCuts = 60
	// sameCut is the number of that event, and of the one that the header names
	// where a query parameter names the first.
	sameCut = 8
)

// cutName returns the name of the stream that resumes after the k-th event.
func cutName(k int) string {
	switch k {
	case 1:
		return firstIDStream
	case beforeEvents:
		return resumedStream
	case beforeEvents + missedEvents:
		return latestStream
	}
	return fmt.Sprintf("resume after event %d", k)
}

// cutNames returns the names of the streams that resume after each event.
func cutNames() []string {
	var names []string
	for k := range beforeEvents + missedEvents {
		names = append(names, cutName(k+1))
	}
	return names
}

// queryParameters returns the names under which servers look for the id of a
// client that cannot set the header.
func queryParameters() []string {
	return []string{"lastEventId", "evs_last_event_id", "last_event_id"}
}

// resumeAtEveryCut resumes after each event, side by side, and then goes live.
func (s *subject) resumeAtEveryCut(ctx context.Context, control *wire.Exchange, all []Published) {
	t := control.Snapshot()
	var streams []*wire.Exchange
	for i, p := range all {
		if e, ok := received(t, p.Publication); ok && e.LastEventID != "" {
			streams = append(streams, s.resume(ctx, cutName(i+1), e.LastEventID))
		}
	}
	s.goLiveTogether(ctx, stepLiveAll, control, streams)
}

// resumeOneCut resumes after one event over and over, and with a query parameter
// that names an earlier one.
func (s *subject) resumeOneCut(ctx context.Context, control *wire.Exchange, all []Published) {
	t := control.Snapshot()
	first, _ := received(t, all[0].Publication)
	e, _ := received(t, all[sameCut-1].Publication)
	if first.LastEventID == "" || e.LastEventID == "" {
		return
	}
	times := sameCuts
	if s.cfg.Depth == DepthDeep {
		times = deepCuts
	}
	var streams []*wire.Exchange
	for i := range s.afford(times, t) {
		streams = append(streams, s.resume(ctx, fmt.Sprint(sameCutPrefix, i+1), e.LastEventID))
	}
	for _, parameter := range queryParameters() {
		header := []wire.Field{{Name: "Last-Event-ID", Value: e.LastEventID}}
		streams = append(streams,
			s.resumeByQuery(ctx, queryPrefix, nil, parameter, first.LastEventID),
			s.resumeByQuery(ctx, bothPrefix, header, parameter, first.LastEventID),
		)
	}
	s.goLiveTogether(ctx, stepOneCut, control, streams)
}

// resumeByQuery opens a stream whose URL names an id.
func (s *subject) resumeByQuery(ctx context.Context, prefix string, header []wire.Field, parameter, id string) *wire.Exchange {
	req := s.askStream(header)
	with := *req.URL
	if with.RawQuery != "" {
		with.RawQuery += "&"
	}
	with.RawQuery += parameter + "=" + url.QueryEscape(id)
	req.URL = &with
	return s.send(ctx, s.run.recorder, prefix+parameter, req)
}
