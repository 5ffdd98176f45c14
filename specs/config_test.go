package specs

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func hookFor(t *testing.T, request string) Publisher {
	t.Helper()
	p, err := NewHTTPPublisher(HTTPHook{Request: request})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestConfigIsValid(t *testing.T) {
	tests := []struct {
		name   string
		config Config
	}{
		{"a URL", Config{URL: "http://localhost"}},
		{"https", Config{URL: "https://user:secret@[::1]:8443/events?a=b#c"}},
		{"topics", Config{URL: "http://h/{{path .Topic}}", Publisher: hookFor(t, "POST http://h/{{.Topic}}")}},
		{"topics without a hook", Config{URL: "http://h/{{.Topic}}"}},
		{"everything", Config{
			URL: "http://h/", Method: "QUERY", Proto: wire.HTTP2, Concurrency: 1, Labels: "level:must && !resume", Limits: brief(),
			Require: []Tier{TierPassive, TierTrigger}, Publisher: hookFor(t, "POST http://h/"),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.config.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestConfigIsRefused(t *testing.T) {
	const good = "http://h/"
	tests := []struct {
		name   string
		config Config
		want   []string
	}{
		{"nothing", Config{}, []string{"url: there is none"}},
		{"no scheme", Config{URL: "localhost:8080/events"}, []string{`url "localhost:8080/events": want http://host/… or https://host/…`}},
		{"another scheme", Config{URL: "ws://h/"}, []string{`url "ws://h/": want http://host/`}},
		{"no host", Config{URL: "http:///events"}, []string{`url "http:///events": want http://host/`}},
		{"a URL that is none", Config{URL: "http://h:port/"}, []string{`url "http://h:port/": invalid port`}},
		{"a template that is none", Config{URL: "http://h/{{.Topic"}, []string{`url "http://h/{{.Topic": parse url: 1: unclosed action`}},
		{"an unknown field", Config{URL: "http://h/{{.topic}}"}, []string{"parse url: 1:11: can't evaluate field topic"}},
		{"another version of HTTP", Config{URL: good, Proto: "HTTP/3"}, []string{`protocol "HTTP/3": want HTTP/1.1 or HTTP/2`}},
		{"less than no memory", Config{URL: good, MaxMemory: -1}, []string{"max-memory -1: want at least 1 byte"}},
		{"less than no time", Config{URL: good, MaxTime: -sec}, []string{"max-time -1s: want more than 0"}},
		{"a method in lower case", Config{URL: good, Method: "get"}, []string{`method "get": want a name in upper case, such as GET`}},
		{"a method that is more", Config{URL: good, Method: "GET /\r\nA: B"}, []string{`method "GET /\r\nA: B": want a name`}},
		{"a port that is none", Config{URL: "http://h:65536/"}, []string{`url "http://h:65536/": port 65536 is not between 0 and 65535`}},
		{"a field that cannot be sent", Config{URL: good, Header: []wire.Field{{Name: "A", Value: "b\r\nC: d"}}}, []string{"make request: header A holds a CR, LF or NUL"}},
		{"a field name that is none", Config{URL: good, Header: []wire.Field{{Name: "A b", Value: "c"}}}, []string{`make request: header name "A b" is not a token`}},
		{"a label filter", Config{URL: good, Labels: "framing &&"}, []string{`label filter "framing &&": `}},
		{"a hook without topics", Config{URL: "http://h/{{.Topic}}", Publisher: hookFor(t, "POST http://h/")}, []string{"publish hook: the url has {{.Topic}}, the hook has not"}},
		{"a tier", Config{URL: good, Require: []Tier{"root"}}, []string{`tier "root": want passive, trigger or control`}},
		{"a credential and no hook", Config{URL: good, Control: Control{Revocable: wire.Field{Name: "A", Value: "b"}}}, []string{"revocable credential: there is no revoke hook"}},
		{"a hook and no credential", Config{URL: good, Control: Control{Revoke: ActionFunc(nil)}}, []string{"revoke hook: there is no credential to revoke"}},
		{"a credential that is none", Config{URL: good, Control: Control{Revoke: ActionFunc(nil), Revocable: wire.Field{Name: "A b"}}}, []string{"revocable credential: want \"Name: value\""}},
		{"a limit", Config{URL: good, Limits: Limits{MaxDelay: -time.Second}}, []string{"max-delay -1s: want a positive duration"}},
		{
			"everything at once",
			Config{
				URL: "x", Method: "get", Labels: "(", Concurrency: -2, Require: []Tier{"a", "b"},
				Limits: Limits{Timeout: -1, Window: -2, MaxSilence: -3, MaxHeadWait: -4, MaxDelay: -5},
			},
			[]string{
				`url "x": want http`, "timeout -1ns: ", "window -2ns: ", "max-silence -3ns: ", "max-head-wait -4ns: ", "max-delay -5ns: ",
				`method "get": `, `label filter "(": `, "concurrency -2: want at least 1", `tier "a": `, `tier "b": `,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.config.Validate()
			if err == nil {
				t.Fatal("got no error")
			}
			problems := strings.Split(err.Error(), "\n")
			if len(problems) != len(tt.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(problems), len(tt.want), err)
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(problems[i], want) && !strings.Contains(problems[i], ": "+want) {
					t.Errorf("got %q, want … %s …", problems[i], want)
				}
			}
		})
	}
}

func TestLimitsHaveDefaults(t *testing.T) {
	want := Limits{Timeout: DefaultTimeout, Window: DefaultWindow, MaxSilence: DefaultMaxSilence, MaxHeadWait: DefaultMaxHeadWait, MaxDelay: DefaultMaxDelay, MaxLinger: DefaultMaxLinger, MaxDown: DefaultMaxDown}
	if diff := cmp.Diff(want, Limits{}.withDefaults()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(brief(), brief().withDefaults()); diff != "" {
		t.Errorf("limits that are set (-want +got):\n%s", diff)
	}
}

func TestURLForTopic(t *testing.T) {
	tests := []struct{ url, topic, want string }{
		{"http://h/events", "a", "http://h/events"},
		{"http://h/{{path .Topic}}", "a/b c", "http://h/a%2Fb%20c"},
		{"http://h/?t={{urlquery .Topic}}&x=1", "a&b", "http://h/?t=a%26b&x=1"},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			if got, err := (Config{URL: tt.url}).urlFor(tt.topic); err != nil || got.String() != tt.want {
				t.Errorf("got %v, %v, want %s", got, err, tt.want)
			}
		})
	}
}
