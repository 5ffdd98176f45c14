package specs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/internal/eventstream"
	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// Observation is what one probe saw of the Target. It is complete before any
// Rule looks at it, and Rules do not change it.
type Observation struct {
	// Probe is the name of the probe.
	Probe string `json:"probe"`
	// Limits are the durations and sizes that the run judges by.
	Limits Limits `json:"limits"`
	// Carries is what the publish hook can hand over beside data.
	Carries Carries `json:"carries"`
	// Transcripts holds the Exchanges in the order in which they were opened.
	Transcripts []*wire.Transcript `json:"transcripts"`
	// Trunks holds the HTTP/2 connections with the Exchanges on them.
	Trunks []*wire.TrunkTranscript `json:"trunks"`
	// Published holds the publications in the order in which they were sent.
	Published []Published `json:"published"`
	// Acted holds the calls of control hooks in their order.
	Acted []Acted `json:"acted"`
	// Counted holds the answers of the hook that counts streams, in their order.
	Counted []Counted `json:"counted"`
	// Unseen says why the probe was not run, or not to its end. Its Cause is
	// empty when nothing hindered it.
	Unseen Skip `json:"unseen"`
	// Trigger says why nothing can be published. Its Cause is empty when the hook
	// works.
	Trigger Skip `json:"trigger"`
	// Trespass says why nothing was done that could harm the Target. Its Cause is
	// empty when that was allowed.
	Trespass Skip `json:"trespass"`
	// Late is the longest delay with which this machine woke the suite while the
	// probe ran. A Finding that a delay like that can cause says nothing.
	Late time.Duration `json:"late_ns"`
	// Delays holds these delays of at least 20 ms, in the order of time.
	Delays []Delay `json:"delays"`
	// AsJSON says that the Target sends data as a JSON string, as far as the probe
	// "reach" has seen.
	AsJSON bool `json:"as_json"`
	// LateHead says that the Target kept the head of the first stream back, as far
	// as the probe "reach" has seen.
	LateHead bool `json:"late_head"`
	// Err is an error on our side: nothing can be said about the Target. HookErr
	// is one of the publish hook: nothing that it is needed for can be judged.
	Err     error `json:"-"` // saved as its text
	HookErr error `json:"-"` // saved as its text
}

// Skip is a cause and the reason in words for which something is not judged.
type Skip struct {
	Cause  report.SkipCause `json:"cause"`
	Reason string           `json:"reason"`
}

// Published is one publication and what became of it.
type Published struct {
	Publication
	// Sent is when the hook was called, Answered when it had answered.
	Sent     time.Time `json:"sent"`
	Answered time.Time `json:"answered"`
	// Outcome is what the hook answered.
	Outcome Outcome `json:"outcome"`
	// Detail is that answer in words, such as "400 Bad Request: id: …".
	Detail string `json:"detail"`
}

// Accepted reports whether the hook took the publication.
func (p Published) Accepted() bool { return p.Outcome == OutcomeAccepted }

// Transcript returns the Transcript with that name, nil if there is none.
func (o *Observation) Transcript(name string) *wire.Transcript {
	i := slices.IndexFunc(o.Transcripts, func(t *wire.Transcript) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return o.Transcripts[i]
}

// named returns the Transcripts whose names begin with prefix.
func (o *Observation) named(prefix string) []*wire.Transcript {
	var found []*wire.Transcript
	for _, t := range o.Transcripts {
		if strings.HasPrefix(t.Name, prefix) {
			found = append(found, t)
		}
	}
	return found
}

// step returns the accepted publications of one step of the probe.
func (o *Observation) step(name string) []Published {
	var found []Published
	for _, p := range o.Published {
		if p.Step == name && p.Accepted() {
			found = append(found, p)
		}
	}
	return found
}

// published returns the first publication of one step of the probe, and whether
// there is one.
func (o *Observation) published(step string) (Published, bool) {
	i := slices.IndexFunc(o.Published, func(p Published) bool { return p.Step == step })
	if i < 0 {
		return Published{}, false
	}
	return o.Published[i], true
}

// received returns the event that carries the marker of p, and whether t has
// one.
func received(t *wire.Transcript, p Publication) (wire.Event, bool) {
	i := indexReceived(t, p)
	if i < 0 {
		return wire.Event{}, false
	}
	return t.Events[i], true
}

func indexReceived(t *wire.Transcript, p Publication) int {
	if t == nil || p.Marker == "" {
		return -1
	}
	return slices.IndexFunc(t.Events, func(e wire.Event) bool { return strings.Contains(e.Data, p.Marker) })
}

// streams reports whether t is a response that a client would read as an event
// stream: status 200 and the right media type.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
func streams(t *wire.Transcript) bool {
	if t == nil || t.Head == nil || t.Head.Status != 200 {
		return false
	}
	essence, _, err := t.Head.MediaType()
	return err == nil && essence == "text/event-stream"
}

// readable reports whether the body of t is the text of an event stream, and
// not coded, unreadable or more than we read.
func readable(t *wire.Transcript) bool {
	return streams(t) && !coded(t) && t.StreamErr == nil && t.End.Kind != wire.EndLimit
}

// givenUp says which Exchange or connection one of our limits has ended, nil if
// there is none.
func (o *Observation) givenUp() error {
	all := o.Transcripts
	for _, k := range o.Trunks {
		if k.End.Kind == wire.EndLimit {
			return fmt.Errorf("gave up on the HTTP/2 connection %q: %s", k.Name, k.End.Detail)
		}
		all = slices.Concat(all, k.Streams)
	}
	i := slices.IndexFunc(all, func(t *wire.Transcript) bool { return t.End.Kind == wire.EndLimit })
	if i < 0 {
		return nil
	}
	return fmt.Errorf("gave up on the exchange %q: %s", all[i].Name, all[i].End.Detail)
}

// coded reports whether a content coding stands between the body and the text.
func coded(t *wire.Transcript) bool {
	coding, ok := t.Head.Get("Content-Encoding")
	return ok && !strings.EqualFold(coding, "identity") && coding != ""
}

// endedByTarget reports whether the stream ended although we would have read
// on. A framing that cannot be understood is not an end of the Target's.
func endedByTarget(t *wire.Transcript) bool {
	return t.End.Kind != wire.EndOpen && t.End.Kind != wire.EndMalformed && !t.End.Kind.Ours()
}

// unfinished returns the fields after the last blank line, which are lost when
// the stream ends. Comments are not missed, and retry has taken effect.
func unfinished(t *wire.Transcript) (offset int64, lost []byte) {
	if len(t.Frames) == 0 || t.Frames[len(t.Frames)-1].Complete {
		return int64(len(t.Body)), nil
	}
	last := t.Frames[len(t.Frames)-1]
	for _, l := range last.Lines {
		if l.Kind == eventstream.KindField && (l.Name != "retry" || l.EOL == "") {
			return last.Offset, t.Body[last.Offset:]
		}
	}
	return last.Offset, nil
}
