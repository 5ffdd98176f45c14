package processes

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asking returns what the admin handler of a group answers.
func (r *running) asking(t *testing.T, method, path, body string, headers ...string) (status int, text string) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	req.RemoteAddr = "192.0.2.7:4711"
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.Admin().ServeHTTP(w, req)
	return w.Code, w.Body.String()
}

func TestAdminAsksAllProcesses(t *testing.T) {
	g := start(t, "", nil)
	g.awaitReady(t)
	status, text := g.asking(t, "POST", "/control/echo?x=1", "hello", "Authorization: Bearer a", "Connection: X-Hop", "X-Hop: 1", remoteHeader+": 127.0.0.1:1")
	var answer struct {
		Processes []struct {
			Process int
			Answer  map[string]any
		}
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, %s: %v", status, text, err)
	}
	for i, one := range answer.Processes {
		want := map[string]any{
			"process": float64(i + 1), "method": "POST", "path": "/control/echo?x=1", "body": "hello", "remote": "192.0.2.7:4711", "host": "example.com",
			"header": map[string]any{"Authorization": []any{"Bearer a"}, "Content-Length": []any{"5"}, "User-Agent": []any{"Go-http-client/2.0"}},
		}
		if diff := cmp.Diff(want, one.Answer); diff != "" || one.Process != i+1 {
			t.Errorf("process %d answered (-want +got):\n%s", one.Process, diff)
		}
	}
	if len(answer.Processes) != 3 {
		t.Errorf("%d answers", len(answer.Processes))
	}
}

func TestAdminAsksOneProcess(t *testing.T) {
	var done []string // by one goroutine, before the answer
	g := start(t, "", func(c *Config) { c.Done = func(r Request) { done = append(done, r.URL.String()+" "+string(r.Body)) } })
	g.awaitReady(t)
	status, text := g.asking(t, "POST", "/control/echo?process=2&x=1", "hello")
	if status != http.StatusOK || !strings.HasPrefix(text, `{"processes":[{"process":2,"status":200,`) || !strings.Contains(text, `"path":"/control/echo?x=1"`) {
		t.Errorf("status %d, %s", status, text)
	}
	if status, text = g.asking(t, "POST", "/control/none", ""); status != http.StatusNotFound {
		t.Errorf("status %d, %s", status, text)
	}
	if diff := cmp.Diff([]string{"/control/echo?process=2&x=1 hello"}, done); diff != "" {
		t.Errorf("done (-want +got):\n%s", diff)
	}
}

func TestAdminAnswersManyAtOnce(t *testing.T) {
	g := start(t, "", nil)
	g.awaitReady(t)
	handler := g.Admin()
	var all sync.WaitGroup
	for range 300 {
		all.Go(func() {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/healthz", http.NoBody))
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"streams":6`) {
				t.Errorf("status %d, %s", w.Code, w.Body)
			}
		})
	}
	all.Wait()
}

func TestAdminSaysWhichProcessIsDown(t *testing.T) {
	var done []string // by one goroutine, before the answer
	g := start(t, "", func(c *Config) {
		c.Restart.Pause, c.Restart.MaxPause = patience, patience
		c.Done = func(r Request) { done = append(done, r.URL.Path) }
	})
	g.awaitReady(t)
	if err := syscall.Kill(g.States()[1].Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "it is gone", func() bool { return !g.States()[1].Ready })
	status, text := g.asking(t, "GET", "/healthz", "")
	if status != http.StatusOK || !strings.Contains(text, `"status":"degraded"`) || !strings.Contains(text, `"streams":4`) {
		t.Errorf("status %d, %s", status, text)
	}
	status, text = g.asking(t, "POST", "/control/echo", "")
	if want := `{"process":2,"status":503,"error":"the process is being started again"}`; status != http.StatusServiceUnavailable || !strings.Contains(text, want) {
		t.Errorf("status %d, %s", status, text)
	}
	if diff := cmp.Diff([]string{"/healthz", "/control/echo"}, done); diff != "" { // the one that is down must be told later
		t.Errorf("done (-want +got):\n%s", diff)
	}
}

func TestAdminRefuses(t *testing.T) {
	g := start(t, "", func(c *Config) { c.Count = 1 })
	tests := []struct {
		name, method, path string
		body               string
		status             int
		want               string
	}{
		{"another path", "GET", "/events", "", http.StatusNotFound, "GET /healthz"},
		{"a process that is none", "POST", "/control/x?process=2", "", http.StatusBadRequest, "process: want a number from 1 to 1"},
		{"no number of one", "POST", "/control/x?process=a", "", http.StatusBadRequest, "process: want a number from 1 to 1"},
		{"another method", "POST", "/healthz", "", http.StatusMethodNotAllowed, ""},
		{"a large body", "POST", "/control/x", strings.Repeat("x", maxQuestionBytes+1), http.StatusRequestEntityTooLarge, "more than 1048576 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, text := g.asking(t, test.method, test.path, test.body)
			if status != test.status || !strings.Contains(text, test.want) {
				t.Errorf("status %d, %s", status, text)
			}
		})
	}
}

// echo answers with what it was asked.
func echo(brief testBrief) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"process": brief.Process, "method": r.Method, "path": r.URL.RequestURI(),
			"body": string(body), "remote": r.RemoteAddr, "host": r.Host, "header": r.Header,
		})
	}
}
