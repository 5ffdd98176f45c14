package dialects

import (
	"net/http"
	"strings"
	"testing"
)

func TestLLMAnswers(t *testing.T) {
	d, base := serve(t, "llm")
	_, got := answerTo(t, d, base, d.Method, d.Body)
	const first = `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Server-sent "},"finish_reason":null}]}` + "\n\n"
	const last = `data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n"
	if !strings.HasPrefix(got, first) || !strings.HasSuffix(got, last) {
		t.Errorf("got %s", got)
	}
}

// A model that fails says so in an error event, and not [DONE].
func TestLLMFailsMidway(t *testing.T) {
	d, base := serve(t, "llm")
	_, got := answerTo(t, d, base, d.Method, strings.Replace(d.Body, "reference", FailsMidway, 1))
	const last = "\n\n" + `data: {"error":{"message":"the model was asked to fail midway","type":"server_error"}}` + "\n\n"
	if !strings.HasPrefix(got, `data: {"object"`) || !strings.HasSuffix(got, last) || strings.Contains(got, "[DONE]") || strings.Contains(got, `"stop"`) {
		t.Errorf("got %s", got)
	}
}

func TestLLMRefuses(t *testing.T) {
	d, base := serve(t, "llm")
	tests := []struct {
		name, method, body string
		want               int
		says               string
	}{
		{"JSON that is cut off", http.MethodPost, `{"stream":true,`, http.StatusBadRequest, `{"error":{"message":"want a JSON object`},
		{"no stream", http.MethodPost, `{"model":"reference"}`, http.StatusBadRequest, `{"error":`},
		{"a body that is too large", http.MethodPost, strings.Repeat(" ", maxBodyBytes) + `{"stream":true}`, http.StatusBadRequest, `{"error":`},
		{"GET", http.MethodGet, "", http.StatusMethodNotAllowed, "use POST"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status, text := answerTo(t, d, base, tt.method, tt.body); status != tt.want || !strings.HasPrefix(text, tt.says) {
				t.Errorf("got %d %q, want %d %q", status, text, tt.want, tt.says)
			}
		})
	}
}
