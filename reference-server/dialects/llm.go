package dialects

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// The answer of the language model, and how long each of its tokens takes.
const (
	answer    = "Server-sent events carry text from a server to its clients, one event after another."
	tokenTime = 10 * time.Millisecond
	// maxPromptBytes bounds a request.
	maxPromptBytes = 1 << 20
)

// llm is a completion that streams its tokens: a POST is answered with a chunk
// for each token, then with the data [DONE], and ends.
// https://platform.openai.com/docs/api-reference/chat/streaming
func llm() Dialect {
	return Dialect{
		Name: "llm", Path: "/v1/chat/completions", Method: http.MethodPost,
		Header:  []string{"Content-Type: application/json"},
		Body:    `{"model":"reference","stream":true,"messages":[{"role":"user","content":"What are server-sent events?"}]}`,
		handler: func(refserver.Config) http.Handler { return http.HandlerFunc(complete) },
	}
}

// delta is the data of one event: the next piece of the answer, or why it ends.
type delta struct {
	Object  string   `json:"object"`
	Choices []choice `json:"choices"`
}

type choice struct {
	Index        int     `json:"index"`
	Delta        piece   `json:"delta"`
	FinishReason *string `json:"finish_reason"`
}

type piece struct {
	Content string `json:"content,omitempty"`
}

// complete answers a POST with the tokens of the answer.
func complete(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "use POST", http.StatusMethodNotAllowed)
		return
	}
	var prompt struct {
		Stream bool `json:"stream"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPromptBytes))
	if err == nil {
		err = json.Unmarshal(body, &prompt)
	}
	if err != nil || !prompt.Stream {
		http.Error(w, `want a JSON object with "stream": true`, http.StatusBadRequest)
		return
	}
	setStreamHead(w.Header())
	out := stream{w: w, control: http.NewResponseController(w), done: r.Context().Done()}
	for token := range strings.SplitAfterSeq(answer, " ") {
		if !out.sendJSON(delta{Object: "chat.completion.chunk", Choices: []choice{{Delta: piece{token}}}}) || !out.wait(tokenTime) {
			return
		}
	}
	stop := "stop"
	if out.sendJSON(delta{Object: "chat.completion.chunk", Choices: []choice{{FinishReason: &stop}}}) {
		out.send(eventstream.AppendEnd(eventstream.AppendData(nil, "[DONE]")))
	}
}
