package specs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

func restartJudges() map[string]judge {
	return map[string]judge{
		"restart-comes-back":   {probeRestart, onRestart(ruleComesBack)},
		"restart-ends-streams": {probeRestart, onRestart(ruleRestartEndsStreams)},
		"restart-ends-cleanly": {probeRestart, onRestart(ruleRestartEndsCleanly)},
		"restart-status":       {probeRestart, onRestart(ruleRestartStatus)},
		"restart-ids-go-on":    {probeRestart, onRestart(ruleRestartIDs)},
		"restart-resume":       {probeRestart, onRestart(ruleRestartResume)},
	}
}

// onRestart makes a Rule of one that looks at a Target that was restarted while
// it had a stream. Where streams end by themselves, what comes after says nothing
// about the restart.
func onRestart(rule func(*Observation, Acted) Judgement) Rule {
	return func(o *Observation) Judgement {
		if t := o.Transcript(restartedStream); !readable(t) {
			return noStreamIn(t)
		}
		done, trouble := o.acted(hookRestart)
		if done.Outcome != OutcomeAccepted {
			return trouble
		}
		if t := o.Transcript(restartedStream); endedByTarget(t) && t.Start.Add(t.End.At).Before(done.Sent) {
			return inconclusive("the stream had ended before the restart")
		}
		return rule(o, done)
	}
}

// ruleComesBack wants a stream that lasts, in time.
func ruleComesBack(o *Observation, _ Acted) Judgement {
	attempts := comebacks(o)
	if len(attempts) == 0 {
		return inconclusive("no client came back")
	}
	first, back := attempts[0], backAt(o)
	if back != nil {
		return kept("there was a stream again after %s, at attempt %d", round(back.Start.Add(back.Head.At).Sub(first.Start)), slices.Index(attempts, back)+1)
	}
	last := attempts[len(attempts)-1]
	f := nowhere(last, "the server did not come back")
	return broken(f.but("a stream within "+round(o.Limits.MaxDown).String(), fmt.Sprintf("none at %d attempts, at last: %s", len(attempts), describe(last))))
}

// endedIn returns how long after the call of the hook the stream t ended.
func endedIn(t *wire.Transcript, done Acted) time.Duration {
	return max(0, t.Start.Add(t.End.At).Sub(done.Sent))
}

// ruleRestartEndsStreams wants streams to end when the server goes down, and not
// to hold it up.
func ruleRestartEndsStreams(o *Observation, done Acted) Judgement {
	t := o.Transcript(restartedStream)
	in, limit := endedIn(t, done), o.Limits.MaxLinger
	switch {
	case endedByTarget(t) && in <= limit:
		return kept("the stream ended %s after the restart was asked for", round(in))
	case !endedByTarget(t) && t.End.Kind != wire.EndClosed:
		return inconclusive("the stream was not watched to its end: %s", t.End.Detail)
	}
	actual := "it was open " + round(in).String() + " later"
	if endedByTarget(t) {
		actual = "it ended after " + round(in).String()
	}
	return broken(nowhere(t, "a stream outlives the restart").but("the end of the stream within "+round(limit).String(), actual))
}

// ruleRestartEndsCleanly wants the response to be whole.
// https://www.rfc-editor.org/rfc/rfc9112#section-8
func ruleRestartEndsCleanly(o *Observation, _ Acted) Judgement {
	t := o.Transcript(restartedStream)
	if !endedByTarget(t) {
		return notApplicable("the restart did not end the stream")
	}
	unread := o.Trigger.Cause == report.SkipInconclusive // what is published does not arrive
	if unread || t.Framing.Kind == wire.FramingLength || t.End.Kind == wire.EndMalformed || insideChunk(t) {
		return inconclusive("nobody can tell where the stream ends: %s", t.End.Detail)
	}
	if t.End.Kind != wire.EndComplete {
		f := at(t, int64(len(t.Body)), "the restart cut the stream off: %s", t.End.Detail)
		return broken(f.but("the end of the "+t.Framing.Kind.String()+" framing", t.End.Kind.String()))
	}
	if offset, lost := unfinished(t); len(lost) > 0 && len(t.Events) > 0 {
		return broken(at(t, offset, "the restart cut an event in two").but("a blank line at the end", quote(string(lost))))
	}
	return kept("the stream ended as a whole response")
}

// insideChunk reports whether t ended before its last chunk was whole, which says
// more about the sizes of chunks than about the end: nothing was being sent.
func insideChunk(t *wire.Transcript) bool {
	chunks := t.Framing.HTTPChunks
	return len(chunks) > 0 && chunks[len(chunks)-1].BodyOffset+chunks[len(chunks)-1].Size > int64(len(t.Body))
}

// ruleRestartStatus quotes the Standard: "if res's status is not 200, or if res's
// `Content-Type` is not text/event-stream, then fail the connection". A
// connection that is refused or cut is tried again.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model
func ruleRestartStatus(o *Observation, _ Acted) Judgement {
	attempts := comebacks(o)
	var found []Finding
	for _, t := range attempts {
		if t.Head != nil && !streams(t) && len(found) < maxFindings {
			f := inHead(t, "", "a browser that comes back now gives up for good")
			found = append(found, f.but("an event stream, or no answer at all", describe(t)))
		}
	}
	if len(attempts) == 0 {
		return inconclusive("no client came back")
	}
	return verdictOf(found, "%d attempts to come back, none was refused", len(attempts))
}

// ruleRestartIDs wants ids that were used before the restart not to be used
// again. Where ids count up, one that is smaller than those before has been used,
// whether the probe has seen it or not.
func ruleRestartIDs(o *Observation, _ Acted) Judgement {
	before := identifiedEvents(o.Transcript(restartedStream))
	if ruleIDUnique(o.Transcript(restartedStream)).Findings != nil {
		return inconclusive("before the restart, too, two events have one id")
	}
	judged := 0
	var found []Finding
	for _, t := range o.Transcripts {
		if !isComeback(t) || !readable(t) {
			continue
		}
		after := publishedIn(identifiedEvents(t), o.step(stepAfterRestart))
		judged += len(after)
		if f, reused := reusedID(t, before, after); reused && len(found) < maxFindings {
			found = append(found, f)
		}
	}
	switch {
	case o.Trigger.Cause != "":
		return Judgement{Skip: o.Trigger}
	case len(before) == 0:
		return notApplicable("no event before the restart carries an id")
	case judged == 0:
		return afterRestart(o, "no event with an id arrived after the restart")
	}
	return verdictOf(found, "%d events after the restart, none with an id from before", judged)
}

// publishedIn returns those of events that are publications.
func publishedIn(events []identified, published []Published) []identified {
	return slices.DeleteFunc(events, func(e identified) bool {
		return !slices.ContainsFunc(published, func(p Published) bool { return p.Marker != "" && strings.Contains(e.data, p.Marker) })
	})
}

// reusedID returns the Finding that the first of the events after the restart
// whose id was used has one from before.
func reusedID(t *wire.Transcript, before, after []identified) (Finding, bool) {
	for _, e := range after {
		i := slices.IndexFunc(before, func(old identified) bool { return old.id == e.id && old.data != e.data })
		if i >= 0 && e.id != "" {
			f := at(t, e.offset, "the id %.60q was the id of another event before the restart", e.id)
			return f.but("an id of its own", fmt.Sprintf("the id of %.60q", before[i].data)), true
		}
	}
	if !countUp(before) || !countUp(after) {
		return Finding{}, false
	}
	if order, ok := compareIDs(before[len(before)-1].id, after[0].id); ok && order >= 0 {
		f := at(t, after[0].offset, "ids count up, and begin again at the restart")
		return f.but(fmt.Sprintf("an id after %.60q", before[len(before)-1].id), fmt.Sprintf("%.60q", after[0].id)), true
	}
	return Finding{}, false
}

// countUp reports whether there are at least two ids, each larger than the one
// before it.
func countUp(events []identified) bool {
	for i := 1; i < len(events); i++ {
		if order, ok := compareIDs(events[i-1].id, events[i].id); !ok || order >= 0 {
			return false
		}
	}
	return len(events) > 1
}

// compareIDs compares ids that end in numbers behind the same text. It reports
// false for others.
func compareIDs(a, b string) (order int, ok bool) {
	textA, numberA := splitNumber(a)
	textB, numberB := splitNumber(b)
	if textA != textB || numberA == "" || numberB == "" {
		return 0, false
	}
	return cmp.Or(cmp.Compare(len(numberA), len(numberB)), strings.Compare(numberA, numberB)), true
}

// afterRestart says why nothing that was published after the restart can be
// judged.
func afterRestart(o *Observation, reason string) Judgement {
	if o.Trigger.Cause != "" {
		return Judgement{Skip: o.Trigger}
	}
	if backAt(o) == nil {
		return inconclusive("the server did not come back")
	}
	return inconclusive("%s", reason)
}

// ruleRestartResume wants a client that missed events before the restart to get
// them after it, or to be told that it will not.
func ruleRestartResume(o *Observation, _ Acted) Judgement {
	t, unseen := o.Transcript(restartResume), o.step(stepUnseenRestart)
	if !readable(t) || len(unseen) == 0 {
		return notResumedAcross(o, t)
	}
	live := firstLive(o, t)
	if live < 0 {
		return inconclusive("no live event arrived on the resumed stream")
	}
	for _, e := range t.Events[:live] {
		if _, ours := publishedAs(o, e); !ours && !greets(o.Transcript(restartFresh), e) {
			return kept("before the first live event came %q, which tells of the gap", e.Type)
		}
	}
	lost := lostOf(unseen, t)
	if len(lost) == 0 {
		return kept("%d events from before the restart were replayed", len(unseen))
	}
	if len(lostOf(unseen, o.Transcript(steadyResume))) > 0 {
		return inconclusive("a client that resumes before the restart loses events as well")
	}
	f := at(t, t.Events[live].Offset, "events from before the restart are lost, and the client is not told")
	return broken(f.but(
		fmt.Sprintf("%d events, or one that tells of the gap", len(unseen)),
		fmt.Sprintf("%d of them, lost: %s", len(unseen)-len(lost), lost[0]),
	))
}

// notResumedAcross says why no stream was resumed across the restart.
func notResumedAcross(o *Observation, t *wire.Transcript) Judgement {
	lagging := o.Transcript(laggingStream)
	if o.Trigger.Cause == "" && t == nil && lagging != nil && len(lagging.Events) > 0 && lagging.LastEventID == "" {
		return notApplicable("events carry no ids, so that nothing can be resumed")
	}
	return afterRestart(o, "no stream was resumed: "+describe(t))
}

// firstLive returns the index in t of the first event that was published after
// the restart, -1 if there is none.
func firstLive(o *Observation, t *wire.Transcript) int {
	first := -1
	for _, p := range o.step(stepAfterRestart) {
		if i := indexReceived(t, p.Publication); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}
