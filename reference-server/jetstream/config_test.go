package jetstream

import (
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/history"
)

func TestValidate(t *testing.T) {
	server := new(Embedded)
	tests := []struct {
		name string
		c    Config
		want string // beginning of the error
	}{
		{"good", Config{Server: server, Limits: roomy()}, ""},
		{"cluster", Config{URLs: []string{"nats://a:4222", "tls://b"}, Replicas: 5, Limits: roomy()}, ""},
		{"twice", Config{Server: server, URLs: []string{"nats://a"}, Limits: roomy()}, "URLs:"},
		{"no URL", Config{URLs: []string{"localhost:4222"}, Limits: roomy()}, "URLs:"},
		{"another scheme", Config{URLs: []string{"http://a"}, Limits: roomy()}, `URLs: "http://a"`},
		{"stream", Config{Server: server, Stream: "a.b", Limits: roomy()}, "Stream:"},
		{"replicas", Config{Server: server, Replicas: 6, Limits: roomy()}, "Replicas:"},
		{"limits", Config{Server: server}, "Limits:"},
		{"short age", Config{Server: server, Limits: history.Limits{Count: 1, Bytes: 1, Age: time.Millisecond}}, "Limits:"},
		{"first ID", Config{Server: server, FirstID: -1, Limits: roomy()}, "FirstID:"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.c.Validate()
			if (err == nil) != (test.want == "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if err := (Config{URLs: []string{"http://user:secret@a"}, Limits: roomy()}).Validate(); strings.Contains(err.Error(), "secret") {
		t.Errorf("the error shows the password: %v", err)
	}
}
