package capacity_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ssegauge/ssegauge/loadgen/capacity"
)

func TestCause(t *testing.T) {
	const ms = time.Millisecond
	quiet := capacity.Figures{Streams: 10_000, LagP99: 20 * ms, HeadersP99: 5 * ms}
	tests := []struct {
		name        string
		broke, held capacity.Figures
		want        string
	}{
		{"nothing", capacity.Figures{}, capacity.Figures{}, "no figure stands out: look at the server's CPU, memory and log"},
		{"no files here", capacity.Figures{NoDescriptors: 1, Refused: 3}, quiet, "this process may open no more files: raise its limit (ulimit -n)"},
		{"no ports here", capacity.Figures{NoPorts: 1}, quiet, "this machine has no more ephemeral ports: use more source addresses"},
		{
			"a limit with manners",
			capacity.Figures{Streams: 20_000, Statuses: map[int]int{503: 900, 500: 20}, Throttled: map[int]int{503: 900}},
			quiet,
			"the server answers 503 with Retry-After: a limit of its own",
		},
		{"a limit without", capacity.Figures{Statuses: map[int]int{503: 900, 500: 20}}, quiet, "the server answers 503: a limit of its own, or of a proxy's upstreams"},
		{"per client", capacity.Figures{Statuses: map[int]int{429: 2}}, quiet, "the server answers 429: a limit of requests or streams per client"},
		{"per user", capacity.Figures{Statuses: map[int]int{403: 2}}, quiet, "the server answers 403: credentials, or a limit of streams per user"},
		{"upstream", capacity.Figures{Statuses: map[int]int{504: 2, 502: 2}}, quiet, "a proxy answers 502: what is behind it does not keep up"},
		{"failing", capacity.Figures{Statuses: map[int]int{500: 2}}, quiet, "the server answers 500: it fails under load, see its log"},
		{"something else", capacity.Figures{Statuses: map[int]int{418: 2}}, quiet, "the server answers 418 where a stream was wanted, see its log"},
		{"accept queue", capacity.Figures{ListenOverflows: 40, SynRetransmits: 40, Timeouts: 3}, quiet, "ListenOverflows grew: the accept queue (somaxconn, backlog)"},
		{"refused", capacity.Figures{Refused: 40, Lost: 100}, quiet, "connections are refused: accept queue or descriptors of the server"},
		{"reset", capacity.Figures{Resets: 40}, quiet, "connections are reset before an answer: a limit of server or proxy"},
		{"handshakes", capacity.Figures{TLSFailures: 40}, quiet, "TLS handshakes fail: CPU of the server, or a limit of handshakes"},
		{"far accept queue", capacity.Figures{SynRetransmits: 40, Timeouts: 9}, quiet, "SYNs are sent again: full accept queue, or a firewall on the way"},
		{"no worker", capacity.Figures{Timeouts: 9}, quiet, "openings time out: the server accepts them but has no worker to answer"},
		{"ended", capacity.Figures{ServerClosed: 9, Lost: 80}, quiet, "the server ends streams early: a crash, memory, or a time limit"},
		{"lost", capacity.Figures{Lost: 80}, quiet, "events are lost on open streams: the buffer of each subscriber is full"},
		{"lag", capacity.Figures{Streams: 20_000, LagP99: 300 * ms}, quiet, "lag grows with streams while openings succeed: CPU of the fan-out"},
		{"lag beside a few resets", capacity.Figures{Streams: 20_000, LagP99: 300 * ms, Resets: 19}, quiet, "lag grows with streams while openings succeed: CPU of the fan-out"},
		{"more than a few resets", capacity.Figures{Streams: 20_000, LagP99: 300 * ms, Resets: 20}, quiet, "connections are reset before an answer: a limit of server or proxy"},
		{"a few resets", capacity.Figures{Streams: 20_000, LagP99: 21 * ms, Resets: 1}, quiet, "connections are reset before an answer: a limit of server or proxy"},
		{"slow answers", capacity.Figures{Streams: 20_000, LagP99: 21 * ms, HeadersP99: 50 * ms}, quiet, "answers take longer with more streams: CPU of the server's accepting"},
		{"little grew a lot", capacity.Figures{LagP99: 900 * time.Microsecond}, capacity.Figures{LagP99: 100 * time.Microsecond}, capacity.NoCause},
		{"the first step lags", capacity.Figures{LagP99: 900 * ms}, capacity.Figures{}, "lag grows with streams while openings succeed: CPU of the fan-out"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := capacity.Cause(tt.broke, tt.held)
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if n := utf8.RuneCountInString(got); n > 72 {
				t.Errorf("%q is too long for a line: %d", got, n)
			}
		})
	}
}
