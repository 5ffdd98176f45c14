package specs

import (
	"fmt"
	"slices"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func mcpJudges() map[string]judge {
	all := map[string]judge{
		"mcp-initialize": {probeMCP, ruleMCPInitialize},
	}
	for id, rule := range map[string]func(*Observation, mcpSession) Judgement{
		"mcp-session-id-visible":       ruleMCPSessionID,
		"mcp-session-required":         ruleMCPSessionRequired,
		"mcp-session-unknown":          ruleMCPSessionUnknown,
		"mcp-delete-ends-session":      ruleMCPDelete,
		"mcp-origin-checked":           ruleMCPOrigin,
		"mcp-protocol-version":         ruleMCPVersion,
		"mcp-notification-202":         ruleMCPNotification,
		"mcp-get-stream-or-405":        ruleMCPGet,
		"mcp-response-on-its-stream":   ruleMCPResponse,
		"mcp-stream-ends-after-answer": ruleMCPStreamEnds,
		"mcp-messages-are-json-rpc":    ruleMCPMessages,
		"mcp-priming-event":            ruleMCPPriming,
		"mcp-retry-before-close":       ruleMCPRetry,
		"mcp-ids-unique":               ruleMCPIDs,
		"mcp-resume-per-stream":        ruleMCPResumePerStream,
		"mcp-resume-replays":           ruleMCPReplays,
		"mcp-unknown-id":               ruleMCPUnknownID,
	} {
		all[id] = judge{probeMCP, inMCPSession(rule)}
	}
	return all
}

// inMCPSession makes a Rule of one that has nothing to say unless a session was
// opened.
func inMCPSession(rule func(*Observation, mcpSession) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(mcpInitialize)
		if session, ok := mcpSessionOf(t); ok {
			return rule(o, session)
		}
		return inconclusive("no session was opened: %s", describeMCP(t))
	}
}

// describeMCP says in a few words what t got for an answer.
func describeMCP(t *wire.Transcript) string {
	if t == nil || t.Head == nil {
		return describe(t)
	}
	if m, ok := mcpResponse(t, t.Name); ok && len(m.Error) > 0 {
		return "the error " + quote(string(m.Error))
	}
	if t.Head.Status == 200 && isJSON(t) {
		return "JSON"
	}
	return describe(t)
}

// status returns the status of t, 0 while it has none.
func status(t *wire.Transcript) int {
	if t == nil || t.Head == nil {
		return 0
	}
	return t.Head.Status
}

// unansweredMCP is the Judgement where t has no response.
func unansweredMCP(t *wire.Transcript) Judgement {
	return inconclusive("there was no answer: %s", describe(t))
}

// "If the input is a JSON-RPC request, the server MUST either return
// Content-Type: text/event-stream […] or Content-Type: application/json".
func ruleMCPInitialize(o *Observation) Judgement {
	t := o.Transcript(mcpInitialize)
	switch status(t) {
	case 0:
		return unansweredMCP(t)
	case 401, 403, 429:
		return inconclusive("the server lets nobody in: %s", describe(t))
	}
	m, ok := mcpResponse(t, mcpInitialize)
	if !ok || t.Head.Status != 200 {
		f := inHead(t, "Content-Type", "initialize is not answered with its response")
		return broken(f.but("status 200 and the response, as JSON or on an event stream", describeMCP(t)))
	}
	if len(m.Error) > 0 {
		return kept("initialize is answered with the error %s", quote(string(m.Error)))
	}
	session, _ := mcpSessionOf(t)
	return kept("version %s", quote(session.version))
}

// "If the server accepts the input, the server MUST return HTTP status code 202
// Accepted with no body".
func ruleMCPNotification(o *Observation, _ mcpSession) Judgement {
	t := o.Transcript(mcpInitialized)
	const want = "status 202 and no body"
	switch code := status(t); {
	case code == 0:
		return unansweredMCP(t)
	case code >= 400:
		return inconclusive("the notification was refused: %s", describe(t))
	case code != 202:
		return broken(inHead(t, "", "a notification is answered with another status").but(want, fmt.Sprintf("status %d", code)))
	case len(t.Body) > 0:
		return broken(at(t, 0, "the answer to a notification has a body").but(want, fmt.Sprintf("%d bytes", len(t.Body))))
	}
	return kept("status 202")
}

// "The server MUST either return Content-Type: text/event-stream in response to
// this HTTP GET, or else return HTTP 405 Method Not Allowed".
func ruleMCPGet(o *Observation, _ mcpSession) Judgement {
	t := o.Transcript(mcpListen)
	switch {
	case status(t) == 0:
		return unansweredMCP(t)
	case status(t) == 405:
		return kept("status 405: the server offers no stream")
	case !streams(t):
		f := inHead(t, "", "GET is answered with neither a stream nor status 405")
		return broken(f.but("an event stream, or status 405", describe(t)))
	}
	return kept("an event stream")
}

// The messages of every Exchange are looked at, whoever asked for it.
func ruleMCPMessages(o *Observation, _ mcpSession) Judgement {
	judged := 0
	var found []Finding
	for _, t := range o.Transcripts {
		if !slices.Contains(mcpAnswered(), t.Name) && !isMCPResume(t) {
			continue
		}
		for _, m := range mcpMessages(t) {
			if status(t) >= 400 { // a refusal need not be a message
				continue
			}
			judged++
			if m.problem != "" && len(found) < maxFindings {
				f := at(t, m.offset, "what stands here is not one JSON-RPC message")
				found = append(found, f.but("a request, a notification or a response", m.problem))
			}
		}
	}
	return verdictOf(found, "%d messages", judged)
}

// mcpAnswered returns the names of what the server has to answer with messages.
func mcpAnswered() []string {
	return []string{mcpInitialize, mcpListen, mcpPing, mcpOtherPing, mcpList, mcpReplay}
}
