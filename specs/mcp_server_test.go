package specs

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/report"
)

// plainMCP is a server of the Model Context Protocol that keeps no sessions and
// answers with JSON alone.
func plainMCP(w http.ResponseWriter, r *http.Request) {
	version := r.Header.Get(mcpVersionField)
	switch {
	case r.Header.Get("Origin") != "":
		w.WriteHeader(http.StatusForbidden)
		return
	case version != "" && version != mcpVersion:
		w.WriteHeader(http.StatusBadRequest)
		return
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	var m mcpMessage
	if json.NewDecoder(r.Body).Decode(&m) != nil || len(m.ID) == 0 {
		w.WriteHeader(http.StatusAccepted)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":`+string(m.ID)+`,"result":{"protocolVersion":"`+mcpVersion+`"}}`)
}

// A server that has no stream to offer is right, and judged by what it answers.
func TestMCPServerWithoutAStream(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(plainMCP))
	defer server.Close()
	run, err := Check(t.Context(), Config{URL: server.URL, Profile: profileMCP, Limits: brief()})
	if err != nil {
		t.Fatal(err)
	}
	var passed []string
	for _, r := range run.Results {
		switch {
		case len(r.Findings) > 0 || r.Verdict == report.Error || r.Skip == report.SkipInconclusive:
			t.Errorf("%s: %s %s", r.Requirement, r.Verdict, r.Reason)
		case r.Verdict == report.Pass:
			passed = append(passed, strings.TrimPrefix(r.Requirement, "mcp-"))
		}
	}
	want := []string{
		"initialize", "notification-202", "get-stream-or-405", "response-on-its-stream", "messages-are-json-rpc",
		"origin-checked", "protocol-version", "unknown-id",
	}
	if diff := cmp.Diff(want, passed); diff != "" {
		t.Errorf("passed (-want +got):\n%s", diff)
	}
}

// Where no session can be opened nothing is known of the streams.
func TestMCPServerThatLetsNobodyIn(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	run, err := Check(t.Context(), Config{URL: server.URL, Profile: profileMCP, Limits: brief()})
	if err == nil {
		t.Error("there is no error, although nothing was judged")
	}
	for _, r := range run.Results {
		if r.Verdict != report.Skip {
			t.Errorf("%s: %s", r.Requirement, r.Verdict)
		}
	}
}
