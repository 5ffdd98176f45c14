package specs

import (
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// "The session ID MUST only contain visible ASCII characters (ranging from 0x21
// to 0x7E)".
func ruleMCPSessionID(o *Observation, session mcpSession) Judgement {
	if session.id == "" {
		return notApplicable("the server keeps no session")
	}
	if strings.ContainsFunc(session.id, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		f := inHead(o.Transcript(mcpInitialize), mcpSessionField, "the id of the session has characters that are not visible ASCII")
		return broken(f.but("characters from 0x21 to 0x7E", quote(session.id)))
	}
	return kept("%d visible characters", len(session.id))
}

// requiresSession reports whether the server refuses requests without its
// session ID, which it need not; if not, it says so.
func requiresSession(o *Observation, session mcpSession) (Judgement, bool) {
	t := o.Transcript(mcpNoSession)
	switch code := status(t); {
	case session.id == "":
		return notApplicable("the server keeps no session"), false
	case code == 0:
		return unansweredMCP(t), false
	case code < 300:
		return notApplicable("the server answers without its session ID as well"), false
	}
	return Judgement{}, true
}

// "Servers that require a session ID SHOULD respond to requests without an
// MCP-Session-Id header (other than initialization) with HTTP 400 Bad Request".
func ruleMCPSessionRequired(o *Observation, session mcpSession) Judgement {
	if j, ok := requiresSession(o, session); !ok {
		return j
	}
	return refusedWith(o.Transcript(mcpNoSession), 400, "a request without the session ID is refused with another status")
}

// A client starts anew when it gets 404, and only then.
func ruleMCPSessionUnknown(o *Observation, session mcpSession) Judgement {
	if j, ok := requiresSession(o, session); !ok {
		return j
	}
	return refusedWith(o.Transcript(mcpOtherSession), 404, "a session that does not exist is not answered with 404")
}

// "The server MAY terminate the session at any time, after which it MUST
// respond to requests containing that session ID with HTTP 404 Not Found".
func ruleMCPDelete(o *Observation, session mcpSession) Judgement {
	t := o.Transcript(mcpDelete)
	switch code := status(t); {
	case session.id == "":
		return notApplicable("the server keeps no session")
	case code == 0:
		return unansweredMCP(t)
	case code == 405:
		return notApplicable("the server does not let clients end sessions (status 405)")
	case code >= 300:
		return inconclusive("the session was not ended: %s", describe(t))
	}
	return refusedWith(o.Transcript(mcpEnded), 404, "a session goes on after its end")
}

// "If the Origin header is present and invalid, servers MUST respond with HTTP
// 403 Forbidden". Before the version of 2025-11-25 no status was named.
func ruleMCPOrigin(o *Observation, session mcpSession) Judgement {
	t := o.Transcript(mcpForeignOrigin)
	if code := status(t); session.version < mcpVersion && code >= 400 && code < 500 {
		return kept("a foreign Origin is refused with status %d", code)
	}
	return refusedWith(t, 403, "a request from a page of a foreign origin is not refused with 403")
}

// "If the server receives a request with an invalid or unsupported
// MCP-Protocol-Version, it MUST respond with 400 Bad Request".
func ruleMCPVersion(o *Observation, session mcpSession) Judgement {
	if session.version < "2025-06-18" {
		return notApplicable("version %s does not know the header", quote(session.version))
	}
	return refusedWith(o.Transcript(mcpOtherVersion), 400, "a protocol version that does not exist is not refused with 400")
}

// refusedWith wants the status of t.
func refusedWith(t *wire.Transcript, want int, message string) Judgement {
	switch code := status(t); code {
	case 0:
		return unansweredMCP(t)
	case want:
		return kept("status %d", want)
	default:
		return broken(inHead(t, "", "%s", message).but(fmt.Sprintf("status %d", want), fmt.Sprintf("status %d", code)))
	}
}
