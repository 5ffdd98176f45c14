package specs

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// onHead makes a Rule of one that looks at the head of the first stream, and
// has nothing to say while there is none.
func onHead(rule func(*wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(firstStream)
		if t == nil || t.Head == nil {
			return inconclusive("there is no response head: %s", describe(t))
		}
		return rule(t)
	}
}

// onStreamHead is onHead for what only an event stream is held to.
func onStreamHead(rule func(*wire.Transcript) Judgement) Rule {
	return onHead(func(t *wire.Transcript) Judgement {
		if !streams(t) {
			return inconclusive("the response is no event stream: %s", describe(t))
		}
		return rule(t)
	})
}

// A client fails the connection for good "if res's status is not 200".
func ruleStatus(t *wire.Transcript) Judgement {
	if t.Head.Status == 200 {
		return kept("status 200")
	}
	status := strings.TrimSpace(fmt.Sprintf("%d %s", t.Head.Status, shownReason(t.Head)))
	return broken(inHead(t, "", "the status is not 200").but("200", status))
}

// The head belongs to the response, not to the first event: "announce the
// connection" follows it.
func ruleQuietHead(o *Observation) Judgement {
	t := o.Transcript(firstStream)
	if t == nil {
		return inconclusive("no request was made")
	}
	want := fmt.Sprintf("a response head within %s of the request", o.Limits.MaxHeadWait)
	if t.Head == nil && (t.End.Kind == wire.EndTimeout || t.End.Kind == wire.EndClosed) {
		return broken(nowhere(t, "no response head arrived").but(want, describe(t)))
	}
	if t.Head == nil {
		return inconclusive("there is no response head: %s", describe(t))
	}
	if wait := t.Head.At - t.Sent; wait > o.Limits.MaxHeadWait {
		return broken(inHead(t, "", "the response head is late on a quiet stream").but(want, "after "+round(wait).String()))
	}
	return kept("response head after %s", round(t.Head.At-t.Sent))
}

// A message that breaks the grammar is not HTTP to a strict recipient.
func ruleHeadWellFormed(t *wire.Transcript) Judgement {
	var found []Finding
	for _, p := range t.Head.Problems {
		f := at(t, p.Offset, "%s", p.Message)
		f.Raw = true
		found = append(found, f)
	}
	return verdictOf(found, "%d header fields", len(t.Head.Fields))
}

// "If Content-Type is not text/event-stream, then fail the connection".
func ruleMediaType(t *wire.Transcript) Judgement {
	value, ok := t.Head.Get("Content-Type")
	if !ok {
		return broken(inHead(t, "", "there is no Content-Type").but("text/event-stream", "no Content-Type"))
	}
	essence, _, err := t.Head.MediaType()
	if err == nil && essence == "text/event-stream" {
		return kept("Content-Type: %s", value)
	}
	return broken(inHead(t, "Content-Type", "the media type is not that of an event stream").but("text/event-stream", value))
}

// "charset: The encoding used, if specified, must be "utf-8"".
func ruleCharset(t *wire.Transcript) Judgement {
	_, params, err := t.Head.MediaType()
	charset, ok := params["charset"]
	switch {
	case err != nil:
		return inconclusive("there is no media type")
	case !ok:
		return kept("no charset parameter")
	case strings.EqualFold(charset, "utf-8"):
		return kept("charset=%s", charset)
	}
	return broken(inHead(t, "Content-Type", "the charset is not UTF-8").but("charset=utf-8, or none", "charset="+charset))
}

// cacheControl returns the directives of Cache-Control by their lower-case
// names. https://www.rfc-editor.org/rfc/rfc9111#section-5.2
func cacheControl(h *wire.Head) map[string]string {
	directives := map[string]string{}
	all := strings.Join(h.Values("Cache-Control"), ",")
	for _, m := range regexp.MustCompile(`([^\s,="]+)\s*(?:=\s*("[^"]*"|[^\s,"]*))?`).FindAllStringSubmatch(all, -1) {
		directives[strings.ToLower(m[1])] = strings.Trim(m[2], `"`)
	}
	return directives
}

func ruleCacheNoStore(t *wire.Transcript) Judgement {
	return wantDirective(t, "no-store", "no-cache")
}

func ruleNoTransform(t *wire.Transcript) Judgement { return wantDirective(t, "no-transform") }

// wantDirective wants one of the names in Cache-Control.
func wantDirective(t *wire.Transcript, names ...string) Judgement {
	present := cacheControl(t.Head)
	value, _ := t.Head.Get("Cache-Control")
	for _, name := range names {
		if of, ok := present[name]; ok && of == "" { // with a value it is for the fields named there only
			return kept("Cache-Control: %s", value)
		}
	}
	want := strings.Join(names, " or ")
	if value == "" {
		value = "no Cache-Control"
	}
	return broken(inHead(t, "Cache-Control", "Cache-Control does not say %s", want).but(want, value))
}

// A stream that a cache keeps is replayed to a client as if it were live.
func ruleNoSharedCache(t *wire.Transcript) Judgement {
	var found []Finding
	directives := cacheControl(t.Head)
	forbid := func(field, actual string) {
		found = append(found, inHead(t, field, "the response may be stored and served again").but("nothing that permits it", actual))
	}
	if _, ok := directives["public"]; ok {
		forbid("Cache-Control", "Cache-Control: public")
	}
	for _, name := range []string{"max-age", "s-maxage"} {
		if n, _ := strconv.Atoi(directives[name]); n > 0 { // the largest number where it is too large
			forbid("Cache-Control", fmt.Sprintf("Cache-Control: %s=%d", name, n))
		}
	}
	if age, ok := t.Head.Get("Age"); ok {
		forbid("Age", "Age: "+age)
	}
	return verdictOf(found, "nothing permits a cache to keep it")
}

// A validator means that something has hashed, or waits to hash, the body.
func ruleNoValidator(t *wire.Transcript) Judgement {
	var found []Finding
	for _, name := range []string{"ETag", "Last-Modified"} {
		if value, ok := t.Head.Get(name); ok {
			found = append(found, inHead(t, name, "a stream has no validator").but("no "+name, name+": "+value))
		}
	}
	return verdictOf(found, "no ETag, no Last-Modified")
}

// nginx consumes X-Accel-Buffering, so that behind it nobody can tell.
func ruleAccelBuffering(t *wire.Transcript) Judgement {
	server, _ := t.Head.Get("Server")
	value, ok := t.Head.Get("X-Accel-Buffering")
	switch {
	case strings.EqualFold(strings.TrimSpace(value), "no"):
		return kept("X-Accel-Buffering: no")
	case !ok && strings.Contains(strings.ToLower(server), "nginx"):
		return notApplicable("the response comes through nginx, which consumes the field")
	case !ok:
		value = "no X-Accel-Buffering"
	}
	return broken(inHead(t, "X-Accel-Buffering", "a proxy such as nginx may hold events back").but("X-Accel-Buffering: no", value))
}

func ruleNoContentLength(t *wire.Transcript) Judgement {
	if value, ok := t.Head.Get("Content-Length"); ok {
		return broken(inHead(t, "Content-Length", "the stream ends after a fixed number of bytes").but("no Content-Length", "Content-Length: "+value))
	}
	return kept("no Content-Length")
}

func ruleNoContentCoding(t *wire.Transcript) Judgement {
	if !coded(t) {
		return kept("no content coding")
	}
	value, _ := t.Head.Get("Content-Encoding")
	f := inHead(t, "Content-Encoding", "the body is coded although the request accepts only identity")
	return broken(f.but("no Content-Encoding", "Content-Encoding: "+value))
}

// A response that lasts until the connection closes cannot promise to keep the
// connection open. https://www.rfc-editor.org/rfc/rfc9112#section-6.3
func rulePersistentFraming(t *wire.Transcript) Judgement {
	connection := strings.ToLower(strings.Join(t.Head.Values("Connection"), ","))
	if t.Framing.Kind == wire.FramingUntilClose && strings.Contains(connection, "keep-alive") {
		f := inHead(t, "Connection", "the body lasts until the connection closes, yet keep-alive is announced")
		return broken(f.but("Transfer-Encoding: chunked, or Connection: close", "Connection: "+connection))
	}
	return kept("body is framed %s", t.Framing.Kind)
}

// ruleFramingValid judges the framing of every stream that the probe has seen.
func ruleFramingValid(o *Observation) Judgement {
	var found []Finding
	chunks := 0
	for _, t := range o.Transcripts {
		chunks += len(t.Framing.HTTPChunks)
		for _, p := range t.Framing.Problems {
			f := at(t, p.Offset, "%s", p.Message)
			f.Raw = true
			found = append(found, f)
		}
		if t.End.Kind == wire.EndMalformed && len(t.Framing.Problems) == 0 {
			found = append(found, nowhere(t, "%s", t.End.Detail))
		}
	}
	return verdictOf(found, "%d chunks, all well-formed", chunks)
}

// A recipient that sees the connection close before the framing is complete
// must take the message for incomplete.
// https://www.rfc-editor.org/rfc/rfc9112#section-8
func ruleCleanEnd(o *Observation) Judgement {
	ended := 0
	var found []Finding
	for _, t := range o.Transcripts {
		if !streams(t) || !endedByTarget(t) {
			continue
		}
		ended++
		if t.End.Kind != wire.EndComplete {
			f := at(t, int64(len(t.Body)), "the stream was cut off: %s", t.End.Detail)
			found = append(found, f.but("the end of the "+t.Framing.Kind.String()+" framing", t.End.Kind.String()))
		}
	}
	if ended == 0 {
		return notApplicable("the server ended no stream")
	}
	return verdictOf(found, "%d streams ended in order", ended)
}

// ruleFurtherStreams looks at streams that were asked for after the first had
// been served.
func ruleFurtherStreams(o *Observation) Judgement {
	served := 0
	for _, t := range o.Transcripts {
		if streams(t) {
			served++
		}
	}
	var found []Finding
	for _, t := range o.Transcripts {
		switch {
		case streams(t):
		case t.Head == nil && t.End.Kind == wire.EndClosed && served == 0 && (o.LateHead || !o.unanswered(t)):
			// The head of this Target is late, or it was not waited for.
		default:
			found = append(found, unserved(t).but("an event stream, as the first time", describe(t)))
		}
	}
	if served == 0 && len(found) == 0 {
		return inconclusive("no further stream was answered")
	}
	return verdictOf(found, "%d further streams at the same time", served)
}

// unserved is a Finding about t, with a place if there is a head.
func unserved(t *wire.Transcript) Finding {
	const message = "a further stream is not served"
	if t.Head == nil {
		return nowhere(t, message)
	}
	return inHead(t, "", message)
}

// round keeps a duration readable.
func round(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(100 * time.Microsecond)
	}
	return d.Round(time.Millisecond)
}
