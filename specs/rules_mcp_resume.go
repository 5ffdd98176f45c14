package specs

import "fmt"

// "If present, the ID MUST be globally unique across all streams within that
// session".
func ruleMCPIDs(o *Observation, _ mcpSession) Judgement {
	names := []string{mcpInitialize, mcpListen, mcpPing, mcpOtherPing, mcpList}
	first := map[string]string{}
	var found []Finding
	for _, name := range names {
		t := o.Transcript(name)
		if !readable(t) {
			continue
		}
		for _, e := range identifiedEvents(t) {
			other, seen := first[e.id]
			if seen && len(found) < maxFindings {
				f := at(t, e.offset, "two events of a session have the same id")
				found = append(found, f.but("an id of its own", fmt.Sprintf("%s, as on %q", quote(e.id), other)))
			}
			first[e.id] = name
		}
	}
	if len(first) == 0 {
		return notApplicable("events carry no ids")
	}
	return verdictOf(found, "%d ids", len(first))
}

// "The server MUST NOT replay messages that would have been delivered on a
// different stream".
func ruleMCPResumePerStream(o *Observation, _ mcpSession) Judgement {
	resumed, refused := 0, 0
	var found []Finding
	for _, t := range o.Transcripts {
		if !isMCPResume(t) || status(t) == 0 {
			continue
		}
		if !readable(t) {
			refused++
			continue
		}
		resumed++
		for _, m := range mcpMessages(t) {
			if m.isResponse() && !m.answers(mcpCut(t)) && len(found) < maxFindings {
				f := at(t, m.offset, "a resumed stream brings a message of another stream")
				found = append(found, f.but("what comes after Last-Event-ID on the stream of "+quote(mcpCut(t)), "the response to "+string(m.ID)))
			}
		}
	}
	if resumed == 0 {
		return notResumed(refused)
	}
	return verdictOf(found, "%d streams resumed, nothing of another", resumed)
}

func notResumed(refused int) Judgement {
	if refused > 0 {
		return notApplicable("the server does not resume streams")
	}
	return notApplicable("no stream could be resumed: it is not an event stream, or has no id before its response")
}

// A server that gives out ids is asked for what came after them. It "MAY use
// this header to replay messages that would have been sent after the last event
// ID".
func ruleMCPReplays(o *Observation, _ mcpSession) Judgement {
	t := o.Transcript(mcpReplay)
	switch {
	case t == nil:
		return notResumed(0)
	case status(t) == 0:
		return unansweredMCP(t)
	case !readable(t):
		return notResumed(1)
	}
	m, ok := mcpResponse(t, mcpPing)
	if !ok {
		id, _ := t.Request.Get("Last-Event-ID")
		f := nowhere(t, "a resumed stream does not bring what came after its Last-Event-ID")
		return broken(f.but("the response to "+quote(mcpPing), fmt.Sprintf("%d events after Last-Event-ID %s", len(t.Events), quote(id))))
	}
	return kept("the response came again, at byte %d", m.offset)
}

// An id that no stream of the session has had is an error of the client.
func ruleMCPUnknownID(o *Observation, _ mcpSession) Judgement {
	t := o.Transcript(mcpUnknownID)
	const want = "a status from 400 to 499, or a stream that replays nothing"
	switch code := status(t); {
	case code == 0 && t != nil && endedByTarget(t):
		return broken(nowhere(t, "the connection is closed without an answer to an unknown Last-Event-ID").but(want, describe(t)))
	case code == 0:
		return unansweredMCP(t)
	case code >= 400 && code < 500:
		return kept("status %d", code)
	case !streams(t):
		return broken(inHead(t, "", "an unknown Last-Event-ID is answered as no client expects it").but(want, describe(t)))
	}
	for _, m := range mcpMessages(t) {
		if m.isResponse() {
			f := at(t, m.offset, "after an unknown Last-Event-ID comes a response that belongs to another stream")
			return broken(f.but(want, "the response to "+string(m.ID)))
		}
	}
	return kept("a stream that replays nothing")
}
