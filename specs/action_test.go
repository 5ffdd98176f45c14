package specs

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func TestActions(t *testing.T) {
	base := echo(t)
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	onHTTP := func(request string) Action {
		a, err := NewHTTPAction("revoke", HTTPHook{Request: request, Header: []string{"X: {{.Name}}"}})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	inGo := func(answer error) Action {
		return ActionFunc(func(_ context.Context, c Credential) error {
			if c.Token != "a b" {
				t.Errorf("got the token %q", c.Token)
			}
			return answer
		})
	}
	about := Control{Revocable: wire.Field{Name: "authorization", Value: "Bearer a b"}}.credential()
	tests := []struct {
		name   string
		action Action
		want   Outcome
		detail string
	}{
		{"over HTTP", onHTTP("POST " + base + "/{{path .Token}}?v={{urlquery .Value}}"), OutcomeAccepted, `200 OK POST /a%20b?v=Bearer+a+b "" X="authorization" Type=[]`},
		{"refused over HTTP", onHTTP("POST " + refusing.URL), OutcomeRefused, "404 Not Found 404 page not found"},
		{"in Go", inGo(nil), OutcomeAccepted, ""},
		{"refused in Go", inGo(errors.New("no")), OutcomeRefused, "no"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, detail, err := tt.action.Do(t.Context(), about)
			if got != tt.want || detail != tt.detail || err != nil || tt.action.String() == "" {
				t.Errorf("got %s, %q, %v, want %s, %q", got, detail, err, tt.want, tt.detail)
			}
		})
	}
}

func TestCommandAction(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is one of sh")
	}
	a, err := NewCommandAction("revoke", `echo "$SSEGAUGE_TOKEN of $SSEGAUGE_CREDENTIAL"; cat`)
	if err != nil {
		t.Fatal(err)
	}
	got, detail, err := a.Do(t.Context(), Credential{Name: "Cookie", Value: "Bearer abc", Token: "abc"})
	if got != OutcomeAccepted || detail != "abc of Bearer abc" || err != nil {
		t.Errorf("got %s, %q, %v", got, detail, err)
	}
	if a.String() == "" {
		t.Error("the hook has no name")
	}
	if _, err := NewCommandAction("revoke", " "); err == nil || err.Error() != "parse revoke command: it is empty" {
		t.Errorf("an empty command: got %v", err)
	}
}

func TestHTTPActionRefuses(t *testing.T) {
	_, err := NewHTTPAction("revoke", HTTPHook{Request: "POST http://h/{{.Data}}", Body: "{{.Topic}}"})
	for _, want := range []string{"parse revoke URL: 1:11: can't evaluate field Data", "parse revoke body: 1:2: can't evaluate field Topic"} {
		if err == nil || !strings.Contains(err.Error(), want+"\n") && !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want … %s", err, want)
		}
	}
}

func TestCredential(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"Authorization", "Bearer abc", "abc"},
		{"Authorization", "abc", "abc"},
		{"X-Api-Key", "a b", "a b"},
		{"Cookie", "session=abc; theme=dark", "session=abc; theme=dark"},
	}
	for _, tt := range tests {
		if got := (Control{Revocable: wire.Field{Name: tt.name, Value: tt.value}}).credential(); got.Token != tt.want || got.Value != tt.value {
			t.Errorf("%s: %s: got %+v, want the token %q", tt.name, tt.value, got, tt.want)
		}
	}
}

// Without a hook, or on another machine, nothing is done, and it says why.
func TestControlHooksAreNotCalled(t *testing.T) {
	called := ActionFunc(func(context.Context, Credential) error {
		t.Error("the hook was called")
		return nil
	})
	hooks := Control{Revoke: called, Restart: called, Revocable: wire.Field{Name: "Authorization", Value: "Bearer abc"}}
	reach := live(firstStream, "").Transcript
	reach.Name = firstStream
	tests := []struct {
		name   string
		config Config
		want   string
	}{
		{"no hook", Config{URL: "http://127.0.0.1/"}, "there is no re"},
		{"another machine", Config{URL: "http://192.0.2.1/", Control: hooks}, "192.0.2.1 is not a loopback address"},
		{"a quick run", Config{URL: "http://127.0.0.1/", Control: hooks, Depth: DepthQuick}, "a quick run only watches"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &observer{cfg: &tt.config, run: newShared(tt.config), all: map[string]*Observation{probeReach: {Transcripts: []*wire.Transcript{reach}}}}
			for _, p := range slices.Concat(authProbes(), restartProbes()) {
				if skip, hindered := o.hindrance(t.Context(), p); !hindered || !strings.HasPrefix(skip.Reason, tt.want) {
					t.Errorf("%s: got %+v, want %s", p.name, skip, tt.want)
				}
			}
		})
	}
}
