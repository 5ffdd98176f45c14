package specs

import "github.com/ssegauge/ssegauge/specs/wire"

// ruleStrangeID makes a Rule of the streams that were opened with the strange
// Last-Event-IDs of one Requirement: a client stops for good at any status but
// 200. Where a stream without an id is refused as well, ids have nothing to do
// with it.
func ruleStrangeID(requirement string) Rule {
	return func(o *Observation) Judgement {
		tried, refused := 0, ""
		var found []Finding
		for _, id := range strangeIDs("") {
			t := o.Transcript(id.name)
			if id.requirement != requirement || t == nil || t.Head == nil && (t.End.Kind == wire.EndTimeout || t.End.Kind == wire.EndClosed) {
				continue
			}
			if plain := o.Transcript(besideIDs + id.name); plain != nil && !streams(plain) {
				refused = describe(plain)
				continue
			}
			tried++
			found = append(found, afterStrangeID(o, t)...)
		}
		switch {
		case tried > 0:
			return verdictOf(found, "%d requests were answered with a stream", tried)
		case refused != "":
			return inconclusive("a further stream without an id is not served either: %s", refused)
		}
		return inconclusive("no request was answered")
	}
}

// afterStrangeID returns what is wrong with t, which was opened with a strange
// Last-Event-ID.
func afterStrangeID(o *Observation, t *wire.Transcript) []Finding {
	sent, _ := t.Request.Get("Last-Event-ID")
	live, published := o.published(stepLive + ": " + t.Name)
	_, onControl := received(o.Transcript(controlStream), live.Publication)
	_, arrived := received(t, live.Publication)
	switch {
	case !streams(t):
		f := inHead(t, "", "a Last-Event-ID that the server does not know ends the client")
		return []Finding{f.but("an event stream for Last-Event-ID "+quote(sent), describe(t))}
	case published && onControl && !arrived:
		f := nowhere(t, "a stream that was asked for with this Last-Event-ID gets no events")
		return []Finding{f.but("the event "+live.Marker, "nothing after Last-Event-ID "+quote(sent))}
	}
	return nil
}
