package specs

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

func cachingJudges() map[string]judge {
	return map[string]judge{
		"caching-not-conditional": {probeCaching, ruleNotConditional},
		"caching-no-range":        {probeCaching, ruleNoRange},
		"caching-no-age":          {probeCaching, onEachStream(findAge)},
		"caching-no-expiry":       {probeCaching, onEachStream(findExpiry)},
	}
}

// "If res's status is not 200", then fail the connection: 304 is none.
func ruleNotConditional(o *Observation) Judgement {
	if t := o.Transcript(plainStream); !streams(t) {
		return noStreamIn(t)
	}
	asked := 0
	var found []Finding
	for _, name := range []string{noneMatchStream, modifiedSinceStream} {
		t := o.Transcript(name)
		if t == nil || t.Head == nil || busy(t) {
			continue
		}
		asked++
		if t.Head.Status == 304 || t.Head.Status == 412 {
			found = append(found, inHead(t, "", "a request with %s gets no stream", name).but("the stream, with status 200", statusOf(t)))
		}
	}
	if asked == 0 {
		return inconclusive("no conditional request was answered")
	}
	return verdictOf(found, "%d conditional requests get the stream", asked)
}

func ruleNoRange(o *Observation) Judgement {
	t := o.Transcript(rangeStream)
	switch {
	case t == nil || t.Head == nil || busy(t):
		return inconclusive("a request with Range was not answered")
	case t.Head.Status == 206 || t.Head.Status == 416:
		f := inHead(t, "", "a part of the stream is offered, as if it were a file")
		return broken(f.but("the stream, with status 200", statusOf(t)))
	}
	return kept("%s", statusOf(t))
}

// onEachStream makes a Rule of one that looks at the head of each stream.
func onEachStream(find func(t *wire.Transcript) []Finding) Rule {
	return func(o *Observation) Judgement {
		seen := 0
		var found []Finding
		for _, t := range o.Transcripts {
			if streams(t) {
				seen++
				found = append(found, find(t)...)
			}
		}
		if seen == 0 {
			return noStreamIn(o.Transcript(plainStream))
		}
		return verdictOf(found, "%d streams, one after the other", seen)
	}
}

// findAge finds what says that the answer was stored before. An Age of 0 is what
// a cache adds to an answer that it has passed on.
func findAge(t *wire.Transcript) []Finding {
	const want = "a stream that comes from its server"
	if age, ok := t.Head.Get("Age"); ok {
		if seconds, err := strconv.Atoi(age); err == nil && seconds > 0 {
			return []Finding{inHead(t, "Age", "the stream has been stored for %s s", age).but(want, "Age: "+age)}
		}
	}
	hit := regexp.MustCompile(`(?i)\bhit\b`)
	for _, name := range []string{"X-Cache", "CF-Cache-Status", "X-Cache-Status", "X-Proxy-Cache", "X-Varnish-Cache", "X-Vercel-Cache", "Cache-Status"} {
		if value, ok := t.Head.Get(name); ok && hit.MatchString(value) {
			return []Finding{inHead(t, name, "a cache says that it has answered").but(want, name+": "+value)}
		}
	}
	return nil
}

// findExpiry finds what lets a cache keep the stream in spite of Cache-Control.
func findExpiry(t *wire.Transcript) []Finding {
	for _, name := range []string{"CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Vercel-CDN-Cache-Control", "Surrogate-Control"} {
		if value, ok := t.Head.Get(name); ok && storable(value) {
			return []Finding{inHead(t, name, "a cache may keep the stream").but("nothing that permits it", name+": "+value)}
		}
	}
	value, ok := t.Head.Get("Expires")
	expires, err := http.ParseTime(value)
	if !ok || err != nil || !expires.After(dateOf(t)) || overruled(cacheControl(t.Head)) {
		return nil
	}
	return []Finding{inHead(t, "Expires", "a cache may keep the stream for a while").but("no Expires, or one in the past", "Expires: "+value)}
}

// storable reports whether a targeted field lets its cache store the response.
func storable(value string) bool {
	directives := cacheControl(&wire.Head{Fields: []wire.Field{{Name: "Cache-Control", Value: value}}})
	if _, ok := directives["no-store"]; ok {
		return false
	}
	for _, name := range []string{"max-age", "s-maxage"} {
		age, _, _ := strings.Cut(directives[name], "+") // Surrogate-Control adds a time of staleness
		if n, _ := strconv.Atoi(age); n > 0 {
			return true
		}
	}
	return false
}

// overruled reports whether Expires does not count beside these directives.
// https://www.rfc-editor.org/rfc/rfc9111#section-5.3
func overruled(directives map[string]string) bool {
	for _, name := range []string{"no-store", "no-cache", "max-age", "s-maxage"} {
		if _, ok := directives[name]; ok {
			return true
		}
	}
	return false
}

// dateOf returns when t was answered by the Target's clock, or else by ours.
func dateOf(t *wire.Transcript) time.Time {
	value, _ := t.Head.Get("Date")
	if date, err := http.ParseTime(value); err == nil {
		return date
	}
	return t.Start.Add(t.Head.At)
}
