package notifications_test

import (
	"net/http"
	"strings"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// TestBadNotification: each gets an answer that names what is wrong.
func TestBadNotification(t *testing.T) {
	r := start(t, false, refserver.Config{})
	listen(t, r, "alice")
	for _, test := range []struct {
		name, body string
		status     int
		field, say string
	}{
		{"no JSON", `userId=alice`, 400, "body", "JSON"},
		{"nothing", ``, 400, "body", ""},
		{"cut short", `{"userId": "alice", "notif`, 400, "body", ""},
		{"an array", `[]`, 400, "body", "an array"},
		{"another key", `{"userId": "alice", "notification": "x", "to": "bob"}`, 400, "to", "unknown"},
		{"a key given twice", `{"userId": "alice", "userId": "bob", "notification": "x"}`, 400, "userId", "twice"},
		{"no user", `{"notification": "x"}`, 400, "userId", "missing"},
		{"an empty user", `{"userId": "", "notification": "x"}`, 400, "userId", "empty"},
		{"a number for a user", `{"userId": 7, "notification": "x"}`, 400, "userId", "must be a string"},
		{"a long user", `{"userId": "` + strings.Repeat("u", 201) + `", "notification": "x"}`, 400, "userId", "longer than 200 bytes"},
		{"no notification", `{"userId": "alice"}`, 400, "notification", "is missing"},
		{"a number", `{"userId": "alice", "notification": 7}`, 400, "notification", "must be a string or an object, is a number"},
		{"null", `{"userId": "alice", "notification": null}`, 400, "notification", "is null"},
		{"a list", `{"userId": "alice", "notification": ["x"]}`, 400, "notification", "is an array"},
		{"half a character", `{"userId": "alice", "notification": "\ud800"}`, 400, "notification", "surrogate"},
		{"too much", `{"userId": "alice", "notification": "` + strings.Repeat("x", 1<<20) + `"}`, 413, "body", ""},
		{"an unknown user", `{"userId": "bob", "notification": "x"}`, 404, "userId", "User not connected"},
		{"another case", `{"userId": "Alice", "notification": "x"}`, 404, "userId", "User not connected"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := r.Do(http.MethodPost, "/api/send-notification", test.body, "Content-Type: application/json")
			answer := res.JSON()
			message, _ := answer["error"].(string)
			if res.StatusCode != test.status || answer["field"] != test.field || !strings.Contains(message, test.say) {
				t.Errorf("status %d, %v, want %d and %s: … %s", res.StatusCode, answer, test.status, test.field, test.say)
			}
		})
	}
}

func TestBadUserOfAStream(t *testing.T) {
	r := start(t, false, refserver.Config{})
	for query, say := range map[string]string{
		"":                                     "missing",
		"?userId=":                             "empty",
		"?userid=alice":                        "missing",
		"?userId=a&userId=b":                   "twice",
		"?userId=%ff":                          "UTF-8",
		"?userId=%":                            "query",
		"?userId=" + strings.Repeat("u", 201):  "longer than 200 bytes",
		"?userId=" + strings.Repeat("%C3", 50): "UTF-8",
	} {
		res := r.Do(http.MethodGet, "/api/notifications"+query, "")
		message, _ := res.JSON()["error"].(string)
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(message, say) {
			t.Errorf("%s: status %d, %q, want 400, … %s", query, res.StatusCode, message, say)
		}
	}
}

func TestTokens(t *testing.T) {
	r := start(t, false, refserver.Config{PublishTokens: []string{"secret"}})
	tab := listen(t, r, "alice")
	const body = `{"userId": "alice", "notification": "x"}`
	for header, want := range map[string]int{
		"X-Nothing: at all": 401, "Authorization: Bearer wrong": 401, "Authorization: Bearer secret": 200,
	} {
		res := r.Do(http.MethodPost, "/api/send-notification", body, header)
		if answer := res.JSON(); res.StatusCode != want {
			t.Errorf("%s: status %d, %v, want %d", header, res.StatusCode, answer, want)
		}
	}
	if e := tab.Next(); e.Data != "x" {
		t.Errorf("got %+v", e)
	}
}

func TestMethods(t *testing.T) {
	r := start(t, false, refserver.Config{})
	for path, method := range map[string]string{
		"/api/send-notification": http.MethodGet, "/api/notifications?userId=a": http.MethodPost, "/api/events": http.MethodDelete,
	} {
		if res := r.Do(method, path, ""); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") == "" {
			t.Errorf("%s %s: status %d, Allow %q", method, path, res.StatusCode, res.Header.Get("Allow"))
		}
	}
}

// TestSendWhileDraining: the sender is told to come again.
func TestSendWhileDraining(t *testing.T) {
	r := start(t, false, refserver.Config{})
	r.Server.Drain()
	res := r.Do(http.MethodPost, "/api/send-notification", `{"userId": "alice", "notification": "x"}`)
	if answer := res.JSON(); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d, %v, want 503", res.StatusCode, answer)
	}
}
