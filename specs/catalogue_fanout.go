package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

const sseModel = "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model"

// fanoutRequirements are about several readers of the same events.
func fanoutRequirements() []Requirement {
	return slices.Concat(fanoutReaders(), fanoutSlow())
}

func fanoutReaders() []Requirement {
	return []Requirement{
		{
			ID: "fanout-all-receive", Level: report.Must, Tier: TierTrigger,
			Sentence: "Each of several readers MUST receive every event: one reader must not take events from another.",
			Source:   sseModel,
			Symptom:  "events alternate between two browser tabs; second tab gets half the messages; works until a colleague opens the page",
			Why: "Each event goes to one of the readers, at random. With a single tab, as in every test, all is well; with two, " +
				"both show holes, and neither shows an error.",
			Causes: []string{
				"one queue or channel that all handlers read from",
				"a consumer group of Kafka, Redis or RabbitMQ that all streams share",
				"a map of streams by user that holds the latest one only",
				"several workers of which only one hears of the event",
			},
			Fix:      "Give each stream a queue of its own, or a cursor in a common log, and write each event to all of them. Use a group of its own for each process.",
			Snippets: []Snippet{streamsGoHub(), streamsNodeHub(), streamsPythonHub()},
		},
		{
			ID: "fanout-same-order", Level: report.Must, Tier: TierTrigger,
			Sentence: "All readers MUST receive events in the same order.",
			Source:   sseModel,
			Symptom:  "two screens show different states; last write wins differs per client; order of messages changes from tab to tab",
			Why: "Readers that apply the same changes in different orders end up with different states. Their ids say so as " +
				"well: what one saw last is not the newest, so a resume leaves something out.",
			Causes: []string{
				"a goroutine, task or thread for each delivery",
				"one queue for each priority or type that is read side by side",
				"publishers that write to the streams themselves, without a common order",
			},
			Fix:      "Let one place put events in order, a log or a single loop, and write to each stream from one loop that follows it.",
			Snippets: []Snippet{streamsGoHub()},
		},
		{
			ID: "fanout-once", Level: report.Must, Tier: TierTrigger,
			Sentence: "A reader MUST receive each event once while its stream is open.",
			Source:   sseModel,
			Symptom:  "notification pops up twice; counter is doubled; each message comes as often as the page was opened",
			Why: "A doubled event is counted twice, paid twice, rung twice. Often it begins at the second reader or after " +
				"a reconnect, as subscriptions pile up.",
			Causes: []string{
				"a listener that is added for each request and never removed",
				"two instances that both relay the same message to the same streams",
				"a stream that is subscribed under its topic and under a wildcard",
			},
			Fix:      "Subscribe each stream once and take it off when its request ends. Where events come by several ways, drop those whose id was sent.",
			Snippets: []Snippet{streamsNodeHub(), streamsGoHub()},
		},
		{
			ID: "fanout-old-stream-hears", Level: report.Must, Tier: TierTrigger,
			Sentence: "A stream MUST go on to get events after many others have come and gone, or be ended.",
			Source:   sseModel,
			Symptom:  "page left open overnight stops updating; old tab frozen but new tab works; stream connected without events",
			Why: "The tab that has been open for longest is deaf: connected, with heartbeats, and without events. Nothing " +
				"reconnects, since nothing has failed.",
			Causes: []string{
				"a list that is changed while it is iterated, so that a neighbour is removed",
				"streams kept by an index or file number that is used again",
				"an error at one dead stream that ends the loop over all",
				"a weak or bounded set that drops the oldest",
			},
			Fix:      "Keep streams in a set by identity, guard it with one lock or loop, and let an error at one stream remove that one only.",
			Snippets: []Snippet{streamsGoHub(), streamsPythonHub()},
		},
	}
}

func fanoutSlow() []Requirement {
	const slow = "https://www.rfc-editor.org/rfc/rfc9293#section-3.8.6"
	return []Requirement{
		{
			ID: "fanout-stalled-reader-delays-nobody", Level: report.Must, Tier: TierTrigger,
			Sentence: "A reader that stops reading MUST NOT delay other readers or the publisher.",
			Source:   slow,
			Symptom:  "all clients freeze at once; one phone in a tunnel blocks everybody; publish request hangs",
			Why: "A laptop goes to sleep in the middle of a transfer, its buffers fill up, and the write to it waits. If the " +
				"loop or the lock waits with it, the whole site stands still for minutes.",
			Causes: []string{
				"a blocking write to each stream in one loop over all",
				"a lock that is held while bytes are written",
				"a bounded channel that is sent to without a default case",
				"await on each write in turn",
			},
			Fix: "Never write to a connection from the publisher's path: wake each stream and let it write by itself, with a " +
				"deadline. End the stream that cannot keep up.",
			Snippets: []Snippet{streamsGoHub(), streamsGoDeadline(), streamsNodeDrain()},
		},
		{
			ID: "fanout-gap-closes", Level: report.Must, Tier: TierTrigger,
			Sentence: "A reader that was slow MUST get all events when it reads on, or have its stream ended: never a gap on an open stream.",
			Source:   slow,
			Symptom:  "messages missing after a slow phase; gaps on mobile networks only; resume does not bring dropped events back",
			Why: "What was dropped is never sent again: the stream is open, so the client does not reconnect, and its last id is " +
				"already behind the gap. Only a reload mends it.",
			Causes: []string{
				"select with a default that drops the event when the channel is full",
				"a ring buffer that overwrites the oldest",
				"a message broker with at-most-once delivery behind the stream",
			},
			Fix:      "When a stream's queue is full, close the connection: the client comes back with its last id and the history makes good what it missed.",
			Snippets: []Snippet{streamsGoFull(), streamsNodeDrain()},
		},
	}
}
