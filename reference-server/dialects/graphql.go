package dialects

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// tickTime is the time between two results of a subscription.
const tickTime = 20 * time.Millisecond

// graphQL executes operations over event streams, each on a connection of its
// own. Its schema is
//
//	type Subscription { countdown(from: Int = 3): Int! }
//
// https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md#distinct-connections-mode
func graphQL() Dialect {
	return Dialect{
		Name: "graphql-sse", Path: "/graphql/stream", Method: http.MethodPost,
		Header:  []string{"Content-Type: application/json"},
		Body:    `{"query":"subscription { countdown(from: 5) }"}`,
		handler: func(refserver.Config) http.Handler { return http.HandlerFunc(execute) },
	}
}

// result is the data of a next event.
// https://spec.graphql.org/draft/#sec-Execution-Result
type result struct {
	Data   map[string]int `json:"data,omitempty"`
	Errors []problemAt    `json:"errors,omitempty"`
}

type problemAt struct {
	Message string `json:"message"`
}

// execute answers an operation with its results as next events, then complete,
// then the end of the response. A request that holds no operation is refused
// with status 400; "validation steps that run before execution", on the other
// hand, "MUST report errors through an accepted SSE connection".
func execute(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "use GET or POST", http.StatusMethodNotAllowed)
		return
	}
	if accept := strings.Join(r.Header.Values("Accept"), ","); !strings.Contains(accept, "text/event-stream") && !strings.Contains(accept, "*/*") {
		http.Error(w, "want Accept: text/event-stream", http.StatusNotAcceptable)
		return
	}
	query, err := queryOf(w, r)
	if err != nil {
		refuse(w, failed(err))
		return
	}
	out, ok := begin(w, r)
	if !ok {
		return
	}
	if out.sendResults(query) {
		// "Include an empty data field": without it, EventSource fires no event.
		out.sendTyped("complete", "")
	}
}

// queryOf returns the document of the request, a GET or a POST.
// https://github.com/graphql/graphql-over-http/blob/main/spec/GraphQLOverHTTP.md#request
func queryOf(w http.ResponseWriter, r *http.Request) (string, error) {
	var asked struct {
		Query string `json:"query"`
	}
	if r.Method == http.MethodGet {
		asked.Query = r.URL.Query().Get("query")
	} else {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
		if err != nil {
			return "", fmt.Errorf("read body: %w", err)
		}
		if err := json.Unmarshal(body, &asked); err != nil {
			return "", fmt.Errorf("parse body: %w", err)
		}
	}
	if asked.Query == "" {
		return "", fmt.Errorf("%s: want a query", r.Method)
	}
	return asked.Query, nil
}

// sendResults sends a next event for each result, or one with what is wrong with
// the document, and reports whether the client is still there.
func (s *stream) sendResults(query string) bool {
	from, err := validate(query)
	if err != nil {
		return s.sendTypedJSON("next", failed(err))
	}
	for n := from; n >= 0; n-- {
		if !s.sendTypedJSON("next", result{Data: map[string]int{"countdown": n}}) || !s.wait(tickTime) {
			return false
		}
	}
	return true
}

// validate returns from where a document counts down, or why it cannot be
// executed.
func validate(query string) (from int, err error) {
	document := regexp.MustCompile(`^\s*subscription(?:\s+\w+)?\s*\{\s*(\w+)(?:\s*\(\s*from\s*:\s*(\d{1,4})\s*\))?\s*\}\s*$`)
	switch m := document.FindStringSubmatch(query); {
	case m == nil:
		return 0, fmt.Errorf("syntax error: want subscription { countdown(from: 5) }, got %.80q", query)
	case m[1] != "countdown":
		return 0, fmt.Errorf("cannot query field %q on type \"Subscription\"", m[1])
	case m[2] == "":
		return 3, nil
	default:
		return strconv.Atoi(m[2])
	}
}

func failed(err error) result { return result{Errors: []problemAt{{err.Error()}}} }
