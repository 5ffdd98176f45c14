package refserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// accessLines is a log in memory.
type accessLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *accessLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *accessLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *accessLines) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(l, nil)) }

// next waits for the first line, takes it and returns it without what differs from
// run to run, after a look at that.
func (l *accessLines) next(t *testing.T) map[string]any {
	t.Helper()
	until(t, "there is a line in the log", func() bool { return strings.Contains(l.String(), "\n") })
	l.mu.Lock()
	line, err := l.text.ReadString('\n')
	l.mu.Unlock()
	var got map[string]any
	if err != nil || json.Unmarshal([]byte(line), &got) != nil {
		t.Fatalf("line %q (error %v)", line, err)
	}
	for name, prefix := range map[string]string{"remote": "127.0.0.1:", "level": "INFO", "time": "20"} {
		if text, ok := got[name].(string); !ok || !strings.HasPrefix(text, prefix) {
			t.Errorf("%s is %v in %s", name, got[name], line)
		}
		delete(got, name)
	}
	if took, ok := got["seconds"].(float64); ok != (got["msg"] != "stream opened") || took < 0 || took > patience.Seconds() {
		t.Errorf("it took %v in %s", got["seconds"], line)
	}
	delete(got, "seconds")
	return got
}

func TestAccessLog(t *testing.T) {
	const secret = "s3cret"
	authorized := "Authorization: Bearer " + secret
	log := new(accessLines)
	s := start(t, Config{AccessLog: log.logger(), Tokens: []string{secret}, TokenInQuery: true, Control: true, MaxTopics: 2})
	tests := []struct {
		name           string
		method, target string
		headers        []string
		want           map[string]any
	}{
		{
			"publish", http.MethodPost, "/publish?topic=a",
			[]string{authorized},
			map[string]any{"method": "POST", "path": "/publish", "status": 200.0, "topics": []any{"a"}},
		},
		{
			"refused", http.MethodPost, "/publish?topic=a&access_token=" + secret, nil,
			map[string]any{"method": "POST", "path": "/publish", "status": 401.0, "topics": []any{"a"}},
		},
		{
			"no stream", http.MethodHead, "/events?access_token=" + secret, nil,
			map[string]any{"method": "HEAD", "path": "/events", "status": 200.0},
		},
		{
			"nowhere", http.MethodGet, "/" + strings.Repeat("x", 100) + "?token=" + secret, nil,
			map[string]any{"method": "GET", "path": "/" + strings.Repeat("x", 63) + "…", "status": 404.0},
		},
		{
			"revocation of another", http.MethodPost, "/control/revoke?token=x" + secret, nil,
			map[string]any{"method": "POST", "path": "/control/revoke", "status": 400.0},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res := s.request(t, test.method, test.target, "", test.headers...)
			test.want["msg"], test.want["protocol"] = "request", "HTTP/1.1"
			test.want["bytes"] = float64(max(0, res.ContentLength))
			got := log.next(t)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("line (-want +got):\n%s", diff)
			}
			if text := fmt.Sprint(got); strings.Contains(text, secret) {
				t.Errorf("the log has the token: %s", text)
			}
		})
	}
}

func TestAccessLogOfStreams(t *testing.T) {
	const secret = "s3cret"
	tests := []struct {
		name  string
		end   func(t *testing.T, s *running, st *stream)
		cause string
	}{
		{"client leaves", func(_ *testing.T, _ *running, st *stream) { _ = st.Body.Close() }, "left"},
		{"drain", func(_ *testing.T, s *running, _ *stream) { s.Drain() }, "drained"},
		{"restart", func(_ *testing.T, s *running, _ *stream) { s.Restart() }, "drained"},
		{"revocation", func(_ *testing.T, s *running, _ *stream) { s.tokens.revoke(secret); s.subscribers.endRevoked() }, "revoked"},
	}
	carriers := map[string]func(http.Handler) http.Handler{
		"on a loop":        nil,
		"with a goroutine": func(next http.Handler) http.Handler { return next },
	}
	for _, test := range tests {
		for carrier, wrap := range carriers {
			t.Run(test.name+" "+carrier, func(t *testing.T) {
				log := new(accessLines)
				s := start(t, Config{AccessLog: log.logger(), SubscribeTokens: []string{secret}, TokenInQuery: true, Wrap: wrap})
				st := s.open(t, "?topic=a&topic=b.*&access_token="+secret, "Last-Event-ID: 0")
				want := map[string]any{
					"msg": "stream opened", "stream": 1.0, "protocol": "HTTP/1.1", "status": 200.0,
					"topics": []any{"a", "b.*"}, "lastEventId": "0",
				}
				if diff := cmp.Diff(want, log.next(t)); diff != "" {
					t.Errorf("opened (-want +got):\n%s", diff)
				}
				s.publish(t, "?topic=a", "x")
				st.next(t)
				if got := log.next(t); got["msg"] != "request" || got["path"] != "/publish" {
					t.Errorf("then comes %v", got)
				}
				test.end(t, s, st)
				want["msg"], want["cause"], want["events"] = "stream ended", test.cause, 1.0
				got := log.next(t)
				if bytes, _ := got["bytes"].(float64); int(bytes) < len("id: 1\ndata: x\n\n") {
					t.Errorf("%v bytes", got["bytes"])
				}
				delete(got, "bytes")
				delete(got, "error")
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("ended (-want +got):\n%s", diff)
				}
				if rest := log.String(); rest != "" {
					t.Errorf("the log goes on with %s", rest)
				}
			})
		}
	}
}

func TestSecondsAreShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		1034941 * time.Microsecond:     "1.034941",
		1034940600 * time.Nanosecond:   "1.034941",
		90 * time.Second:               "90",
		400 * time.Nanosecond:          "0",
		2*time.Hour + time.Microsecond: "7200.000001",
	} {
		if got := strconv.FormatFloat(inSeconds(d), 'g', -1, 64); got != want {
			t.Errorf("%s is %s s, want %s", d, got, want)
		}
	}
}
