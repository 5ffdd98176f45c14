package specs

import (
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// mcpAsked returns what requests in the session got for an answer.
func mcpAsked(o *Observation) []*wire.Transcript {
	var asked []*wire.Transcript
	for _, name := range []string{mcpPing, mcpOtherPing, mcpList} {
		if t := o.Transcript(name); t != nil {
			asked = append(asked, t)
		}
	}
	return asked
}

// mcpStreams returns those of mcpAsked that are event streams.
func mcpStreams(o *Observation) []*wire.Transcript {
	var found []*wire.Transcript
	for _, t := range mcpAsked(o) {
		if readable(t) {
			found = append(found, t)
		}
	}
	return found
}

func isMCPResume(t *wire.Transcript) bool {
	return strings.HasPrefix(t.Name, mcpResume) || t.Name == mcpReplay
}

// mcpCut returns the name of the stream that t resumes.
func mcpCut(t *wire.Transcript) string {
	if t.Name == mcpReplay {
		return mcpPing
	}
	return strings.TrimPrefix(t.Name, mcpResume)
}

// A response belongs into the answer to its POST, or to what resumes that. "The
// server MUST NOT send a JSON-RPC response on the stream unless resuming".
func ruleMCPResponse(o *Observation, _ mcpSession) Judgement {
	var found []Finding
	answered := 0
	listen := o.Transcript(mcpListen)
	for _, m := range mcpMessages(listen) {
		if m.isResponse() && len(found) < maxFindings {
			f := at(listen, m.offset, "a response comes on the stream of a GET")
			found = append(found, f.but("the response in the answer to its POST", "the response to "+quote(string(m.ID))))
		}
	}
	for _, t := range mcpAsked(o) {
		switch {
		case answeredIn(o, t):
			answered++
		case status(t) == 0 || status(t) >= 400 || len(o.named(mcpResume+t.Name)) == maxMCPPolls:
		default: // neither refused nor still to come
			f := inHead(t, "", "a request has no response in the answer to its POST")
			found = append(found, f.but("the response to "+quote(t.Name), describeMCP(t)))
		}
	}
	if answered == 0 && len(found) == 0 {
		return inconclusive("no request was answered")
	}
	return verdictOf(found, "%d requests with their responses", answered)
}

// answeredIn reports whether t, or what resumes it, holds the response.
func answeredIn(o *Observation, t *wire.Transcript) bool {
	for _, part := range append(o.named(mcpResume+t.Name), t) {
		if _, ok := mcpResponse(part, t.Name); ok {
			return true
		}
	}
	return false
}

// "After the JSON-RPC response has been sent, the server SHOULD terminate the
// SSE stream".
func ruleMCPStreamEnds(o *Observation, _ mcpSession) Judgement {
	judged := 0
	var found []Finding
	for _, t := range mcpStreams(o) {
		m, ok := mcpResponse(t, t.Name)
		if !ok {
			continue
		}
		judged++
		if !endedByTarget(t) {
			f := at(t, m.offset, "the stream stays open after the response")
			found = append(found, f.but("the end of the stream", fmt.Sprintf("nothing for %s", round(t.End.At-t.TimeOf(m.offset)))))
		}
	}
	if judged == 0 {
		return notApplicable("no response came on a stream of its own")
	}
	return verdictOf(found, "%d streams ended", judged)
}

// "The server SHOULD immediately send an SSE event consisting of an event ID and
// an empty data field in order to prime the client to reconnect".
func ruleMCPPriming(o *Observation, session mcpSession) Judgement {
	if session.version < mcpVersion {
		return notApplicable("version %s does not know it", quote(session.version))
	}
	judged := 0
	var found []Finding
	for _, t := range mcpStreams(o) {
		first, ok := firstFields(t)
		if !ok {
			continue
		}
		judged++
		_, id := first.Field("id")
		if data, _ := first.Field("data"); !id || data != "" {
			f := at(t, first.Offset, "the stream does not begin with an id to resume from")
			found = append(found, f.but("an event with an id and empty data", fmt.Sprintf("%.60q", data)))
		}
	}
	if judged == 0 {
		return notApplicable("no request was answered with a stream")
	}
	return verdictOf(found, "%d streams began with an id", judged)
}

// firstFields returns the first frame of t that is more than comments.
func firstFields(t *wire.Transcript) (eventstream.Frame, bool) {
	for _, f := range t.Frames {
		for _, l := range f.Lines {
			if l.Kind == eventstream.KindField {
				return f, true
			}
		}
	}
	return eventstream.Frame{}, false
}

// "If the server does close the connection prior to terminating the SSE stream,
// it SHOULD send an SSE event with a standard retry field".
func ruleMCPRetry(o *Observation, session mcpSession) Judgement {
	if session.version < mcpVersion {
		return notApplicable("version %s does not know it", quote(session.version))
	}
	closed := 0
	var found []Finding
	for _, t := range mcpStreams(o) {
		if _, ok := mcpResponse(t, t.Name); ok || !endedByTarget(t) {
			continue
		}
		closed++
		if t.Retry == nil {
			f := at(t, int64(len(t.Body)), "the server closes the stream before its response and does not say when to come back")
			found = append(found, f.but("a retry field", "none"))
		}
	}
	if closed == 0 {
		return notApplicable("no stream was closed before its response")
	}
	return verdictOf(found, "%d streams said when to come back", closed)
}
