package specs

import (
	"context"
	"encoding/json"
	"regexp"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// probeGraphQL is the probe "graphql", and these are its Transcripts.
const (
	probeGraphQL    = "graphql"
	operationStream = "operation"
	invalidStream   = "invalid operation"
	cutOperation    = "operation that is cut off"
)

// noSuchField is a field that no schema has.
const noSuchField = "ssegaugeNoSuchField"

// graphQLProbes returns the probes of the profile "graphql-sse".
func graphQLProbes() []probe {
	return []probe{{name: probeGraphQL, stage: stageWatch, tier: TierPassive, bystander: true, run: observeGraphQL}}
}

// observeGraphQL follows the operation to its end and, beside it, sends what
// cannot be executed: an operation that the schema does not allow, and a body
// that is cut off.
func observeGraphQL(ctx context.Context, s *subject) {
	x := s.stream(ctx, operationStream)
	req := s.ask(nil)
	var invalid, refused *wire.Exchange
	if other, ok := invalidOperation(req); ok {
		invalid = s.send(ctx, s.run.recorder, invalidStream, other)
	}
	if len(req.Body) > 0 {
		req.Body = []byte(`{"query":"{`)
		refused = s.send(ctx, s.run.recorder, cutOperation, req)
	}
	if s.ready(ctx, x) {
		s.finishes(ctx, x, hasCompleted)
	}
	if invalid != nil && s.wait(ctx, invalid, hasHead) && readable(invalid.Snapshot()) {
		s.wait(ctx, invalid, func(t *wire.Transcript) bool { return len(t.Events) > 0 })
	}
	if refused != nil {
		s.wait(ctx, refused, hasHead)
	}
}

// invalidOperation returns req with an operation that can be parsed, and that no
// schema allows. It reports false where req names its operation in some other
// way than by its text.
func invalidOperation(req wire.Request) (wire.Request, bool) {
	if len(req.Body) == 0 {
		values := req.URL.Query()
		query := values.Get("query")
		if query == "" {
			return req, false
		}
		for _, name := range []string{"operationName", "variables", "extensions"} {
			values.Del(name)
		}
		values.Set("query", invalidLike(query))
		u := *req.URL
		u.RawQuery = values.Encode()
		req.URL = &u
		return req, true
	}
	var asked struct {
		Query string `json:"query"`
	}
	if json.Unmarshal(req.Body, &asked) != nil || asked.Query == "" {
		return req, false
	}
	asked.Query = invalidLike(asked.Query)
	body, err := json.Marshal(asked)
	req.Body = body
	return req, err == nil
}

// invalidLike returns a document whose operation is of the type of that in query:
// a server may take subscriptions only. A mutation becomes a query, which can
// change nothing.
func invalidLike(query string) string {
	if regexp.MustCompile(`(?m)^\s*subscription\b`).MatchString(query) {
		return "subscription { " + noSuchField + " }"
	}
	return "query { " + noSuchField + " }"
}
