package specs

import "github.com/ssegauge/ssegauge/specs/wire"

// ruleStrangeID makes a Rule of the streams that were opened with the strange
// Last-Event-IDs of one Requirement: a client stops for good at any status but
// 200.
func ruleStrangeID(requirement string) Rule {
	return func(o *Observation) Judgement {
		tried := 0
		var found []Finding
		for _, id := range strangeIDs("") {
			t := o.Transcript(id.name)
			if id.requirement != requirement || t == nil || t.Head == nil && (t.End.Kind == wire.EndTimeout || t.End.Kind == wire.EndClosed) {
				continue
			}
			tried++
			sent, _ := t.Request.Get("Last-Event-ID")
			live, published := o.published(stepLive + ": " + id.name)
			_, onControl := received(o.Transcript(controlStream), live.Publication)
			_, arrived := received(t, live.Publication)
			switch {
			case !streams(t):
				f := inHead(t, "", "a Last-Event-ID that the server does not know ends the client")
				found = append(found, f.but("an event stream for Last-Event-ID "+quote(sent), describe(t)))
			case published && onControl && !arrived:
				f := nowhere(t, "a stream that was asked for with this Last-Event-ID gets no events")
				found = append(found, f.but("the event "+live.Marker, "nothing after Last-Event-ID "+quote(sent)))
			}
		}
		if tried == 0 {
			return inconclusive("no request was answered")
		}
		return verdictOf(found, "%d requests were answered with a stream", tried)
	}
}
