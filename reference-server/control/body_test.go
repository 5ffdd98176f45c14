package control_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// What is not understood is refused with the name of the field, and changes nothing.
func TestRefusals(t *testing.T) {
	s := start(t, refserver.Config{})
	tests := []struct {
		path, body, field, hint string
	}{
		{"time", `{"ofset":"1s"}`, "ofset", "drift, offset"},
		{"time", `{"Offset":"1s"}`, "Offset", ""},
		{"time", `{"offset":"1s","offset":"2s"}`, "offset", ""},
		{"time", `{"offset":1}`, "offset", ""},
		{"time", `{"offset":null}`, "offset", ""},
		{"time", `{"offset":"10000h"}`, "offset", ""},
		{"time", `{"drift":"1"}`, "drift", ""},
		{"time", `{"drift":1e6}`, "drift", ""},
		{"time", `[]`, "body", ""},
		{"time", `{"offset":"1s"}{}`, "body", ""},
		{"time", `{"offset":"1s`, "body", ""},
		{"time", "{\"\xff\":1}", "body", ""},
		{"time", `{"a":"` + strings.Repeat("a", 300<<10) + `"}`, "body", ""},
		{"time?a=b", `{}`, "a", "JSON body"},
		{"answer", `{}`, "status", ""},
		{"answer", `{"status":103}`, "status", ""},
		{"answer", `{"status":204,"body":"a"}`, "body", ""},
		{"answer", `{"status":200,"count":0}`, "count", ""},
		{"answer", `{"status":200,"count":1.5}`, "count", ""},
		{"answer", `{"status":200,"path":"events"}`, "path", ""},
		{"answer", `{"status":200,"after":"2h"}`, "after", ""},
		{"answer", `{"status":200,"headers":{"a b":"c"}}`, "headers", ""},
		{"answer", `{"status":200,"headers":{"a":"b\nc"}}`, "headers", ""},
		{"answer", `{"status":200,"headers":{"a":1}}`, "headers", ""},
		{"answer", `{"status":200,"headers":{"content-length":"1"}}`, "headers", ""},
		{"answer", `{"status":302,"location":"/\n"}`, "location", ""},
		{"answer", `{"status":200,"body":"a","base64":"YQ=="}`, "base64", ""},
		{"answer", `{"status":200,"base64":"?"}`, "base64", ""},
		{"play", `{}`, "body", ""},
		{"play", `{"body":"a","fixture":"id/one"}`, "fixture", ""},
		{"play", `{"fixture":"bom/only-"}`, "fixture", "bom/only"},
		{"play", `{"fixture":"nothing like it"}`, "fixture", "<chapter>/<name>"},
		{"play", `{"body":"a","chunk":0}`, "chunk", ""},
		{"play", `{"body":"a","chunk":[1,0]}`, "chunk", ""},
		{"play", `{"body":"a","chunk":"1"}`, "chunk", ""},
		{"play", `{"body":"a","end":"reset"}`, "end", "rst"},
		{"play", `{"body":"a","framing":"none"}`, "framing", ""},
		{"play", `{"body":"aaa","chunk":1,"delay":"30m"}`, "delay", ""},
		{"publish-delay", `{}`, "distribution", "bimodal"},
		{"publish-delay", `{"distribution":"gauss"}`, "distribution", "normal"},
		{"publish-delay", `{"distribution":"constant"}`, "delay", ""},
		{"publish-delay", `{"distribution":"constant","delay":"1ms","alpha":1}`, "alpha", ""},
		{"publish-delay", `{"distribution":"constant","delay":"2m"}`, "delay", ""},
		{"publish-delay", `{"distribution":"uniform","min":"2ms","max":"1ms"}`, "max", ""},
		{"publish-delay", `{"distribution":"pareto","min":"1ms","max":"1s","alpha":0}`, "alpha", ""},
		{"publish-delay", `{"distribution":"bimodal","low":"1ms","high":"1s","share":2}`, "share", ""},
		{"publish-delay", `{"distribution":"list","delays":[]}`, "delays", ""},
		{"publish-delay", `{"distribution":"list","delays":["1ms","x"]}`, "delays", ""},
		{"publish-delay", `{"stall":"2m"}`, "stall", ""},
		{"restart", `{"ids":"begin"}`, "ids", ""},
		{"streams/drop", `{}`, "all", ""},
		{"streams/drop", `{"all":false}`, "all", ""},
		{"streams/drop", `{"count":1,"share":0.5}`, "all", ""},
		{"streams/drop", `{"share":1.5}`, "share", ""},
		{"streams/drop", `{"count":-1}`, "count", ""},
		{"streams/drop", `{"ids":[1.5]}`, "ids", ""},
		{"streams/drop", `{"ids":1}`, "ids", ""},
		{"streams/drop", `{"all":true,"how":"keep"}`, "how", "half-close"},
		{"delivery", `{}`, "paused", ""},
		{"delivery", `{"paused":"yes"}`, "paused", ""},
		{"delivery", `{"paused":true,"topic":""}`, "topic", ""},
		{"faults", `{"drop":1.5}`, "drop", ""},
		{"faults", `{"drop":-0.5}`, "drop", ""},
		{"faults", `{"drop":0.5,"reorder":0.6}`, "drop", ""},
		{"faults", `{"seed":-1}`, "seed", ""},
		{"faults", `{"keep":1001}`, "keep", ""},
		{"faults", `{"streams":["a"]}`, "streams", ""},
		{"revoke", `{"token":"unknown"}`, "token", ""},
		{"tme", ``, "path", "/control/time"},
		{"requests", `{}`, "method", "GET, DELETE, OPTIONS"},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.body[:min(len(tt.body), 60)], func(t *testing.T) {
			status, text := s.text(t, http.MethodPost, "/control/"+tt.path, tt.body)
			var got struct{ Error, Field, Hint string }
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				t.Fatal(err)
			}
			if status < 400 || status >= 500 || got.Field != tt.field || !strings.HasPrefix(got.Error, tt.field+": ") || !strings.Contains(got.Hint, tt.hint) {
				t.Errorf("status %d, %+v", status, got)
			}
		})
	}
	for _, path := range []string{"play", "answer"} {
		if got := ask[prepared](t, s, http.MethodGet, "/control/"+path, ""); len(got.Pending) > 0 {
			t.Errorf("%s: a bad request left %v", path, got.Pending)
		}
	}
}

func TestPreparedIsBounded(t *testing.T) {
	s := start(t, refserver.Config{})
	for range 64 {
		ask[prepared](t, s, http.MethodPost, "/control/play", `{"body":"a"}`)
	}
	if status, text := s.text(t, http.MethodPost, "/control/play", `{"body":"a"}`); status != http.StatusBadRequest {
		t.Errorf("status %d, %s", status, text)
	}
}

// The list names every endpoint, and each answers by its methods.
func TestIndex(t *testing.T) {
	s := start(t, refserver.Config{})
	type index struct {
		Endpoints []struct {
			Path, About string
			Methods     []string
		}
	}
	all := ask[index](t, s, http.MethodGet, "/control", "").Endpoints
	if len(all) < 8 {
		t.Errorf("%d endpoints", len(all))
	}
	for _, e := range all {
		want := strings.Join(append(e.Methods, http.MethodOptions), ", ")
		res := s.send(t, http.MethodOptions, e.Path, "")
		if got := res.Header.Get("Allow"); got != want || e.About == "" {
			t.Errorf("%s: allows %q, want %q, %q", e.Path, got, want, e.About)
		}
		for _, method := range e.Methods {
			if method == http.MethodGet {
				ask[map[string]any](t, s, method, e.Path, "")
			}
		}
	}
}
