package refserver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestMount(t *testing.T) {
	s := start(t, Config{})
	s.Mount("/{$}", []string{http.MethodGet}, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "root") })
	s.Mount("/healthz", []string{http.MethodGet}, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "mine") })
	s.Mount("/posts/{id}", []string{http.MethodDelete}, func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, r.PathValue("id")) })
	tests := []struct {
		method, path string
		status       int
		allow, body  string
	}{
		{"GET", "/", 200, "", "root"},
		{"GET", "/healthz", 200, "", "mine"},
		{"DELETE", "/posts/7", 200, "", "7"},
		{"GET", "/posts/7", 405, "DELETE, OPTIONS", "does not answer GET"},
		{"OPTIONS", "/posts/7", 204, "DELETE, OPTIONS", ""},
		{"GET", "/posts/", 404, "", "nothing is here"},
		{"GET", "/other", 404, "", "nothing is here"},
		{"HEAD", "/events", 200, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			res := s.request(t, tt.method, tt.path, "")
			body := make([]byte, 200)
			n, _ := res.Body.Read(body)
			if res.StatusCode != tt.status || res.Header.Get("Allow") != tt.allow || !strings.Contains(string(body[:n]), tt.body) {
				t.Errorf("status %d, Allow %q, body %q", res.StatusCode, res.Header.Get("Allow"), body[:n])
			}
			if got := res.Header.Get("Access-Control-Allow-Origin"); got != "*" {
				t.Errorf("Access-Control-Allow-Origin is %q", got)
			}
		})
	}
}

func TestPublishInProcess(t *testing.T) {
	s := start(t, Config{FirstID: 5, Control: true})
	st := s.open(t, "?topic=demo")
	id, err := s.Publish(t.Context(), history.Event{Topic: "demo", Type: "greeting", Data: "hello"})
	if err != nil || id != "5" {
		t.Fatalf("ID %q, error %v", id, err)
	}
	if e := st.next(t); e.Type != "greeting" || e.Data != "hello" || e.LastEventID != "5" {
		t.Errorf("got %+v", e)
	}
	s.Drain()
	if _, err := s.Publish(t.Context(), history.Event{Topic: "demo"}); err == nil {
		t.Error("a draining server publishes")
	}
}

func TestAdmitPublisher(t *testing.T) {
	s := start(t, Config{PublishTokens: []string{"writer"}, PublishRate: 1e-3, PublishBurst: 1})
	s.Mount("/send", []string{http.MethodPost}, func(w http.ResponseWriter, r *http.Request) {
		if s.AdmitPublisher(w, r) {
			WriteJSON(w, http.StatusOK, struct{}{})
		}
	})
	const token = "Authorization: Bearer writer"
	for i, step := range []struct {
		header string
		want   int
	}{{"X: none", 401}, {"Authorization: Bearer other", 401}, {token, 200}, {token, 429}} {
		if res := s.request(t, http.MethodPost, "/send", "", step.header); res.StatusCode != step.want {
			t.Errorf("step %d: status %d, want %d", i, res.StatusCode, step.want)
		}
	}
	s.Drain()
	if res := s.request(t, http.MethodPost, "/send", "", token); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("draining: status %d", res.StatusCode)
	}
}

func TestAdmitSubscriber(t *testing.T) {
	s := start(t, Config{SubscribeTokens: []string{"reader"}, PublishTokens: []string{"writer"}})
	s.Mount("/read", []string{http.MethodGet}, func(w http.ResponseWriter, r *http.Request) {
		if s.AdmitSubscriber(w, r) {
			WriteJSON(w, http.StatusOK, struct{}{})
		}
	})
	for header, want := range map[string]int{"X: none": 401, "Authorization: Bearer other": 401, "Authorization: Bearer writer": 403, readerToken: 200} {
		if res := s.request(t, http.MethodGet, "/read", "", header); res.StatusCode != want {
			t.Errorf("%s: status %d, want %d", header, res.StatusCode, want)
		}
	}
}

func TestReadObject(t *testing.T) {
	s := start(t, Config{})
	s.Mount("/send", []string{http.MethodPost}, func(w http.ResponseWriter, r *http.Request) {
		object, ok := s.ReadObject(w, r, 40, "user", "note")
		if !ok {
			return
		}
		user, refusal := object.Text("user", 5)
		if refusal != nil {
			refusal.Write(w)
			return
		}
		note, kind := object.JSON("note")
		WriteJSON(w, http.StatusOK, map[string]string{"user": user, "note": string(note), "kind": kind})
	})
	tests := []struct {
		name, body string
		status     int
		want       map[string]any
	}{
		{"all", `{"user":"ann","note":{"a":1}}`, 200, map[string]any{"user": "ann", "note": `{"a":1}`, "kind": "an object"}},
		{"nothing", `{}`, 200, map[string]any{"user": "", "note": "", "kind": ""}},
		{"not JSON", `{"user":`, 400, map[string]any{"error": "body: not JSON at byte 8: unexpected end of JSON input", "field": "body"}},
		{"an array", `[]`, 400, map[string]any{"error": "body: must be an object, is an array", "field": "body"}},
		{"another key", `{"User":"x"}`, 400, map[string]any{"error": `unknown: "User"`, "field": "User", "hint": "the keys are user, note"}},
		{"twice", `{"user":"x","user":"y"}`, 400, map[string]any{"error": "user: given twice", "field": "user"}},
		{"another type", `{"user":1}`, 400, map[string]any{"error": "user: must be a string, is a number", "field": "user"}},
		{"too long a text", `{"user":"joanna"}`, 400, map[string]any{"error": "user: longer than 5 bytes", "field": "user"}},
		{"too long a body", `{"note":"` + strings.Repeat("x", 40) + `"}`, 413, map[string]any{"error": "body: longer than 40 bytes", "field": "body", "hint": "say it in fewer words"}},
		{"not UTF-8", "{\"note\":\"\xff\"}", 400, map[string]any{"error": "body: invalid UTF-8 at byte 9", "field": "body"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := s.request(t, http.MethodPost, "/send", tt.body)
			if res.StatusCode != tt.status {
				t.Errorf("status %d, want %d", res.StatusCode, tt.status)
			}
			if diff := cmp.Diff(tt.want, answer(t, res)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
