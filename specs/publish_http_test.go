package specs

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTTPHookRefuses(t *testing.T) {
	tests := []struct {
		name string
		hook HTTPHook
		want []string
	}{
		{"nothing", HTTPHook{}, []string{`parse publish hook "": want "METHOD URL"`}},
		{"no method", HTTPHook{Request: "http://localhost/"}, []string{`want "METHOD URL", such as "POST http`}},
		{"a method in lower case", HTTPHook{Request: "post http://localhost/"}, []string{`parse publish hook "post http://localhost/"`}},
		{"no scheme", HTTPHook{Request: "POST localhost/publish"}, []string{`parse publish URL "localhost/publish": want http://host/`}},
		{"another scheme", HTTPHook{Request: "POST ftp://localhost/"}, []string{"want http://host/… or https://host/…"}},
		{"no host", HTTPHook{Request: "POST http:///publish"}, []string{"want http://host/"}},
		{"a URL that is none", HTTPHook{Request: "POST http://[::1/"}, []string{"parse publish URL: "}},
		{"a field that is none", HTTPHook{Request: "POST http://localhost/{{.Id}}"}, []string{"parse publish URL: 1:19: can't evaluate field Id"}},
		{
			"everything at once",
			HTTPHook{Request: "POST http://h/{{", Body: "{{nope}}", Header: []string{"no colon", ": x", "A: {{.X}}"}},
			[]string{"parse publish URL: ", `parse publish body: 1: function "nope"`, `parse publish header number 1: want "Name: value"`, `parse publish header number 2: want`, "parse publish header A: "},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := NewHTTPPublisher(tt.hook)
			if err == nil || p != nil {
				t.Fatalf("got %v, %v", p, err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want … %s …", err, want)
				}
			}
			if lines := strings.Count(err.Error(), "\n") + 1; lines != len(tt.want) {
				t.Errorf("got %d lines, want %d:\n%v", lines, len(tt.want), err)
			}
		})
	}
}

func TestHTTPHookCarries(t *testing.T) {
	tests := []struct {
		name string
		hook HTTPHook
		want Carries
	}{
		{"data", HTTPHook{Request: "POST http://h/"}, Carries{}},
		{"all in the URL", HTTPHook{Request: "POST http://h/{{.Topic}}?id={{.ID}}&event={{.Event}}"}, Carries{ID: true, Event: true, Topic: true}},
		{"id in a header", HTTPHook{Request: "POST http://h/", Header: []string{"X-ID: {{.ID}}"}}, Carries{ID: true}},
		{"type in the body", HTTPHook{Request: "POST http://h/", Body: "{{json .Event}}"}, Carries{Event: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := NewHTTPPublisher(tt.hook)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Carries(); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if got := p.String(); got != tt.hook.Request {
				t.Errorf("got %q", got)
			}
		})
	}
}

// echo answers with the request that it has received.
func echo(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, "%s %s %q X=%q Type=%q", r.Method, r.RequestURI, body, r.Header.Get("X"), r.Header["Content-Type"])
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestHTTPHookRequests(t *testing.T) {
	base := echo(t)
	p := Publication{Topic: "a b", ID: "9", Event: "t&u", Data: "x\ny", Seq: 7}
	tests := []struct {
		name string
		hook HTTPHook
		want string
	}{
		{"data is the body", HTTPHook{Request: "POST " + base + "/p"}, `200 OK POST /p "x\ny" X="" Type=[]`},
		{"white space around", HTTPHook{Request: " PUT   " + base + "/p "}, `200 OK PUT /p "x\ny" X="" Type=[]`},
		{"query", HTTPHook{Request: "GET " + base + "/p?e={{urlquery .Event}}&n={{.Seq}}"}, `200 OK GET /p?e=t%26u&n=7 "x\ny" X="" Type=[]`},
		{"path", HTTPHook{Request: "POST " + base + "/{{path .Topic}}"}, `200 OK POST /a%20b "x\ny" X="" Type=[]`},
		{"body", HTTPHook{Request: "POST " + base, Body: "{{json .Data}}{{.ID}}", Header: []string{"content-type:application/json"}}, `200 OK POST / "\"x\\ny\"9" X="" Type=["application/json"]`},
		{"header", HTTPHook{Request: "POST " + base, Header: []string{"X:  {{.ID}} "}}, `200 OK POST / "x\ny" X="9" Type=[]`},
		{"a header that comes out empty", HTTPHook{Request: "POST " + base, Header: []string{"X: {{if eq .ID \"1\"}}a{{end}}"}}, `200 OK POST / "x\ny" X="" Type=[]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			publisher, err := NewHTTPPublisher(tt.hook)
			if err != nil {
				t.Fatal(err)
			}
			outcome, detail, err := publisher.Publish(t.Context(), p)
			if outcome != OutcomeAccepted || err != nil {
				t.Errorf("got %s, %v", outcome, err)
			}
			if diff := cmp.Diff(tt.want, detail); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHTTPHookOutcomes(t *testing.T) {
	status := func(code int, answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			_, _ = io.WriteString(w, answer)
		}
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   Outcome
		detail string
	}{
		{"200", status(200, ""), OutcomeAccepted, "200 OK"},
		{"202 with an answer of several lines", status(202, "{\n  \"id\": 1\n}\n"), OutcomeAccepted, `202 Accepted { "id": 1 }`},
		{"204", status(204, ""), OutcomeAccepted, "204 No Content"},
		{"304", status(304, ""), OutcomeRefused, "304 Not Modified"},
		{"400", status(400, "bad id"), OutcomeRefused, "400 Bad Request bad id"},
		{"499", status(499, ""), OutcomeRefused, "499 status code 499"},
		{"500", status(500, "oops"), OutcomeFailed, "500 Internal Server Error oops"},
		{"504", status(504, ""), OutcomeFailed, "504 Gateway Timeout"},
		{"a long answer", status(413, strings.Repeat("x", 1<<20)), OutcomeRefused, "413 Request Entity Too Large " + strings.Repeat("x", maxAnswer)},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/p" {
				http.Redirect(w, r, "/q", http.StatusTemporaryRedirect)
			}
		}, OutcomeAccepted, "200 OK"},
		{"no answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, OutcomeFailed, "the connection was closed before there was an answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(tt.answer)
			defer server.Close()
			publisher, err := NewHTTPPublisher(HTTPHook{Request: "POST " + server.URL + "/p"})
			if err != nil {
				t.Fatal(err)
			}
			if got, detail, err := publisher.Publish(t.Context(), Publication{Data: "x"}); got != tt.want || detail != tt.detail || err != nil {
				t.Errorf("got %s, %.80q, %v, want %s, %.80q", got, detail, err, tt.want, tt.detail)
			}
		})
	}
}

func TestHTTPHookWithoutAnAnswer(t *testing.T) {
	silent := httptest.NewServer(deafPublisher())
	defer silent.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	secure := secureServer(http.NotFoundHandler())
	defer secure.Close()
	tests := []struct {
		name   string
		hook   HTTPHook
		cancel bool
		detail string
	}{
		{"too slow", HTTPHook{Request: "POST " + silent.URL + "/publish", Timeout: 50 * ms}, false, "no answer in time"},
		{"nobody listens", HTTPHook{Request: "POST " + gone.URL}, false, "refused"},
		{"a certificate that nobody knows", HTTPHook{Request: "POST " + secure.URL}, false, "certificate"},
		{"cancelled", HTTPHook{Request: "POST " + silent.URL + "/publish"}, true, "no answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			publisher, err := NewHTTPPublisher(tt.hook)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if tt.cancel {
				cancel()
			}
			outcome, detail, err := publisher.Publish(ctx, Publication{Data: "x"})
			if outcome != OutcomeFailed || !strings.Contains(detail, tt.detail) || err != nil {
				t.Errorf("got %s, %q, %v, want failed, … %s …", outcome, detail, err, tt.detail)
			}
		})
	}
}

// secureServer returns a server with a certificate that nobody knows. It does
// not complain of clients that refuse it.
func secureServer(handler http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	return server
}

func TestHTTPHookOverTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	transport, ok := server.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("the test server's client has another transport")
	}
	publisher, err := NewHTTPPublisher(HTTPHook{Request: "POST " + server.URL, TLS: transport.TLSClientConfig})
	if err != nil {
		t.Fatal(err)
	}
	if outcome, detail, err := publisher.Publish(t.Context(), Publication{}); outcome != OutcomeAccepted || err != nil {
		t.Errorf("got %s, %q, %v", outcome, detail, err)
	}
}

func TestHTTPHookThatCannotSayIt(t *testing.T) {
	base := echo(t)
	hook := HTTPHook{Request: "POST " + base, Header: []string{"X: {{.ID}}"}}
	publisher, err := NewHTTPPublisher(hook)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, id string
		want     Outcome
	}{
		{"plain", "1", OutcomeAccepted},
		{"LF", "1\nX: 2", OutcomeInexpressible},
		{"CR", "1\rX: 2", OutcomeInexpressible},
		{"NUL", "1\x00", OutcomeInexpressible},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, detail, err := publisher.Publish(t.Context(), Publication{ID: tt.id}); got != tt.want || err != nil || detail == "" {
				t.Errorf("got %s, %q, %v, want %s", got, detail, err, tt.want)
			}
		})
	}
}
