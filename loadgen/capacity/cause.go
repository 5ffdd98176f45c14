package capacity

import (
	"fmt"
	"time"
)

// Figures is what a step has measured, as far as [Cause] needs it. Counts are of the step alone.
type Figures struct {
	// Streams is how many were to be open.
	Streams int
	// NoDescriptors and NoPorts count openings that this machine could not even start, for want
	// of files or of ephemeral ports. Such a step is one that the generator limited.
	NoDescriptors, NoPorts int
	// Refused, Resets and Timeouts count openings that ended so, before there was an answer.
	Refused, Resets, Timeouts int
	// TLSFailures counts handshakes that failed.
	TLSFailures int
	// Statuses counts answers that were no stream, by HTTP status.
	Statuses map[int]int
	// Throttled counts those of them that had a Retry-After.
	Throttled map[int]int
	// ServerClosed counts streams that the server ended before their time, in any way.
	ServerClosed int
	// Lost counts events that a stream should have had and has not.
	Lost int
	// LagP99 and HeadersP99 are the 99th percentiles of Lag and of the time until an answer.
	LagP99, HeadersP99 time.Duration
	// SynRetransmits and ListenOverflows count what this machine's kernel has seen meanwhile. The
	// overflows are of a server on this machine only.
	SynRetransmits, ListenOverflows int
}

// NoCause is what [Cause] says when no figure stands out.
const NoCause = "no figure stands out: look at the server's CPU, memory and log"

// Cause says in one line what the figures of a step that broke look like, beside those of the
// last step that held (zero if there is none). It is a guess, for a person who looks for the reason.
//
// What happened to at least one stream in a thousand comes first, in the order in which it hides
// what comes later: a server that refuses loses no events. Then what grew with the
// streams; then what happened at all.
func Cause(broke, held Figures) string {
	signs := broke.signs()
	if text, found := first(signs, max(1, broke.Streams/1000)); found {
		return text
	}
	if text, found := grown(broke, held); found {
		return text
	}
	if text, found := first(signs, 1); found {
		return text
	}
	return NoCause
}

// sign is something that was seen n times, and what it means.
type sign struct {
	n    int
	text string
}

func first(signs []sign, least int) (text string, found bool) {
	for _, s := range signs {
		if s.n >= least {
			return s.text, true
		}
	}
	return "", false
}

// signs is what is counted, with what hides the rest in front.
func (f Figures) signs() []sign {
	throttled, n := mostOf(f.Throttled)
	status, m := mostOf(f.Statuses)
	return []sign{
		{f.NoDescriptors, "this process may open no more files: raise its limit (ulimit -n)"},
		{f.NoPorts, "this machine has no more ephemeral ports: use more source addresses"},
		{n, fmt.Sprintf("the server answers %d with Retry-After: a limit of its own", throttled)},
		{f.ListenOverflows, "ListenOverflows grew: the accept queue (somaxconn, backlog)"},
		{f.Refused, "connections are refused: accept queue or descriptors of the server"},
		{m, answered(status)},
		{f.Resets, "connections are reset before an answer: a limit of server or proxy"},
		{f.TLSFailures, "TLS handshakes fail: CPU of the server, or a limit of handshakes"},
		{f.SynRetransmits, "SYNs are sent again: full accept queue, or a firewall on the way"},
		{f.Timeouts, "openings time out: the server accepts them but has no worker to answer"},
		{f.ServerClosed, "the server ends streams early: a crash, memory, or a time limit"},
		{f.Lost, "events are lost on open streams: the buffer of each subscriber is full"},
	}
}

// answered is what a status means where a stream was wanted.
func answered(status int) string {
	switch status {
	case 429:
		return "the server answers 429: a limit of requests or streams per client"
	case 401, 403:
		return fmt.Sprintf("the server answers %d: credentials, or a limit of streams per user", status)
	case 502, 504:
		return fmt.Sprintf("a proxy answers %d: what is behind it does not keep up", status)
	case 503:
		return "the server answers 503: a limit of its own, or of a proxy's upstreams"
	case 500:
		return "the server answers 500: it fails under load, see its log"
	}
	return fmt.Sprintf("the server answers %d where a stream was wanted, see its log", status)
}

// grown is what took at least twice as long as in the step that held.
func grown(broke, held Figures) (text string, found bool) {
	const noticeable = time.Millisecond // below it a factor is noise
	switch {
	case broke.LagP99 > noticeable && broke.LagP99 >= 2*held.LagP99:
		return "lag grows with streams while openings succeed: CPU of the fan-out", true
	case broke.HeadersP99 > noticeable && broke.HeadersP99 >= 2*held.HeadersP99:
		return "answers take longer with more streams: CPU of the server's accepting", true
	}
	return "", false
}

// mostOf is the key with the largest count, the smallest of several.
func mostOf(counts map[int]int) (key, n int) {
	for k, c := range counts {
		if c > n || c == n && k < key {
			key, n = k, c
		}
	}
	return key, n
}
