package specs

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The Transcripts and steps of the probe "resume".
const (
	cutStream     = "cut"
	resumedStream = "resume after the cut"
	firstIDStream = "resume after the first event"
	latestStream  = "resume after the latest event"
	digitsStream  = "resume before a new digit"
	freshStream   = "fresh"
	unknownStream = "resume after an unknown id"

	stepBefore = "before the cut"
	stepMissed = "missed"
	stepOther  = "other topic"
	stepLive   = "live"
	stepDigits = "up to a new digit"
)

const (
	beforeEvents = 3
	missedEvents = 7
	// maxDigitEvents bounds the publications that lead up to an id with one more
	// digit.
	maxDigitEvents = 120
	// straggle is how long a resumed stream is watched for old events after the
	// live one.
	straggle = 300 * time.Millisecond
)

// observeResume cuts a stream, publishes what the client misses, and resumes it
// in several ways, each time beside a control reader that was never cut. The
// ways that need no event of their own are gone side by side.
func observeResume(ctx context.Context, s *subject) {
	control, cut := s.stream(ctx, controlStream), s.stream(ctx, cutStream)
	if !s.ready(ctx, control) || !s.ready(ctx, cut) {
		return
	}
	before := s.publishAll(ctx, stepBefore, beforeEvents)
	last := before[len(before)-1].Publication
	if !s.arrives(ctx, cut, last) || !s.arrives(ctx, control, last) {
		return
	}
	seen := cut.Close(wire.CloseFIN)
	event, _ := received(seen, last)
	first, _ := received(seen, before[0].Publication)
	if event.LastEventID == "" || first.LastEventID == "" {
		return
	}
	missed := s.publishMissed(ctx)
	s.publishElsewhere(ctx)
	newest := missed[len(missed)-1].Publication
	s.arrives(ctx, control, newest)
	all := slices.Concat(before, missed)
	s.resumeAtEveryCut(ctx, control, all)
	s.resumeOneCut(ctx, control, all)
	s.resumeAcrossDigits(ctx, control)
	s.goLive(ctx, s.stream(ctx, freshStream), control)
	s.goLive(ctx, s.resume(ctx, unknownStream, "ssegauge-evicted-"+s.run.token), control)
}

// publishElsewhere publishes on another topic, if topics can be told apart.
func (s *subject) publishElsewhere(ctx context.Context) {
	if !s.cfg.hasTopics() {
		return
	}
	for range 2 {
		p := s.marker(stepOther)
		p.Topic = s.otherTopic()
		s.publish(ctx, p)
	}
}

func (s *subject) resumeAndGoLive(ctx context.Context, name, lastEventID string, control *wire.Exchange) {
	s.goLive(ctx, s.resume(ctx, name, lastEventID), control)
}

// goLive publishes an event once x has its head and waits until x and control
// have it; then it gives x a moment for what should have come before. The step
// names x, so that a Rule knows what x had to receive.
func (s *subject) goLive(ctx context.Context, x, control *wire.Exchange) {
	defer x.Close(wire.CloseFIN)
	if !s.ready(ctx, x) {
		return
	}
	live := s.publish(ctx, s.marker(stepLive+": "+x.Snapshot().Name))
	if !live.Accepted() || !s.arrives(ctx, control, live.Publication) || !s.arrives(ctx, x, live.Publication) {
		return
	}
	if s.obs.Probe == probeResume {
		s.waitFor(ctx, straggle, x, func(*wire.Transcript) bool { return false })
	}
}

// publishMissed publishes what the client misses. Every second event has a type,
// if the hook carries one.
func (s *subject) publishMissed(ctx context.Context) []Published {
	var missed []Published
	for i := range missedEvents {
		p := s.marker(stepMissed)
		if i%2 == 1 {
			p.Event = markedType
		}
		missed = append(missed, s.publish(ctx, p))
	}
	return missed
}

// resumeAcrossDigits resumes with an id of one digit less than the ids after
// it, such as 9 before 10. It publishes until the ids have come there, if that
// is not too far.
func (s *subject) resumeAcrossDigits(ctx context.Context, control *wire.Exchange) {
	before := lastBeforeNewDigit(control.Snapshot())
	for n := 0; before == "" && n < maxDigitEvents; n++ {
		t := control.Snapshot()
		if left, ok := toNewDigit(t.Events[len(t.Events)-1].LastEventID); !ok || left > maxDigitEvents-n {
			return
		}
		p := s.publish(ctx, s.marker(stepDigits))
		if !p.Accepted() || !s.arrives(ctx, control, p.Publication) {
			return
		}
		before = lastBeforeNewDigit(control.Snapshot())
	}
	if before != "" {
		s.resumeAndGoLive(ctx, digitsStream, before, control)
	}
}

// lastBeforeNewDigit returns the id of the last event of t whose successor's id
// ends in a number with more digits, such as 9 before 10 or "a-99" before
// "a-100"; "" if there is none.
func lastBeforeNewDigit(t *wire.Transcript) string {
	found := ""
	for i := 1; i < len(t.Events); i++ {
		a, b := t.Events[i-1].LastEventID, t.Events[i].LastEventID
		textA, numberA := splitNumber(a)
		textB, numberB := splitNumber(b)
		if textA == textB && numberA != "" && len(numberB) > len(numberA) {
			found = a
		}
	}
	return found
}

// toNewDigit returns how far the number at the end of id is from one with more
// digits.
func toNewDigit(id string) (left int, ok bool) {
	_, number := splitNumber(id)
	n, err := strconv.Atoi(number)
	if err != nil || len(number) > 9 {
		return 0, false
	}
	next := 10
	for next <= n {
		next *= 10
	}
	return next - n, true
}

// splitNumber splits id before the decimal number at its end, which is empty if
// there is none or if it has leading zeros: its width is fixed then.
func splitNumber(id string) (text, number string) {
	text = strings.TrimRight(id, "0123456789")
	number = id[len(text):]
	if strings.HasPrefix(number, "0") && number != "0" {
		return id, ""
	}
	return text, number
}
