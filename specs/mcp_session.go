package specs

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The request fields of the Model Context Protocol, and the version of it that
// the suite speaks.
const (
	mcpSessionField = "Mcp-Session-Id"
	mcpVersionField = "Mcp-Protocol-Version"
	mcpVersion      = "2025-11-25"
)

// mcpFarewell is how long the Target may take to end sessions that are needed no
// more.
const mcpFarewell = time.Second

// The names of the Exchanges that open a session. That of a request is its id.
const (
	mcpInitialize  = "initialize"
	mcpInitialized = "initialized"
)

// mcpSession is a session with the Target, as a client knows it.
type mcpSession struct {
	// id is empty where the Target keeps none.
	id string
	// version is the version of the protocol that was agreed on.
	version string
}

// fields returns the request fields of what belongs to the session.
func (m mcpSession) fields() []wire.Field {
	var fields []wire.Field
	if m.id != "" {
		fields = append(fields, wire.Field{Name: mcpSessionField, Value: m.id})
	}
	if m.version != "" {
		fields = append(fields, wire.Field{Name: mcpVersionField, Value: m.version})
	}
	return fields
}

// mcpSessionOf returns the session that t, the answer to initialize, has opened,
// and whether it has.
func mcpSessionOf(t *wire.Transcript) (mcpSession, bool) {
	m, ok := mcpResponse(t, mcpInitialize)
	if !ok || t.Head.Status != 200 {
		return mcpSession{}, false
	}
	var result struct {
		Version string `json:"protocolVersion"`
	}
	if json.Unmarshal(m.Result, &result) != nil {
		return mcpSession{}, false
	}
	id, _ := t.Head.Get(mcpSessionField)
	return mcpSession{id, result.Version}, true
}

// enterMCP opens a session, and returns the fields of what belongs to it. Each
// stream has a session of its own, because a Target need not allow two streams
// in one.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#initialization
func enterMCP(ctx context.Context, s *subject) []wire.Field {
	x := s.run.recorder.Open(ctx, mcpInitialize, s.mcpPost(mcpInitializeBody()))
	s.awaitMCP(ctx, x, mcpInitialize)
	session, ok := mcpSessionOf(x.Close(wire.CloseFIN))
	if !ok {
		return nil
	}
	s.sessions = append(s.sessions, session)
	done := s.run.recorder.Open(ctx, mcpInitialized, s.mcpPost(mcpNotification("notifications/initialized"), session.fields()...))
	s.wait(ctx, done, func(t *wire.Transcript) bool { return t.Head != nil })
	done.Close(wire.CloseFIN)
	return session.fields()
}

func mcpInitializeBody() []byte {
	return mcpRequest(mcpInitialize, "initialize", map[string]any{
		"protocolVersion": mcpVersion,
		"capabilities":    struct{}{},
		"clientInfo":      map[string]string{"name": "ssegauge", "version": "1"},
	})
}

// mcpPost returns a request that hands a message over.
func (s *subject) mcpPost(body []byte, fields ...wire.Field) wire.Request {
	return s.mcpRequest("POST", body, append([]wire.Field{
		{Name: "Accept", Value: "application/json, text/event-stream"},
		{Name: "Content-Type", Value: "application/json"},
	}, fields...)...)
}

// mcpRequest returns a request with the fields of the Config, unless the
// dialect has others.
func (s *subject) mcpRequest(method string, body []byte, fields ...wire.Field) wire.Request {
	req := wire.Request{Method: method, Proto: s.cfg.Proto, Body: body, Header: slices.Clone(fields)}
	for _, f := range s.cfg.Header {
		if _, ours := req.Get(f.Name); !ours {
			req.Header = append(req.Header, f)
		}
	}
	req.URL, _ = s.cfg.urlFor(s.topic) // Validate has seen that it can be made
	return req
}

// awaitMCP waits until x has the response to the request with that id, and
// reports whether it has.
func (s *subject) awaitMCP(ctx context.Context, x *wire.Exchange, id string) bool {
	return s.wait(ctx, x, func(t *wire.Transcript) bool {
		_, ok := mcpResponse(t, id)
		return ok
	})
}

// leave ends the sessions of s at the Target, which may decline. Nothing of
// this is judged.
func (s *subject) leave(ctx context.Context) {
	var leaving []*wire.Exchange
	for _, session := range s.sessions {
		if session.id != "" {
			leaving = append(leaving, s.run.recorder.Open(ctx, "leave", s.mcpRequest("DELETE", nil, session.fields()...)))
		}
	}
	s.sessions = nil
	ctx, cancel := context.WithTimeout(ctx, mcpFarewell)
	defer cancel()
	for _, x := range leaving {
		x.Wait(ctx, func(t *wire.Transcript) bool { return t.Head != nil })
		x.Close(wire.CloseFIN)
	}
}

// mcpStreamless says that a Target which answers GET with 405 offers no stream
// there, as it may, and that one in which no session was opened has none to
// give.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
func mcpStreamless(t *wire.Transcript) Skip {
	_, version := t.Request.Get(mcpVersionField)
	_, id := t.Request.Get(mcpSessionField)
	switch {
	case t.Head.Status == 405 && strings.EqualFold(t.Request.Method, "GET"):
		return notApplicable("the server offers no stream by GET (status 405)").Skip
	case t.Head.Status >= 400 && !version && !id:
		return inconclusive("no session was opened, see mcp-initialize; outside of one GET is answered with status %d", t.Head.Status).Skip
	}
	return Skip{}
}
