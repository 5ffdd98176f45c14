package specs

import (
	"errors"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
	"github.com/ssegauge/ssegauge/specs/wire/coding"
)

func compressionJudges() map[string]judge {
	return map[string]judge{
		"compression-offered-only":  {probeCompression, onCoded(ruleOfferedOnly)},
		"compression-decodable":     {probeCompression, onCoded(ruleDecodable)},
		"compression-vary":          {probeCompression, onCoded(ruleVaryCoding)},
		"compression-event-flushed": {probeCompression, onCodedDeliveries(findHeldBack)},
		"compression-not-behind":    {probeCompression, onCodedDeliveries(findBehind)},
		"compression-same-events":   {probeCompression, onCodedDeliveries(findChanged)},
	}
}

// compressed returns the streams that are coded because they offer it, and those
// that are not answered for that reason. Where there are none, it says why.
func compressed(o *Observation) (all []*wire.Transcript, none Judgement) {
	plain, control := o.Transcript(identityStream), o.Transcript(controlStream)
	switch {
	case !streams(plain):
		return nil, noStreamIn(plain)
	case coded(plain):
		return nil, notApplicable("the stream is coded whatever is offered")
	}
	answered := false
	for _, t := range o.Transcripts {
		switch {
		case !isCoding(t.Name):
		case streams(t):
			answered = true
			if coded(t) {
				all = append(all, t)
			}
		case silent(t) && servedBeside(control, plain):
			all = append(all, t)
		}
	}
	switch {
	case len(all) > 0:
		return all, Judgement{}
	case !answered:
		return nil, inconclusive("no stream that offers a coding was answered with an event stream")
	}
	return nil, notApplicable("the target compresses no stream")
}

// servedBeside reports whether t was answered with a stream while other was open.
func servedBeside(t, other *wire.Transcript) bool {
	return streams(t) && t.Start.Add(t.Head.At).Before(other.Start.Add(other.End.At))
}

// onCoded makes a Rule of one that looks at the heads and bodies of coded streams.
func onCoded(rule func(all []*wire.Transcript) Judgement) Rule {
	return func(o *Observation) Judgement {
		all, none := compressed(o)
		if len(all) == 0 {
			return none
		}
		all = slices.DeleteFunc(all, func(t *wire.Transcript) bool { return t.Head == nil })
		if len(all) == 0 {
			return inconclusive("the streams that offer a coding were not answered")
		}
		return rule(all)
	}
}

// namesOf lists the codings that were offered.
func namesOf(all []*wire.Transcript) string {
	var names []string
	for _, t := range all {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// codingsOf returns the codings of a body, the last one applied last. x-gzip is
// gzip. https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.3
func codingsOf(t *wire.Transcript) []string {
	var all []string
	for name := range strings.SplitSeq(strings.Join(t.Head.Values("Content-Encoding"), ","), ",") {
		name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "x-")
		if name != "" && name != "identity" {
			all = append(all, name)
		}
	}
	return all
}

// "If the representation's content coding is one of the content codings listed in
// the Accept-Encoding field value", it is acceptable.
func ruleOfferedOnly(all []*wire.Transcript) Judgement {
	var found []Finding
	for _, t := range all {
		used := codingsOf(t)
		if slices.ContainsFunc(used, func(name string) bool { return name != t.Name }) {
			f := inHead(t, "Content-Encoding", "a coding is used that the request does not offer")
			found = append(found, f.but(t.Name+", or none", strings.Join(used, ", ")))
		}
	}
	return verdictOf(found, "each compressed as offered: %s", namesOf(all))
}

// Content-Encoding indicates "what decoding mechanisms have to be applied in order
// to obtain data in the media type". What nobody has offered need not be known
// here.
func ruleDecodable(all []*wire.Transcript) Judgement {
	var found []Finding
	var seen []*wire.Transcript
	for _, t := range all {
		if used := codingsOf(t); len(used) != 1 || !isCoding(used[0]) || len(t.Body) == 0 {
			continue
		}
		seen = append(seen, t)
		_, err := coding.Decode(t)
		var mistake *coding.Error
		if errors.As(err, &mistake) && !errors.Is(err, coding.ErrTooLong) {
			offset := max(min(mistake.Offset, int64(len(t.Body)))-1, 0)
			f := at(t, offset, "the body cannot be decoded")
			found = append(found, f.but("a body in "+mistake.Coding+" from its first byte on", mistake.Cause.Error()))
		}
	}
	if len(seen) == 0 {
		return inconclusive("no body has come in a coding that is known here")
	}
	return verdictOf(found, "decoded: %s", namesOf(seen))
}

// "An origin server SHOULD generate a Vary header field on a cacheable response
// when it wishes that response to be selectively reused". What nobody may store is
// not reused.
func ruleVaryCoding(all []*wire.Transcript) Judgement {
	var found []Finding
	cacheable := 0
	for _, t := range all {
		if _, ok := cacheControl(t.Head)["no-store"]; ok {
			continue
		}
		cacheable++
		if !varies(t, "Accept-Encoding") {
			f := inHead(t, "Content-Encoding", "the coding depends on the request, and Vary does not say so")
			found = append(found, f.but("Vary: Accept-Encoding", "Vary: "+strings.Join(t.Head.Values("Vary"), ", ")))
		}
	}
	if cacheable == 0 {
		return notApplicable("no cache may store what is compressed: no-store")
	}
	return verdictOf(found, "Vary: Accept-Encoding")
}
