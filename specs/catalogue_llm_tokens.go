package specs

import "github.com/ssegauge/ssegauge/report"

func llmTokens() []Requirement {
	return []Requirement{
		{
			ID: "llm-first-token", Level: report.Should,
			Sentence: "The first token SHOULD come within five times the longest delay allowed for an event, by default 10 s after the request.",
			Source:   "https://platform.openai.com/docs/guides/latency-optimization#make-your-users-wait-less",
			Symptom:  "long pause before the answer starts; users press send twice; 504 Gateway Timeout on long prompts; cold start",
			Why:      "Until then nobody can tell a slow model from a dead one. People give up or ask again, which doubles the load that made it slow.",
			Causes: []string{
				"a queue in front of the model that is not shown to anybody",
				"a model that is loaded when the first request comes",
				"a long prompt that is read anew each time, without a prefix cache",
				"retrieval, moderation or tool calls that all run before the first token",
			},
			Fix: "Keep the model warm and reuse the prefix of prompts. Send the head and a comment at " +
				"once, and bound the queue: a quick 429 is better than a slow answer.",
			Snippets: []Snippet{llmVLLMWarm(), llmRelayNoTimeout(), wireComment()},
		},
		{
			ID: "llm-token-gap", Level: report.Should,
			Sentence: "The next token SHOULD come within twice the longest delay allowed for an event, by default 4 s.",
			Source:   "https://platform.openai.com/docs/guides/latency-optimization#process-tokens-faster",
			Symptom:  "answer freezes in the middle and goes on after seconds; stuttering text; read timeout between chunks",
			Why: "A stall in the middle reads like a crash, and clients with a read timeout treat " +
				"it as one: they drop an answer that has been paid for.",
			Causes: []string{
				"requests of others that preempt this one, on a model server that is too full",
				"a worker that is blocked: garbage collection, a lock, synchronous input and output",
				"guards that look at each sentence with a second model",
			},
			Fix: "Bound the requests that share a model, and move what takes long out of the path of the tokens. " +
				"Where a pause is wanted, for a tool call, send comments meanwhile.",
			Snippets: []Snippet{llmGoTokens(), pythonHeartbeat()},
		},
		{
			ID: "llm-tokens-flushed", Level: report.Should,
			Sentence: "Tokens SHOULD arrive as they are made, and not most of them in bursts after silence.",
			Source:   openAIStream,
			Symptom:  "the whole answer pops up at the end; streaming works locally but not in production; text jumps by paragraphs",
			Why: "The answer takes as long as without streaming, and the page is empty until then. Everything is " +
				"right but the times, so that no test of the content finds it.",
			Causes: []string{
				"nginx or an API gateway that buffers responses",
				"a relay that awaits the whole upstream response before it writes",
				"compression or logging middleware that collects the body",
				"a serverless platform that does not stream responses unless told so",
			},
			Fix: "Find the first hop where tokens come together, by curl -N from hop to hop, " +
				"and switch off its buffering. In the relay, write and flush chunk by chunk.",
			Snippets: []Snippet{llmGoTokens(), llmRelayNoTimeout(), expressNoCompression(), curlHops()},
		},
	}
}

func llmErrors() []Requirement {
	return []Requirement{
		{
			ID: "llm-error-is-an-error", Level: report.Must,
			Sentence: "A request that cannot be read, because its JSON is cut off, MUST be answered with a status of 4xx, and not with a stream.",
			Source:   "https://platform.openai.com/docs/guides/error-codes#api-errors",
			Symptom:  "an empty answer instead of an error; SDK retries a bad request for minutes; 200 OK with an error message as text",
			Why: "SDKs raise errors by the status, and retry 5xx but not 4xx. An error that comes as " +
				"200 looks like an answer, and one that comes as 500 is sent again and again.",
			Causes: []string{
				"a head that is sent before the request has been read",
				"a handler that catches all exceptions and answers 200 with a message",
				"a parser whose exception becomes a 500",
			},
			Fix:      `Read and check the request first. Answer 400 with {"error":{"message":…}} as JSON, and start the stream only when nothing is left to refuse.`,
			Snippets: []Snippet{llmGoRefuse(), llmFastAPIRefuse()},
		},
		{
			ID: "llm-error-before-close", Level: report.Must,
			Sentence: "A completion that fails midway MUST say what happened, in an event whose error has a message, before the response ends.",
			Source:   "https://openrouter.ai/docs/api/reference/streaming#handling-errors-during-streaming",
			Symptom:  `"An error occurred during streaming" and nothing else; APIError without a message; error: undefined`,
			Why:      "The status was 200 long ago, so that this event is the only thing that can tell an overloaded model from a filter or a bug.",
			Causes: []string{
				"an exception that is turned into a bare flag or an empty object",
				"an error object whose text stands under another name",
				"details that are taken out for production, and the message with them",
			},
			Fix:      `End a stream that fails with data: {"error":{"message":"…","type":"…"}} and without [DONE]. Write for people; keep stack traces in the log.`,
			Snippets: []Snippet{llmWireError(), llmFastAPIAnswer(), llmClientTruncated()},
		},
	}
}
