package dialects

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestGraphQLExecutes(t *testing.T) {
	d, base := serve(t, "graphql-sse")
	next := func(data string) string { return "event: next\ndata: " + data + "\n\n" }
	const complete = "event: complete\ndata: \n\n"
	counted := next(`{"data":{"countdown":2}}`) + next(`{"data":{"countdown":1}}`) + next(`{"data":{"countdown":0}}`) + complete
	tests := []struct{ name, query, want string }{
		{"a subscription", "subscription { countdown(from: 2) }", counted},
		{"with a name and lines", "subscription Down {\n  countdown ( from : 2 )\n}\n", counted},
		{"by default from 3", "subscription { countdown }", next(`{"data":{"countdown":3}}`) + counted},
		{"a field that is not there", "subscription { tick }", next(`{"errors":[{"message":"cannot query field \"tick\" on type \"Subscription\""}]}`) + complete},
		{"no GraphQL", "{", next(`{"errors":[{"message":"syntax error: want subscription { countdown(from: 5) }, got \"{\""}]}`) + complete},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.NewReplacer("\n", `\n`).Replace(tt.query)
			if status, got := answerTo(t, d, base, http.MethodPost, `{"query":"`+body+`"}`); status != http.StatusOK || got != tt.want {
				t.Errorf("POST: got %d %s\nwant %s", status, got, tt.want)
			}
			d := d
			d.Query = "query=" + url.QueryEscape(tt.query)
			if status, got := answerTo(t, d, base, http.MethodGet, ""); status != http.StatusOK || got != tt.want {
				t.Errorf("GET: got %d %s\nwant %s", status, got, tt.want)
			}
		})
	}
}

func TestGraphQLRefuses(t *testing.T) {
	d, base := serve(t, "graphql-sse")
	tests := []struct {
		name, method, body, says string
	}{
		{"JSON that is cut off", http.MethodPost, `{"query":`, `{"errors":[{"message":"parse body: `},
		{"no query", http.MethodPost, `{"qeury":"{a}"}`, `{"errors":[{"message":"POST: want a query"}]}`},
		{"a body that is too large", http.MethodPost, strings.Repeat(" ", maxBodyBytes+1), `{"errors":[{"message":"read body: `},
		{"a GET without a query", http.MethodGet, "", `{"errors":[{"message":"GET: want a query"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status, text := answerTo(t, d, base, tt.method, tt.body); status != http.StatusBadRequest || !strings.HasPrefix(text, tt.says) {
				t.Errorf("got %d %q, want 400 %q", status, text, tt.says)
			}
		})
	}
}

func TestGraphQLWantsStreamsAccepted(t *testing.T) {
	d, base := serve(t, "graphql-sse")
	for accept, want := range map[string]int{
		"": http.StatusNotAcceptable, "application/json": http.StatusNotAcceptable,
		"*/*": http.StatusOK, "text/event-stream": http.StatusOK, "text/html, text/event-stream;q=0.5": http.StatusOK,
	} {
		req, err := http.NewRequestWithContext(t.Context(), d.Method, d.URL(base), strings.NewReader(d.Body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header["Accept"] = nil
		if accept != "" {
			req.Header.Set("Accept", accept)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("Accept %q: got %d, want %d", accept, res.StatusCode, want)
		}
	}
}

func TestGraphQLMethods(t *testing.T) {
	d, base := serve(t, "graphql-sse")
	if status, text := answerTo(t, d, base, http.MethodPut, d.Body); status != http.StatusMethodNotAllowed || text != "use GET or POST\n" {
		t.Errorf("got %d %q, want 405", status, text)
	}
}
