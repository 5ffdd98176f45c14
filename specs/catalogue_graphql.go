package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// graphQLOverSSE is the protocol, of which the chapter is about distinct
// connections mode.
const graphQLOverSSE = "https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md"

// graphQLRequirements are about GraphQL operations that are answered with event
// streams.
func graphQLRequirements() []Requirement {
	list := slices.Concat(graphQLResults(), graphQLEnd(), graphQLErrors())
	for i := range list {
		list[i].Profile, list[i].Tier = profileGraphQL, TierPassive
	}
	return list
}

func graphQLResults() []Requirement {
	return []Requirement{
		{
			ID: "graphql-event-names", Level: report.Must,
			Sentence: "Each event of an operation MUST be of type next or of type complete.",
			Source:   graphQLOverSSE + "#event-stream",
			Symptom:  `Invalid stream event "message"; subscription never calls next although data is in the network panel`,
			Why: "Clients listen to these two names. Other events are dropped in silence by EventSource, " +
				"and end the operation with an error in clients that check.",
			Causes: []string{
				"results written as plain data lines, without an event line",
				"names of another protocol, such as data, error or end",
				"a heartbeat that is an event of its own instead of a comment",
			},
			Fix:      `Write each result as event: next and the end as event: complete. Send errors within results, and heartbeats as comments: ":" and a blank line.`,
			Snippets: []Snippet{graphQLWireOperation(), graphQLGoResults(), wireComment()},
		},
		{
			ID: "graphql-next-is-a-result", Level: report.Must,
			Sentence: "The data of a next event MUST be an execution result: a JSON object with data or errors.",
			Source:   graphQLOverSSE + "#next-event",
			Symptom:  "Cannot read properties of undefined (reading 'data'); cache stays empty; client reports an unexpected response shape",
			Why:      "Clients hand it to the cache and to the page as it is. What has neither data nor errors leaves both empty, without a word why.",
			Causes: []string{
				"the value of the field sent bare, without the object around it",
				"the envelope of graphql-ws or of single connection mode: id and payload",
				"a result that is encoded as JSON twice, which makes it a string",
			},
			Fix:      `Send what the executor returns, encoded once: {"data":{"greetings":"Hi"}}. An id and a payload belong to single connection mode.`,
			Snippets: []Snippet{graphQLWireOperation(), graphQLGoResults()},
		},
	}
}

func graphQLEnd() []Requirement {
	return []Requirement{
		{
			ID: "graphql-complete", Level: report.Must,
			Sentence: "A stream that the server ends MUST end with complete: without it, an end and a lost connection look the same.",
			Source:   graphQLOverSSE + "#complete-event",
			Symptom:  "query runs again and again every three seconds; Connection closed while having active streams; promise never settles",
			Why: "EventSource takes an end without complete for an accident and executes the operation anew, " +
				"a mutation as well. Other clients report an error where there was none.",
			Causes: []string{
				"a handler that returns after the last result, as for a plain stream",
				"a source that throws, so that the code behind its loop is not reached",
				"a gateway that ends the response in order when the subgraph behind it is gone",
			},
			Fix:      "Write complete when the source has ended, also when it has failed: then as a next event with errors, and complete after it.",
			Snippets: []Snippet{graphQLWireOperation(), graphQLNodeComplete(), graphQLBrowser()},
		},
		{
			ID: "graphql-nothing-after-complete", Level: report.Must,
			Sentence: "No event MUST follow complete: it is the last of an operation.",
			Source:   graphQLOverSSE + "#complete-event",
			Symptom:  "last update is missing now and then; onComplete called twice",
			Why:      "Clients stop listening at complete. A result that comes behind it is lost, and a second complete ends what was ended.",
			Causes: []string{
				"complete sent when the source closes, while results still wait in a queue",
				"complete sent by the executor and by the transport, each for itself",
				"a result that is sent by a callback which nobody waits for",
			},
			Fix:      "Let one place write to the response: all results in turn, then complete, then the end.",
			Snippets: []Snippet{graphQLNodeComplete(), graphQLGoResults()},
		},
		{
			ID: "graphql-ends-after-complete", Level: report.Should,
			Sentence: "The response SHOULD end soon after complete, by default within 2 s.",
			Source:   graphQLOverSSE + "#distinct-connections-mode",
			Symptom:  "seventh query hangs in the browser; requests stay pending after their data; sockets pile up behind the proxy",
			Why: "Each operation has a connection of its own. With HTTP/1.1 a browser opens six to a host, " +
				"so that a few that stay open after their end block the page.",
			Causes: []string{
				"a timer for heartbeats that nobody stops, and that keeps the response going",
				"complete sent as in single connection mode, where the stream goes on",
				"a handler that waits for the client to close",
			},
			Fix:      "End the response right after complete, and stop the timer in a finally block.",
			Snippets: []Snippet{graphQLNodeComplete(), graphQLBrowser()},
		},
	}
}

func graphQLErrors() []Requirement {
	return []Requirement{
		{
			ID: "graphql-errors-have-messages", Level: report.Must,
			Sentence: "The errors of a result MUST be a list that is not empty, and each error MUST have a message.",
			Source:   "https://spec.graphql.org/draft/#sec-Errors",
			Symptom:  "ApolloError: undefined; error toast without text; graphQLErrors is not iterable",
			Why:      "Clients show or log the message and look at each error in turn. Texts, flags and empty lists break them just when something went wrong.",
			Causes: []string{
				"a list of texts in place of a list of objects",
				"an empty list that is sent with every result",
				"an exception put into the result as the JSON encoder sees it: {}",
			},
			Fix:      `Format errors as the executor does: {"errors":[{"message":"…"}]}. Leave errors out where there are none.`,
			Snippets: []Snippet{graphQLWireErrors(), graphQLNodeInvalid()},
		},
		{
			ID: "graphql-invalid-is-answered", Level: report.Must,
			Sentence: "An operation that the schema does not allow MUST be answered with a stream whose next event holds the errors.",
			Source:   graphQLOverSSE + "#distinct-connections-mode",
			Symptom:  "EventSource fires error and says nothing; 400 Bad Request without a reason in the page; typo in a field name takes an hour to find",
			Why:      "EventSource does not show the body of a response that it refuses. With status 400, nobody sees which field is wrong.",
			Causes: []string{
				"validation in front of the transport, answered as for a plain request",
				"a head that depends on the result: 400 if there are errors",
				"errors written as an event of type error, which no client listens to",
			},
			Fix:      "Where the request accepts text/event-stream, answer 200, a next event with the errors of the validation, and complete.",
			Snippets: []Snippet{graphQLWireErrors(), graphQLNodeInvalid()},
		},
		{
			ID: "graphql-unreadable-is-an-error", Level: report.Should,
			Sentence: "A request that cannot be read, because its JSON is cut off, SHOULD be answered with a status of 4xx, and not with a stream.",
			Source:   "https://github.com/graphql/graphql-over-http/blob/main/spec/GraphQLOverHTTP.md#request",
			Symptom:  "500 Internal Server Error for a broken request; client retries what can never work; alarms at night from scanners",
			Why:      "Clients retry a 5xx and an end, but not a 4xx. A request that is broken stays broken, and each retry hides whose fault it is.",
			Causes: []string{
				"a parser of the body whose exception becomes a 500",
				"a stream that is opened first, and filled with whatever comes of the request",
			},
			Fix:      "Read the request first, and answer 400 where it holds no operation.",
			Snippets: []Snippet{graphQLGoRefuse()},
		},
	}
}
