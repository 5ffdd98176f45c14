package specs

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/specs/wire"
)

func endingJudges() map[string]judge {
	return map[string]judge{
		"ending-finished-is-204":    {probeEnding, onEnded(ruleFinishedIs204)},
		"ending-no-reconnect-loop":  {probeEnding, onEnded(ruleNoReconnectLoop)},
		"ending-no-error-as-stream": {probeEnding, ruleNoErrorAsStream},
		"ending-retry-after":        {probeReach, onHead(ruleRetryAfter)},
	}
}

const (
	// shortStream is how long a stream lasts at most that is over before a client
	// could use it.
	shortStream = time.Second
	// pollPace is the reconnection time from which on a Target that ends its streams
	// wants to be polled.
	pollPace = 10 * time.Second
)

// onEnded makes a Rule of one that looks at the streams of a client that comes
// back after each end: two at least, the first of which the Target has ended.
func onEnded(rule func(visits []*wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		first := o.Transcript(endingStream)
		switch {
		case !streams(first):
			return noStreamIn(first)
		case first.Request.Method != http.MethodGet:
			return notApplicable("clients do not come back by themselves to a stream that is asked for by %s", first.Request.Method)
		case !endedByTarget(first):
			return notApplicable("the server has not ended the stream within %s", round(first.End.At-first.Head.At))
		case polled(first):
			return notApplicable("the stream asks clients to come back after %d ms", *first.Retry)
		}
		visits := []*wire.Transcript{first}
		for _, name := range []string{againStream, thirdStream} {
			if t := o.Transcript(name); t != nil && t.Head != nil && !busy(t) {
				visits = append(visits, t)
			}
		}
		if len(visits) < 2 {
			return inconclusive("the client that came back was not answered")
		}
		return rule(visits)
	}
}

// polled reports whether t sets a pace at which clients are welcome.
func polled(t *wire.Transcript) bool {
	return t.Retry != nil && *t.Retry >= pollPace.Milliseconds()
}

// nothingNew reports whether t is a stream that has ended as well, with no event
// that is not in the ones before.
func nothingNew(t *wire.Transcript, before []*wire.Transcript) bool {
	if !streams(t) || !endedByTarget(t) {
		return false
	}
	seen := map[eventstream.Event]bool{}
	for _, b := range before {
		for _, e := range b.Events {
			seen[e.Event] = true
		}
	}
	for _, e := range t.Events {
		if !seen[e.Event] {
			return false
		}
	}
	return true
}

// "Clients will reconnect if the connection is closed; a client can be told to
// stop reconnecting using the HTTP 204 No Content response code".
func ruleFinishedIs204(visits []*wire.Transcript) Judgement {
	first, again := visits[0], visits[1]
	switch {
	case len(first.Events) == 0:
		return notApplicable("the stream that ended had no event")
	case nothingNew(again, visits[:1]):
		f := inHead(again, "", "a client that comes back after the end gets the same end again")
		return broken(f.but("204 No Content, or a new event", describeVisit(again)))
	case streams(again):
		return kept("the stream goes on where the client comes back")
	}
	return kept("%s, at which clients stop", statusOf(again))
}

func describeVisit(t *wire.Transcript) string {
	switch n := len(t.Events); n {
	case 0:
		return "a stream that ends without an event"
	case 1:
		return "a stream that ends after the same event"
	}
	return "a stream that ends after the same events"
}

// A client that reconnects after an end waits for the reconnection time and no
// longer, however often it happens.
func ruleNoReconnectLoop(visits []*wire.Transcript) Judgement {
	for _, t := range visits {
		lasted := t.End.At
		if t.Head != nil {
			lasted -= t.Head.At
		}
		if !streams(t) || !endedByTarget(t) || lasted > shortStream || len(t.Events) > 0 {
			return kept("not each of %d streams ends at once and empty", len(visits))
		}
	}
	if len(visits) < 3 {
		return inconclusive("the client could come back only once")
	}
	f := at(visits[2], int64(len(visits[2].Body)), "3 streams, one after the other, ended at once and without an event")
	return broken(f.but("a stream that stays open, or 204 No Content", "the last one ended after "+round(visits[2].End.At-visits[2].Head.At).String()))
}

// What a browser gets from such a response is an open connection and its end: no
// event, no error, no status.
func ruleNoErrorAsStream(o *Observation) Judgement {
	ended := 0
	for _, t := range o.Transcripts {
		if !streams(t) || !endedByTarget(t) {
			continue
		}
		ended++
		text := bytes.TrimLeft(t.Body, "\ufeff \t\r\n")
		if len(t.Events) == 0 && len(text) > 0 && strings.IndexByte("{[<", text[0]) >= 0 {
			f := at(t, int64(len(t.Body)-len(text)), "a document of another kind is sent as an event stream, which then ends")
			return broken(f.but("a status that is not 200, or an event", quote(string(text[:min(len(text), excerptBytes)]))))
		}
	}
	if ended == 0 && !streams(o.Transcript(endingStream)) {
		return noStreamIn(o.Transcript(endingStream))
	}
	return kept("%d streams that ended hold no document of another kind", ended)
}

// "Servers send the Retry-After header field to indicate how long the user agent
// ought to wait".
func ruleRetryAfter(t *wire.Transcript) Judgement {
	if !busy(t) {
		return notApplicable("the stream was not refused for want of room: %s", statusOf(t))
	}
	if value, ok := t.Head.Get("Retry-After"); ok {
		return kept("%s, Retry-After: %s", statusOf(t), value)
	}
	return broken(inHead(t, "", "a refusal does not say when to come back").but("Retry-After", statusOf(t)+" without it"))
}
