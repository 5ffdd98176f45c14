package specs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// childURL names the environment variable by which a test of this package runs
// itself again as somebody else's go test.
const childURL = "SSEGAUGE_TEST_URL"

// TestAsSomebodyElse is not a test unless it is run by TestTest.
func TestAsSomebodyElse(t *testing.T) {
	url := os.Getenv(childURL)
	if url == "" {
		t.Skip("it is run by TestTest")
	}
	Test(t, Config{URL: url, Labels: "response || id:liveness-event-flushed", Limits: Limits{Timeout: 2 * sec, Window: 100 * ms, MaxHeadWait: sec}})
}

// runAsSomebodyElse returns what go test prints, and whether it passed.
func runAsSomebodyElse(t *testing.T, url, run string) (output string, passed bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, "-test.run=^TestAsSomebodyElse$"+run, "-test.v")
	cmd.Env = append(os.Environ(), childURL+"="+url)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func TestTest(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	tests := []struct {
		name   string
		serve  http.Handler
		url    string
		run    string
		passes bool
		want   []string
	}{
		{"a right target", newHub(), "", "", true, []string{
			"--- PASS: TestAsSomebodyElse/response-status-200", "status 200",
			"--- SKIP: TestAsSomebodyElse/liveness-event-flushed", "untestable: there is no publish hook",
		}},
		{"a broken SHOULD", withHead("ETag", `"1"`), "", "", true, []string{
			"--- PASS: TestAsSomebodyElse/response-no-validator", "warning: A stream SHOULD have neither", "actual   ETag: \"1\"", "in first: ",
		}},
		{"a broken MUST", withHead("Content-Type", "text/html"), "", "", false, []string{
			"--- FAIL: TestAsSomebodyElse/response-media-type", "expected text/event-stream", "actual   text/html",
			"https://html.spec.whatwg.org/", "--- PASS: TestAsSomebodyElse/response-status-200",
		}},
		{"one of them", withHead("Content-Type", "text/html"), "", "/response-status-200", true, []string{"--- PASS: TestAsSomebodyElse/response-status-200"}},
		{"nobody listens", nil, gone.URL, "", false, []string{"check " + gone.URL, "refused"}},
		{"a mistake", nil, "localhost", "", false, []string{`check localhost: url "localhost": want http`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := tt.url
			if tt.serve != nil {
				server := httptest.NewServer(tt.serve)
				defer server.Close()
				url = server.URL + "/events"
			}
			output, passed := runAsSomebodyElse(t, url, tt.run)
			if passed != tt.passes {
				t.Errorf("passed: got %t, want %t", passed, tt.passes)
			}
			for _, want := range tt.want {
				if !strings.Contains(output, want) {
					t.Errorf("the output lacks %q", want)
				}
			}
			if strings.Contains(output, "Ginkgo") || strings.Contains(output, "Ran ") {
				t.Error("the output speaks of Ginkgo")
			}
			if t.Failed() {
				t.Log(output)
			}
		})
	}
}
