package specs

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/http2"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// leastStreams is the least value recommended for SETTINGS_MAX_CONCURRENT_STREAMS.
// https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
const leastStreams = 100

func http2Judges() map[string]judge {
	return map[string]judge{
		"http2-offered":                 {probeHTTP2, ruleHTTP2Offered},
		"http2-no-connection-fields":    {probeHTTP2, onTrunk(sharedTrunk, ruleNoConnectionFields)},
		"http2-stream-limit":            {probeHTTP2, onTrunk(sharedTrunk, ruleStreamLimit)},
		"http2-stays-up":                {probeHTTP2, onTrunk(sharedTrunk, ruleStaysUp)},
		"http2-like-http1":              {probeHTTP2, onTrunk(sharedTrunk, ruleLikeHTTP1)},
		"http2-many-streams":            {probeHTTP2, onTrunk(sharedTrunk, ruleManyStreams)},
		"http2-cancelled-streams-freed": {probeHTTP2, ruleCancelledFreed},
		"http2-event-arrives":           {probeHTTP2, onTrunk(sharedTrunk, ruleEventOnTrunk)},
		"http2-end-code":                {probeHTTP2, onTrunk(sharedTrunk, ruleEndCode)},
	}
}

// onTrunk makes a Rule of one that looks at an HTTP/2 connection.
func onTrunk(name string, rule func(*Observation, *wire.TrunkTranscript) Judgement) Rule {
	return func(o *Observation) Judgement {
		k := o.trunkNamed(name)
		switch {
		case k == nil:
			return inconclusive("no HTTP/2 connection was tried")
		case k.End.Kind == wire.EndNoHTTP2, !k.Settings() && !strings.HasPrefix(k.URL, "https:"):
			return notApplicable("the target does not speak HTTP/2 here")
		case !k.Settings():
			return inconclusive("there is no HTTP/2 connection: %s", k.End.Detail)
		}
		return rule(o, k)
	}
}

// A browser opens six connections to a host for HTTP/1.1, and streams occupy
// them.
func ruleHTTP2Offered(o *Observation) Judgement {
	k := o.trunkNamed(sharedTrunk)
	switch {
	case k == nil:
		return inconclusive("no HTTP/2 connection was tried")
	case !strings.HasPrefix(k.URL, "https:"):
		return notApplicable("browsers speak HTTP/2 over TLS only, and the url is http")
	case k.End.Kind == wire.EndNoHTTP2:
		return broken(nowhere(nil, "the target does not offer HTTP/2").but("h2 selected by ALPN", k.End.Detail))
	case !k.Settings():
		return inconclusive("there is no HTTP/2 connection: %s", k.End.Detail)
	}
	return kept("ALPN selected h2")
}

// "An endpoint MUST NOT generate an HTTP/2 message containing connection-specific
// header fields".
func ruleNoConnectionFields(_ *Observation, k *wire.TrunkTranscript) Judgement {
	var found []Finding
	heads := 0
	for _, t := range k.Streams {
		if t.Head == nil {
			continue
		}
		heads++
		for _, f := range t.Head.Fields {
			if wire.ConnectionSpecific(f.Name) && len(found) < maxFindings {
				found = append(found, inHead(t, f.Name, "a field that HTTP/2 forbids").but("no "+f.Name, f.Name+": "+f.Value))
			}
		}
	}
	if heads == 0 {
		return inconclusive("no stream was answered over HTTP/2")
	}
	return verdictOf(found, "%d heads", heads)
}

// ruleStreamLimit holds the server to the least that RFC 9113 recommends, so
// that parallel requests are not limited without need.
func ruleStreamLimit(_ *Observation, k *wire.TrunkTranscript) Judgement {
	limit, set := k.Setting(http2.SettingMaxConcurrentStreams)
	if set && limit < leastStreams {
		f := nowhere(nil, "few streams may share a connection")
		return broken(f.but(fmt.Sprintf("at least %d", leastStreams), fmt.Sprintf("SETTINGS_MAX_CONCURRENT_STREAMS %d", limit)))
	}
	if !set {
		return kept("the server sets no limit")
	}
	return kept("%d streams are allowed", limit)
}

// GOAWAY announces the end of the connection.
func ruleStaysUp(_ *Observation, k *wire.TrunkTranscript) Judgement {
	if f := k.Received(http2.FrameGoAway); f != nil {
		return broken(nowhere(nil, "the connection was given up while streams were open on it").
			but("no GOAWAY", fmt.Sprintf("GOAWAY after %s: %s", round(f.At), k.End.Kind)))
	}
	if kind := k.End.Kind; kind != wire.EndOpen && !kind.Ours() {
		return broken(nowhere(nil, "the connection was given up while streams were open on it").but("an open connection", k.End.Detail))
	}
	return kept("the connection stayed open for %s", round(k.End.At))
}

// The semantics of HTTP do not depend on its version.
func ruleLikeHTTP1(o *Observation, k *wire.TrunkTranscript) Judgement {
	plain := o.Transcript(overHTTP1)
	if !streams(plain) {
		return noStreamIn(plain)
	}
	var found []Finding
	answered, full, asked := 0, "", streamsOn(k)
	for _, t := range asked {
		switch {
		case t.Head == nil:
		case streams(t), redirectedAlike(plain, t):
			answered++
		case busy(t):
			full = statusOf(t) // that is not a matter of the version
		case len(found) == 0:
			found = append(found, inHead(t, "", "over HTTP/2 the answer is another one").but("an event stream, as over HTTP/1.1", describe(t)))
		}
	}
	switch {
	case len(found) > 0 || answered > 0:
		return verdictOf(found, "%d streams were answered as over HTTP/1.1", answered)
	case full != "":
		return inconclusive("the target served no further stream: %s", full)
	case slices.ContainsFunc(asked, o.unanswered):
		return broken(nowhere(asked[0], "over HTTP/2 there is no answer").but("an event stream, as over HTTP/1.1", describe(asked[0])))
	}
	return inconclusive("no stream was answered over HTTP/2")
}

// redirectedAlike reports whether t, whose redirect nobody has followed, is
// answered with the one that plain has followed first.
func redirectedAlike(plain, t *wire.Transcript) bool {
	return len(plain.Redirects) > 0 && t.Head.Status == plain.Redirects[0].Status
}

// To serve many requests at once is what the connection is shared for.
func ruleManyStreams(_ *Observation, k *wire.TrunkTranscript) Judgement {
	var found []Finding
	answered := 0
	for _, t := range append(streamsOn(k), k.Stream(besideStreams)) {
		switch {
		case t == nil:
		case t.Head != nil:
			answered++
		default:
			found = append(found, nowhere(t, "a request is not answered beside the others").but("a response head", describe(t)))
		}
	}
	switch {
	case answered == 0:
		return inconclusive("no stream was answered over HTTP/2")
	case k.Received(http2.FrameGoAway) != nil && len(found) > 0:
		return inconclusive("the connection was given up")
	}
	return verdictOf(found, "%d requests at the same time", answered)
}

// A cancelled stream gives its place back.
func ruleCancelledFreed(o *Observation) Judgement {
	if o.Trespass.Cause != "" {
		return Judgement{Skip: o.Trespass}
	}
	return onTrunk(cancelTrunk, func(_ *Observation, k *wire.TrunkTranscript) Judgement {
		last := k.Stream(afterCancelled)
		for _, t := range k.Streams[:min(len(k.Streams), 1)] {
			if !streams(t) {
				return noStreamIn(t)
			}
		}
		switch {
		case last == nil:
			return inconclusive("only %d streams were tried", len(k.Streams))
		case politely(k):
			return inconclusive("the server gave the connection up after %d streams", len(k.Streams)-1)
		case !streams(last):
			f := nowhere(last, "after %d cancelled streams a further one is not served", len(k.Streams)-1)
			return broken(f.but("an event stream", describe(last)))
		}
		return kept("served after %d cancelled streams", len(k.Streams)-1)
	})(o)
}

// politely reports whether the target gave k up without calling it an error.
func politely(k *wire.TrunkTranscript) bool {
	f := k.Received(http2.FrameGoAway)
	return f != nil && f.Code == http2.ErrCodeNo
}

// Each stream is a subscriber of its own.
func ruleEventOnTrunk(o *Observation, k *wire.TrunkTranscript) Judgement {
	p, ok := o.published(stepShared)
	if !ok || !p.Accepted() {
		return inconclusive("no event was published: %s", p.Detail)
	}
	var missing []Finding
	got := 0
	for _, t := range streamsOn(k) {
		if _, arrived := received(t, p.Publication); arrived {
			got++
		} else if readable(t) {
			missing = append(missing, nowhere(t, "a stream of the connection did not get an event").but("the event "+p.Marker, "nothing until "+t.End.Kind.String()))
		}
	}
	if got == 0 && len(missing) == 0 {
		return inconclusive("no stream was answered over HTTP/2")
	}
	return verdictOf(missing, "%d streams got the event", got)
}

// A reset with an error is not an orderly end.
func ruleEndCode(_ *Observation, k *wire.TrunkTranscript) Judgement {
	var found []Finding
	ended := 0
	for _, t := range streamsOn(k) {
		code := t.Framing.Reset
		switch {
		case t.Head == nil || !endedByTarget(t):
			continue
		case code != nil && *code != http2.ErrCodeNo && len(found) < maxFindings:
			found = append(found, at(t, int64(len(t.Body)), "the stream was reset with an error").but("END_STREAM, or NO_ERROR", code.String()))
		}
		ended++
	}
	if ended == 0 {
		return notApplicable("the server ended no stream")
	}
	return verdictOf(found, "%d streams were ended in order", ended)
}
