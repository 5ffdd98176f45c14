package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// lifecycleRequirements are about clients that come and go, and what they leave
// behind.
func lifecycleRequirements() []Requirement {
	return slices.Concat(lifecyclePlaces(), lifecycleLeft())
}

func lifecyclePlaces() []Requirement {
	return []Requirement{
		{
			ID: "lifecycle-slots-after-reset", Level: report.Must, Tier: TierPassive,
			Sentence: "A server MUST serve further clients after many have reset their connections, be it right after their requests.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9293#section-3.5.3",
			Symptom:  "503 too many connections although nobody is connected; stream limit reached after a few reloads; works again after a restart",
			Why: "A reload, a phone that loses its network and a scanner all reset connections. If each takes a place with it, " +
				"the server is full with nobody there, until it is started anew.",
			Causes: []string{
				"a place taken in the handler and given back in a generator that never ran",
				"a counter that goes down at the end of the stream, but not when writing its head fails",
				"a panic or exception between the two",
				"a worker that waits for an event and does not see that its client is gone",
			},
			Fix:      "Give the place back where it was taken, in a defer or finally that nothing can skip, and end the handler when the request's context or socket says that the client is gone.",
			Snippets: []Snippet{lifecycleGoPlace(), lifecyclePythonFinally(), lifecycleNodeClose()},
		},
		{
			ID: "lifecycle-serves-after-churn", Level: report.Must, Tier: TierPassive,
			Sentence: "A server MUST serve streams, with their events, after many clients have come and left.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9112#section-9.6",
			Symptom:  "SSE endpoint hangs after some hours; accept: too many open files; MaxListenersExceededWarning; threads used up",
			Why: "Every visitor comes and goes. What one leaves behind, a thread, a listener, a file, a subscription, is small, and after a " +
				"day of visitors it is all that there is.",
			Causes: []string{
				"a thread or worker that waits for the next event of a client that is gone",
				"a listener that is added for each stream and not removed",
				"a connection to Redis or a database for each stream that is not closed",
				"a goroutine that waits for ever on a channel",
			},
			Fix:      "Undo at the end of each stream all that its beginning did: unsubscribe, close, stop timers. Write a heartbeat, so that an idle stream notices that it is over.",
			Snippets: []Snippet{lifecycleNodeClose(), lifecyclePythonFinally(), goHeartbeat()},
		},
		{
			ID: "lifecycle-requests-beside-streams", Level: report.Must, Tier: TierPassive,
			Sentence: "A server MUST answer other requests while a few dozen streams are open.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes",
			Symptom:  "the whole site hangs when some users have the page open; flask or gunicorn freezes with SSE; health check times out",
			Why: "A stream that holds a worker, thread or database connection for as long as it lasts takes it from everything else. " +
				"Twenty open tabs are then an outage, health checks included.",
			Causes: []string{
				"a worker or thread for each stream, in a pool of that size: sync gunicorn, PHP-FPM, Puma",
				"a session lock that a stream holds: PHP's session_start, some frameworks' sessions",
				"a database connection of a pool held by each stream",
			},
			Fix:      "Serve streams by an event loop or by threads that are cheap, apart from the pool for short requests, and give back locks and database connections before the first event.",
			Snippets: []Snippet{lifecycleGunicorn(), lifecyclePHPSession(), lifecyclePuma()},
		},
	}
}

func lifecycleLeft() []Requirement {
	return []Requirement{
		{
			ID: "lifecycle-fin-noticed", Level: report.Must, Tier: TierControl,
			Sentence: "A stream MUST be over soon after its client has closed the connection in order, at the latest at the next heartbeat.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9112#section-9.5",
			Symptom:  "number of connections only grows; req.on('close') never called; memory leak of SSE clients; users shown online after they left",
			Why: "A stream whose client is gone is still served: events are encoded for it, it counts against limits, and " +
				"presence shows users who left long ago.",
			Causes: []string{
				"an end that is noticed at the next event only, and no event comes",
				"errors of write that nobody looks at",
				"a proxy that keeps its connection to the server when the client's is closed",
				"'close' of a request whose body had been consumed, in older Node.js",
			},
			Fix:      "End the stream when the request's context is done or its socket says 'close', and when a write fails. Write a heartbeat each 15 s, so that one fails.",
			Snippets: []Snippet{lifecycleGoDone(), lifecycleNodeClose(), goHeartbeat(), lifecycleNginxAbort()},
		},
		{
			ID: "lifecycle-rst-noticed", Level: report.Must, Tier: TierControl,
			Sentence: "A stream MUST be over soon after its client has reset the connection, at the latest at the next heartbeat.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9293#section-3.10.7.4",
			Symptom:  "connections leak after ECONNRESET; broken pipe in the log and the stream goes on; unhandled 'error' event",
			Why: "Crashes, reloads and lost networks are how most clients leave. Where only an orderly end is handled, most streams " +
				"are never cleaned up.",
			Causes: []string{
				"an error of write or flush that is logged, and the loop goes on",
				"a handler of 'end' or of the closed flag, and none of 'error'",
				"a catch-all around each write that swallows a broken pipe",
			},
			Fix:      "Take any error of a write for the end of the stream: leave the loop and let the same code clean up as after an orderly end.",
			Snippets: []Snippet{lifecycleGoDone(), lifecycleNodeClose(), lifecyclePythonFinally()},
		},
	}
}
