package specs

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// shape is what a probe leaves: the names of its Transcripts and the steps of
// its publications.
type shape struct {
	probe        string
	names, steps []string
}

// shapes returns that of every probe.
func shapes() []shape {
	all := []shape{
		{probeReach, []string{firstStream}, []string{"nudge", stepPlain}},
		{probeQuiet, []string{quietStream}, nil},
		{probeStream, []string{mainStream, controlStream}, slices.Repeat([]string{stepSpaced}, spacedEvents)},
		{probeIDs, []string{controlStream}, nil},
		{
			probeResume,
			[]string{controlStream, cutStream, resumedStream, firstIDStream, latestStream, digitsStream, freshStream, unknownStream},
			[]string{stepBefore, stepBefore, stepMissed, stepOther, stepMissed},
		},
		{probeOdd, []string{oldStream}, []string{stepFence}},
		{probeMethods, []string{plainStream, headRequest, optionsRequest, acceptStream, acceptAll, acceptNothing, oldHTTP}, nil},
		{probeCORS, []string{originStream, strangerStream, preflightPlain, preflightID, preflightAuth}, nil},
		{probeCaching, []string{plainStream, noneMatchStream, modifiedSinceStream, rangeStream}, nil},
		{probeEnding, []string{endingStream, againStream, thirdStream}, nil},
		{probeCompression, []string{identityStream, "gzip", "br", "zstd", "deflate", controlStream}, slices.Repeat([]string{stepCoded}, spacedEvents)},
		{probeVerbs, append([]string{plainStream}, otherMethods()...), nil},
		{probeLLM, []string{completionStream, notJSON}, nil},
		{probeGraphQL, []string{operationStream, invalidStream, cutOperation}, nil},
		{probeDatastar, []string{patchStream}, nil},
		{probeAuth, []string{revokedStream, anonymousStream, revokedAgain + "1"}, []string{stepBeforeRevoked, stepAfterRevoked}},
		{
			probeRestart,
			[]string{restartedStream, laggingStream, comebackStream + "1", comebackStream + "2", restartFresh, restartResume},
			[]string{stepBeforeRestart, stepUnseenRestart, stepAfterRestart, stepAfterRestart},
		},
	}
	all = append(all, resumeShapes()...)
	for _, id := range strangeIDs("token") {
		all[3].names = append(all[3].names, id.name)
		all[3].steps = append(all[3].steps, stepLive+": "+id.name)
	}
	for _, name := range all[4].names[2:] {
		all[4].steps = append(all[4].steps, stepLive+": "+name)
	}
	for _, odd := range oddEvents(func() string { return "m" }) {
		all[5].names = append(all[5].names, newStream+odd.requirement)
		all[5].steps = append(all[5].steps, odd.requirement, stepAfter+odd.requirement)
	}
	return all
}

// resumeShapes returns those of the probes that resume in more ways than one.
func resumeShapes() []shape {
	steps := []string{stepBefore, stepMissed, stepMissed, stepLater, stepRace, stepRace, stepBeside, stepNobody, stepLiveAll}
	cuts := append([]string{controlStream, cutStream, freshStream}, cutNames()...)
	for _, parameter := range queryParameters() {
		cuts = append(cuts, queryPrefix+parameter, bothPrefix+parameter)
	}
	return []shape{
		{probeResume, append(cuts, sameCutPrefix+"1", sameCutPrefix+"2", sameCutPrefix+"3"), steps},
		{probeKinds, []string{kindsStream, unknownStream, kindPrefix + kindEvent, kindPrefix + kindTyped, kindPrefix + kindBeat}, steps},
		{probeAlone, []string{lastReader, besideOther, afterNobody}, steps},
		{probeDepth, []string{controlStream, depthPrefix + "1", depthPrefix + "10"}, steps},
		{probeRace, []string{controlStream, calmStream, racePrefix + "1.1", racePrefix + "1.2", racePrefix + "1, at last"}, steps},
		{probeFanout, []string{readerName(1), readerName(2), readerName(3), guestPrefix + "1.1", afterGuests}, []string{stepFanout, stepFanout, stepFanout, stepGuests}},
		{probeStalled, []string{healthyOne, stalledStream, healthyTwo}, append(slices.Repeat([]string{stepLarge}, enoughLarge), stepReadOn)},
		{probeResets, []string{firstOfMany, resetClient + "1", resetClient + "2", afterResets + "1"}, nil},
		{probeChurn, []string{firstOfMany, leavingOne + "1", leavingOne + "2", afterLeavers + "1"}, []string{stepChurned}},
		{probeBeside, []string{firstOfMany, heldStream + "1", otherAlone, otherBeside}, nil},
		{probeAge, []string{agedStream + "1", agedStream + "2", agedStream + "3"}, nil},
		{probeLeave, []string{byFIN().name + " 1", byRST().name + " 1"}, nil},
	}
}

// observation makes an Observation of the shape in which each Transcript comes
// from response, or is missing where that is false, and each publication ended
// with an outcome.
func (s shape) observation(response func() (wire.Transcript, bool), outcome func() Outcome) *Observation {
	o := &Observation{Probe: s.probe, Limits: Limits{}.withDefaults(), Carries: Carries{ID: true, Event: true}}
	o.Acted = []Acted{called(hookRevoke, OutcomeAccepted, sec), called(hookRestart, OutcomeAccepted, sec)}
	for i, step := range []string{stepBeforeOpen, stepOpen, stepLeft} {
		o.Counted = append(o.Counted, Counted{Step: byFIN().name + step, Streams: 9 * i}, Counted{Step: byRST().name + step, Streams: 9 * i})
	}
	for _, name := range s.names {
		if t, ok := response(); ok {
			t.Name = name
			o.Transcripts = append(o.Transcripts, &t)
		}
	}
	for i, step := range s.steps {
		p := accepted(step, fmt.Sprint("m", i%8))
		if strings.HasPrefix(step, "data-") || strings.HasPrefix(step, "injection-") {
			p.Marker, p.Forged = "", "m1."
		}
		p.Outcome = outcome()
		o.Published = append(o.Published, p)
	}
	return o
}

func FuzzRulesStandAnyResponse(f *testing.F) {
	seen := map[string]bool{}
	for _, r := range allRows() {
		for _, t := range r.scene.Transcripts {
			if raw := t.Raw(); len(raw) < 1<<8 && !seen[string(raw)] {
				seen[string(raw)] = true
				f.Add(raw, byte(t.End.Kind), len(seen)%4 == 0)
			}
		}
	}
	all, every := checks(), shapes()
	f.Fuzz(func(t *testing.T, raw []byte, end byte, asBody bool) {
		response := string(raw)
		if asBody {
			response = streamHead + response
		}
		kind := wire.EndKind(end % 15)
		tr := taped("any", text(response), wire.Piece{At: 9 * sec, End: kind}).Transcript
		for _, s := range every {
			judgeAll(t, all, s.observation(
				func() (wire.Transcript, bool) { return *tr, true },
				func() Outcome { return OutcomeAccepted },
			))
		}
	})
}

// Targets may merge events, swap them, give all of them one id, or end
// anywhere.
func TestRulesStandAnything(t *testing.T) {
	const rounds = 80
	random := rand.New(rand.NewPCG(1, 2))
	all, every := checks(), shapes()
	outcomes := []Outcome{OutcomeAccepted, OutcomeAccepted, OutcomeAccepted, OutcomeRefused, OutcomeFailed, OutcomeInexpressible}
	for range rounds {
		for _, s := range every {
			o := s.observation(
				func() (wire.Transcript, bool) { return anyTranscript(random), random.IntN(12) > 0 },
				func() Outcome { return outcomes[random.IntN(len(outcomes))] },
			)
			judgeAll(t, all, o)
			if t.Failed() {
				return
			}
		}
	}
}

func anyTranscript(random *rand.Rand) wire.Transcript {
	heads := []string{streamHead, streamHead, streamHead, streamHead, chunkedHead, "", "HTTP/1.1 500 No\r\n\r\n", "\x00", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n"}
	pieces := []string{
		"id: 1\n", "id: 2\n", "id: 9\n", "id: 10\n", "id\n", "id: \x00\n", "event: a\n", "event\n", "retry: 5\n", "retry: x\n",
		"data: m0.\n", "data: m1.\n", "data: m2.\n", "data: m3.\n", "data: m4.m5.m6.\n", "data: m7.\n", "data\n", "data: \xFF\uFFFD\n",
		"\n", "\n", "\n", "\n", "\r\n", "\r", ": c\n", "\uFEFF", "Data: x\n", "x", "5\r\n", "0\r\n\r\n",
		llmToken("a"), llmStop, llmDone, llmError,
		graphQLNext(`{"data":1}`), graphQLNext(`{"errors":[{}]}`), graphQLComplete,
		patched("elements", "mode append", "elements <li>"), patched("signals", "signals {}"),
	}
	ends := []wire.EndKind{wire.EndOpen, wire.EndClosed, wire.EndReset, wire.EndTimeout, wire.EndMalformed, wire.EndDialError, wire.EndLimit}
	all := []wire.Piece{text(heads[random.IntN(len(heads))])}
	for n := range random.IntN(30) {
		all = append(all, later(time.Duration(n)*sec, pieces[random.IntN(len(pieces))]))
	}
	all = append(all, wire.Piece{At: 40 * sec, End: ends[random.IntN(len(ends))]})
	id := []string{"", "1", "2", "9", "10"}[random.IntN(5)]
	return *tapedAfter("any", id, all...).Transcript
}

func TestRulesStandNothing(t *testing.T) {
	observations := map[string]*Observation{
		"nothing at all":       {},
		"empty Transcripts":    {Transcripts: []*wire.Transcript{{Name: firstStream}, {Name: mainStream}, {Name: quietStream}, {Name: oldStream}}},
		"only publications":    {Published: []Published{{}, accepted(stepPlain, "m1"), accepted("data-cr", "m2")}},
		"not run":              {Unseen: Skip{report.SkipInconclusive, "not run"}},
		"nothing to publish":   {Trigger: Skip{report.SkipUntestable, "no hook"}},
		"an error on our side": {Err: errors.New("no file descriptors")},
	}
	all := checks()
	for name, o := range observations {
		t.Run(name, func(t *testing.T) { judgeAll(t, all, o) })
	}
	for _, s := range shapes() {
		t.Run("empty "+s.probe, func(t *testing.T) {
			judgeAll(t, all, s.observation(
				func() (wire.Transcript, bool) { return wire.Transcript{}, true },
				func() Outcome { return OutcomeFailed },
			))
		})
	}
}
