package specs

import (
	"bytes"
	"encoding/json"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// mcpMessage is one JSON-RPC message and where it stands in a body.
// https://www.jsonrpc.org/specification
type mcpMessage struct {
	offset  int64
	problem string // why it is none, "" if it is one

	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Result  json.RawMessage `json:"result"`
	Error   json.RawMessage `json:"error"`
}

// mcpMessages returns the messages of t: its body, or the data of its events. An
// event without data is there for its id, or for its reconnection time.
func mcpMessages(t *wire.Transcript) []mcpMessage {
	switch {
	case readable(t):
		var all []mcpMessage
		for _, e := range t.Events {
			if e.Data != "" {
				all = append(all, parseMCP(e.Offset, []byte(e.Data)))
			}
		}
		return all
	case t != nil && t.Head != nil && isJSON(t) && len(t.Body) > 0:
		return []mcpMessage{parseMCP(0, t.Body)}
	}
	return nil
}

func isJSON(t *wire.Transcript) bool {
	essence, _, err := t.Head.MediaType()
	return err == nil && essence == "application/json"
}

func parseMCP(offset int64, text []byte) mcpMessage {
	m := mcpMessage{offset: offset}
	switch err := json.Unmarshal(text, &m); {
	case !json.Valid(text):
		m.problem = "no JSON"
	case bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")):
		m.problem = "an array of JSON"
	case err != nil || m.Version != "2.0":
		m.problem = `JSON without "jsonrpc": "2.0"`
	case m.Method == "" && !m.isResponse():
		m.problem = "neither a request, nor a notification, nor a response"
	}
	return m
}

func (m mcpMessage) isResponse() bool {
	return m.Method == "" && (len(m.Result) > 0 || len(m.Error) > 0)
}

// answers reports whether m is the response to the request with that id.
func (m mcpMessage) answers(id string) bool {
	var got string
	return m.isResponse() && json.Unmarshal(m.ID, &got) == nil && got == id
}

// mcpResponse returns the response that t holds to the request with that id.
func mcpResponse(t *wire.Transcript, id string) (mcpMessage, bool) {
	for _, m := range mcpMessages(t) {
		if m.answers(id) {
			return m, true
		}
	}
	return mcpMessage{}, false
}

// mcpRequest returns the body of a request. Its id is the name of the Exchange
// that carries it.
func mcpRequest(id, method string, params any) []byte {
	return mcpBody(map[string]any{"jsonrpc": "2.0", "id": id, "method": method}, params)
}

// mcpNotification returns the body of a notification.
func mcpNotification(method string) []byte {
	return mcpBody(map[string]any{"jsonrpc": "2.0", "method": method}, nil)
}

func mcpBody(message map[string]any, params any) []byte {
	if params != nil {
		message["params"] = params
	}
	body, err := json.Marshal(message)
	if err != nil {
		panic(err) // only the suite's own texts are in it
	}
	return body
}
