package dialects

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
)

// maxMessageBytes bounds a message.
const maxMessageBytes = 1 << 20

// The error codes of JSON-RPC. https://www.jsonrpc.org/specification#error_object
const (
	codeRefused  = -32000
	codeNoMethod = -32601
)

// rpcMessage is a JSON-RPC message of a client: a request with an id, or else a
// notification or a response.
type rpcMessage struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Params  struct {
		Version string `json:"protocolVersion"`
	} `json:"params"`
}

func (m rpcMessage) isRequest() bool { return len(m.ID) > 0 && m.Method != "" }

// respond returns the response to m.
func (m rpcMessage) respond(result any) []byte {
	return encodeRPC(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": result})
}

// fail returns the response to m that is an error.
func (m rpcMessage) fail(code int, text string) []byte {
	return encodeRPC(map[string]any{"jsonrpc": "2.0", "id": m.ID, "error": map[string]any{"code": code, "message": text}})
}

func notifyRPC(method string, params any) []byte {
	return encodeRPC(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
}

func encodeRPC(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the id of a request has been parsed, the rest is ours
	}
	return text
}

// refuseRPC answers with a status and an error that belongs to no request.
func refuseRPC(w http.ResponseWriter, status int, text string) {
	answerRPC(w, status, rpcMessage{ID: json.RawMessage("null")}.fail(codeRefused, text))
}

func answerRPC(w http.ResponseWriter, status int, text []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that has left misses nothing
}

// post takes one message.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server
func (s *mcpServer) post(w http.ResponseWriter, r *http.Request) {
	if !acceptsMedia(r, "application/json") || !acceptsMedia(r, "text/event-stream") {
		refuseRPC(w, http.StatusNotAcceptable, "Accept: want application/json and text/event-stream")
		return
	}
	var m rpcMessage
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxMessageBytes))
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err != nil || m.Version != "2.0" {
		refuseRPC(w, http.StatusBadRequest, "want one JSON-RPC 2.0 message")
		return
	}
	if m.isRequest() && m.Method == "initialize" {
		s.initialize(w, m)
		return
	}
	found := s.session(w, r)
	if found == nil {
		return
	}
	if !m.isRequest() {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	s.work(w, r, found, m)
}

// initialize opens a session, in the version that the client wants if that is
// spoken, and else in the newest.
// https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#version-negotiation
func (s *mcpServer) initialize(w http.ResponseWriter, m rpcMessage) {
	version := m.Params.Version
	if !slices.Contains(mcpVersions(), version) {
		version = mcpVersions()[0]
	}
	w.Header().Set(sessionField, s.sessions.start(version).id)
	answerRPC(w, http.StatusOK, m.respond(map[string]any{
		"protocolVersion": version,
		"capabilities":    map[string]any{"tools": struct{}{}, "logging": struct{}{}},
		"serverInfo":      map[string]string{"name": "ssegauge", "version": "1"},
	}))
}

// work answers a request: ping on a stream, tools/list on a stream that is to be
// resumed, if the client knows how to.
func (s *mcpServer) work(w http.ResponseWriter, r *http.Request, in *mcpSession, m rpcMessage) {
	switch {
	case m.Method == "ping":
		opened := in.open()
		opened.prime(0)
		opened.add(m.respond(struct{}{}))
		opened.finish()
		s.play(w, r, in, opened, 0)
	case m.Method == "tools/list" && in.version == mcpVersions()[0]:
		opened := in.open()
		opened.prime(mcpPoll)
		opened.finish()
		s.play(w, r, in, opened, 0)
		opened.add(m.respond(map[string]any{"tools": []any{}}))
	case m.Method == "tools/list":
		answerRPC(w, http.StatusOK, m.respond(map[string]any{"tools": []any{}}))
	default:
		answerRPC(w, http.StatusOK, m.fail(codeNoMethod, "there is no method "+m.Method))
	}
}
