package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// restartRequirements are about a deployment, as those see it who read at the
// time.
func restartRequirements() []Requirement {
	return slices.Concat(restartEnding(), restartReturning())
}

// restartEnding is what happens to the streams of the old process.
func restartEnding() []Requirement {
	return []Requirement{
		{
			ID: "restart-ends-streams", Level: report.Should, Tier: TierControl,
			Sentence: "Streams SHOULD end soon after their server is told to restart, and not hold the restart up.",
			Source:   "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
			Symptom:  "each deploy takes 30 seconds and ends with SIGKILL; old tabs miss what new ones get",
			Why: "Graceful shutdown waits for responses to finish, and a stream never does. Its readers stay " +
				"with a process that gets no events any more, until something kills it.",
			Causes: []string{
				"http.Server.Shutdown, server.close() or a web server's drain, with no signal to the handlers of streams",
				"handlers that wait for an event and for nothing else",
				"a proxy that keeps the old upstream for as long as a connection lasts",
				"PID 1 is a shell that does not pass SIGTERM on",
			},
			Fix:      "On SIGTERM tell every stream's handler to return, then wait for the rest. Clients reconnect by themselves and resume.",
			Snippets: []Snippet{goShutdown(), nodeShutdown(), restartUvicorn()},
		},
		{
			ID: "restart-ends-cleanly", Level: report.Should, Tier: TierControl,
			Sentence: "A restart SHOULD end each stream as a whole response, after a whole event.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9112#section-8",
			Symptom:  "ERR_INCOMPLETE_CHUNKED_ENCODING in every console at each deploy; fetch rejects with a network error",
			Why: "A stream that is cut off looks like a failure: it fills logs and alerts, clients " +
				"other than browsers throw, and half an event is lost.",
			Causes: []string{
				"the process is killed, or exits, while handlers still run",
				"a grace period that is shorter than the time that handlers take",
				"a proxy that resets its clients when the upstream goes away",
			},
			Fix:      "Let handlers return before the process exits, so that the last chunk is sent, and give the drain less time than the platform gives before SIGKILL.",
			Snippets: []Snippet{goShutdown(), restartKubernetes()},
		},
	}
}

// restartReturning is what clients meet who come back.
func restartReturning() []Requirement {
	return []Requirement{
		{
			ID: "restart-comes-back", Level: report.Must, Tier: TierControl,
			Sentence: "After a restart the server MUST serve streams again.",
			Source:   "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4",
			Symptom:  "pages are up after the deploy and nothing moves in them; health checks are green",
			Why: "Clients come back within seconds of a restart. A server that answers its health check and no " +
				"streams leaves all of them dark, and nobody looks there.",
			Causes: []string{
				"a subscription to the broker that is made once, and not again after a restart",
				"a readiness check that does not include the broker or the route of streams",
				"all clients come back at once and exhaust workers or connections",
				"a port that is still held by the old process",
			},
			Fix:      "Make readiness depend on what streams need, bound what the wave of reconnects costs, and let clients come back spread out by different retry values.",
			Snippets: []Snippet{restartKubernetes(), goRetry()},
		},
		{
			ID: "restart-status", Level: report.Should, Tier: TierControl,
			Sentence: "While it restarts, the server SHOULD refuse connections, or serve streams, rather than answer with another status than 200.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
			Symptom:  "after a deploy some tabs stay dead until they are reloaded; 502 or 503 for a second",
			Why: "A browser tries again when a connection is refused or breaks. At 502, 503 or 404 the EventSource " +
				"closes for good: one second of it takes out everyone who comes back in that second.",
			Causes: []string{
				"a proxy that answers 502 or 503 while its upstream is away",
				"a drain that answers 503 to new streams, though another instance could serve them",
				"routes that are registered after the port is open, so that 404 comes first",
				"a maintenance page",
			},
			Fix:      "Start the new process before the old one stops and let the proxy try the next upstream. Where that cannot be, let pages make a new EventSource when theirs is closed.",
			Snippets: []Snippet{nginxNextUpstream(), restartBrowser(), restartKubernetes()},
		},
		{
			ID: "restart-ids-go-on", Level: report.Must, Tier: TierControl,
			Sentence: "An event that is published after a restart MUST NOT have the id of another event from before it.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom:  "after a deploy new events are ignored as duplicates, or old ones come once more",
			Why: "A client comes back with an id of the old process. Where the new one counts from 1 again, that id is " +
				"a different event or lies in the future, so events are skipped or repeated without a trace.",
			Causes: []string{
				"ids from a counter in memory",
				"a counter of each instance behind a load balancer",
				"a store that was flushed together with its sequence",
			},
			Fix:      "Take ids from the store that keeps the events, or put the start of the process in front: an epoch such as 1767225600-17.",
			Snippets: []Snippet{restartGoEpoch(), redisStream()},
		},
		{
			ID: "restart-resume", Level: report.Must, Tier: TierControl,
			Sentence: "A client that resumes with an id from before the restart MUST get what it missed, or an event that tells of the gap.",
			Source:   "https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header",
			Symptom:  "numbers are wrong after each deploy until the page is reloaded; a few messages never arrive",
			Why: "Every client resumes at a deploy. A history that died with the process, and an unknown id that is " +
				"taken for a new client, lose events for all of them at once, and nobody is told.",
			Causes: []string{
				"a history in the memory of the process",
				"an unknown Last-Event-ID is ignored",
				"events that are sent while the subscription to the broker is not there yet",
			},
			Fix:      "Keep the history outside the process. Where that is too much, answer an id that is not known with an event such as reset, on which clients load their state anew.",
			Snippets: []Snippet{goReset(), browserReset(), redisStream()},
		},
	}
}
