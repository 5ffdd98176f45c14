package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ssegauge/ssegauge/internal/eventstream"
)

func TestRecorderDefaults(t *testing.T) {
	zero := Recorder{}
	d := zero.withDefaults()
	if d.DialTimeout != DefaultDialTimeout || d.HeadTimeout != DefaultHeadTimeout || d.MaxRedirects != DefaultMaxRedirects || d.TLS == nil || d.Dial == nil {
		t.Errorf("got %+v", d)
	}
	if zero.Dial != nil || zero.TLS != nil {
		t.Error("the recorder of the caller was changed")
	}
	own := Recorder{DialTimeout: 1, HeadTimeout: 2, MaxRedirects: -1, TLS: &tls.Config{}}
	if d := own.withDefaults(); d.DialTimeout != 1 || d.HeadTimeout != 2 || d.MaxRedirects != -1 || d.TLS != own.TLS {
		t.Errorf("got %+v", d)
	}
}

func TestLimitsOfARecorder(t *testing.T) {
	tests := []struct {
		name string
		r    Recorder
		req  Request
		want Limits
	}{
		{"defaults", Recorder{}, Request{}, Limits{64 << 10, 32 << 20, 1 << 20, eventstream.Options{MaxLineBytes: 1 << 20, MaxEventBytes: 16 << 20, MaxIDBytes: 64 << 10}}},
		{
			"own",
			Recorder{MaxHeadBytes: 1, MaxBodyBytes: 2, MaxLines: 3, Stream: eventstream.Options{LastEventID: "x", MaxLineBytes: 4, MaxEventBytes: 5, MaxIDBytes: 6}},
			Request{Header: []Field{{"Last-Event-ID", "y"}}},
			Limits{1, 2, 3, eventstream.Options{LastEventID: "x", MaxLineBytes: 4, MaxEventBytes: 5, MaxIDBytes: 6}},
		},
		{
			"seeded",
			Recorder{MaxHeadBytes: 1, MaxBodyBytes: 2, MaxLines: 3, Stream: eventstream.Options{MaxLineBytes: 4, MaxEventBytes: 5, MaxIDBytes: 6}},
			Request{Header: []Field{{"Last-Event-ID", "\xffü"}}},
			Limits{1, 2, 3, eventstream.Options{LastEventID: "\ufffdü", MaxLineBytes: 4, MaxEventBytes: 5, MaxIDBytes: 6}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.r.limits().withDefaults(&tt.req)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOpenCopiesTheRequest(t *testing.T) {
	release := make(chan struct{})
	r := &Recorder{Dial: func(ctx context.Context, _, addr string) (net.Conn, error) {
		<-release
		return nil, errors.New("dial " + addr)
	}}
	u, body, header := mustURL(t, "http://before/"), []byte("before"), []Field{{"X-A", "before"}}
	x := r.Open(t.Context(), "copy", Request{Method: "POST", URL: u, Body: body, Header: header})
	u.Host, header[0].Value = "after", "after"
	copy(body, "AFTER!")
	close(release)
	<-x.Done()
	tr := x.Snapshot()
	if got, _ := tr.Request.Get("X-A"); got != "before" || string(tr.Request.Body) != "before" || tr.End.Detail != "dial before:80" {
		t.Errorf("got %+v, %v", tr.Request, tr.End)
	}
}

func TestServerName(t *testing.T) {
	tests := []struct{ name, configured, url, want string }{
		{"from the URL", "", "https://a.example:444/", "a.example"},
		{"configured", "front.example", "https://a.example/", "front.example"},
		{"not for another host", "front.example", "https://b.example/", "b.example"},
		{"address", "", "https://[::1]/", "::1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := dialer{Recorder: Recorder{TLS: &tls.Config{ServerName: tt.configured}}, host: "a.example"}
			if got := r.serverName(mustURL(t, tt.url)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	cause := errors.New("own cause")
	tests := []struct {
		name string
		ctx  func() (context.Context, context.CancelFunc)
		kind EndKind
		err  error
	}{
		{"cancelled", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			return ctx, cancel
		}, EndClosed, context.Canceled},
		{"deadline", func() (context.Context, context.CancelFunc) {
			return context.WithDeadline(t.Context(), time.Unix(1, 0))
		}, EndTimeout, context.DeadlineExceeded},
		{"deadline with a cause", func() (context.Context, context.CancelFunc) {
			return context.WithDeadlineCause(t.Context(), time.Unix(1, 0), cause)
		}, EndTimeout, cause},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := tt.ctx()
			defer cancel()
			if kind, err := interrupted(ctx); kind != tt.kind || !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v", kind, err)
			}
		})
	}
}
