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
	answer = "Server-sent events carry text from a server to its clients, one event after another. " +
		"Each event is a few lines and a blank one. " +
		"The connection stays open for as long as there is something to say, " +
		"and a client that loses it comes back and asks for what it has missed."
	tokenTime = 10 * time.Millisecond
)

// FailsMidway is the name of a model that fails in the middle of its answer.
const FailsMidway = "fails-midway"

// llm is a completion that streams its tokens: a POST is answered with a chunk
// for each token, then with the data [DONE], and ends.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream
func llm() Dialect {
	return Dialect{
		Name: "llm", Path: "/v1/chat/completions", Method: http.MethodPost,
		Header:  []string{"Content-Type: application/json"},
		Body:    `{"model":"reference","stream":true,"messages":[{"role":"user","content":"What are server-sent events?"}]}`,
		handler: func(refserver.Config) http.Handler { return http.HandlerFunc(complete) },
	}
}

// delta is the data of one event: the next piece of the answer, or why it ends.
// https://platform.openai.com/docs/api-reference/chat/streaming#chat/streaming-choices
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

// failure is what a refusal, and an event that ends a stream in place of
// [DONE], says of an error.
// https://platform.openai.com/docs/guides/error-codes#api-errors
type failure struct {
	Error problem `json:"error"`
}

type problem struct {
	Message string `json:"message"`
	Type    string `json:"type"`
}

// prompt is what is asked for.
type prompt struct {
	Model  string `json:"model"`
	Stream bool   `json:"stream"`
}

// complete answers a POST with the tokens of the answer. What it cannot answer
// it refuses before there is a stream.
func complete(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "use POST", http.StatusMethodNotAllowed)
		return
	}
	var asked prompt
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err == nil {
		err = json.Unmarshal(body, &asked)
	}
	if err != nil || !asked.Stream {
		refuse(w, failure{problem{`want a JSON object with "stream": true`, "invalid_request_error"}})
		return
	}
	out, ok := begin(w, r)
	if ok && out.sendTokens(asked.Model) {
		out.send(eventstream.AppendEnd(eventstream.AppendData(nil, "[DONE]")))
	}
}

// sendTokens sends the answer and why it ended, and reports whether it is
// complete.
func (s *stream) sendTokens(model string) bool {
	tokens := strings.SplitAfter(answer, " ")
	for i, token := range tokens {
		if model == FailsMidway && i == len(tokens)/2 {
			s.sendJSON(failure{problem{"the model was asked to fail midway", "server_error"}})
			return false
		}
		if !s.wait(tokenTime) || !s.sendJSON(chunkOf(choice{Delta: piece{token}})) {
			return false
		}
	}
	stop := "stop"
	return s.sendJSON(chunkOf(choice{FinishReason: &stop}))
}

func chunkOf(c choice) delta {
	return delta{Object: "chat.completion.chunk", Choices: []choice{c}}
}
