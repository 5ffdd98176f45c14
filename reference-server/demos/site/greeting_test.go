package site_test

import (
	"testing"
	"time"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/demos/site"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// TestGreet: a client has the right ID when it is greeted, however it came.
func TestGreet(t *testing.T) {
	for _, test := range []struct {
		name  string
		hello refserver.Hello
		want  string
	}{
		{"new", refserver.Hello{EndID: "7"}, "retry: 2000\nid: 7\n\n"},
		{"resuming", refserver.Hello{LastEventID: "5", EndID: "7"}, "retry: 2000\n\nid: 5\n\n"},
		{
			"having missed something",
			refserver.Hello{LastEventID: "1", EndID: "7", Missed: history.Evicted},
			"retry: 2000\n\nid: 7\nevent: reset\ndata: {\"reason\":\"evicted\",\"lastEventId\":\"1\"}\n\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.hello.Retry = 2 * time.Second
			if got, want := string(site.Greet(test.hello, "hello", "you")), test.want+"event: hello\ndata: you\n\n"; got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}
