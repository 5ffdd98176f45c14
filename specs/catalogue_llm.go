package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// llmRequirements are about completions of language models that are streamed as
// OpenAI's API does it.
func llmRequirements() []Requirement {
	list := slices.Concat(llmEvents(), llmEnd(), llmLast(), llmTokens(), llmErrors())
	for i := range list {
		list[i].Profile, list[i].Tier = profileLLM, TierPassive
	}
	return list
}

// openAIStream is where OpenAI describes how a completion is streamed.
const openAIStream = "https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream"

// openAIChoices is where OpenAI describes the chunks.
const openAIChoices = "https://platform.openai.com/docs/api-reference/chat/streaming#chat/streaming-choices"

func llmEvents() []Requirement {
	return []Requirement{
		{
			ID: "llm-data-is-json", Level: report.Must,
			Sentence: "The data of each event of a completion MUST be one JSON value, but for the last one, [DONE].",
			Source:   openAIChoices,
			Symptom: "JSONDecodeError: Expecting property name enclosed in double quotes; " +
				"Unexpected token in JSON while streaming; SDK crashes mid-answer",
			Why: "Clients parse every event but the last. One that does not parse ends the " +
				"answer with an exception, in the middle of a sentence that was shown already.",
			Causes: []string{
				"str() of a dictionary in place of json.dumps(), which gives single quotes and None",
				"plain text or a log line written between the chunks",
				"NaN or Infinity in a number, such as a log probability",
				"a heartbeat sent as data instead of as a comment",
			},
			Fix: "Make each event with the JSON encoder of the language, and " +
				`send what is not part of the answer as a comment: ": ping".`,
			Snippets: []Snippet{llmFastAPIAnswer(), llmGoTokens(), nodeJSONLine(), wireComment()},
		},
	}
}

func llmEnd() []Requirement {
	return []Requirement{
		{
			ID: "llm-end-is-marked", Level: report.Must,
			Sentence: "A completion MUST end with the event [DONE], or with an error event: a stream that " +
				"just ends looks the same whether the answer is complete or was cut off.",
			Source: openAIStream,
			Symptom: "answers stop in the middle of a sentence and nobody reports an error; " +
				"half a tool call; truncated JSON accepted as the result",
			Why: "Truncation is not success. Where a worker or proxy dies mid-answer, the response often still " +
				"ends in order, and a client that trusts the end stores or runs what it has so far.",
			Causes: []string{
				"a generator that returns early when its source raises an exception",
				"a proxy that ends the response in order when its upstream is gone",
				"a time limit on the request that is shorter than the answer",
				"a relay that swallows [DONE] because it is not JSON",
			},
			Fix: "Send [DONE] only where the model has said that it is finished, and an error event everywhere " +
				"else. In clients, take an answer without [DONE] for a failure.",
			Snippets: []Snippet{llmWireEnd(), llmFastAPIAnswer(), llmClientTruncated(), llmRelayNoTimeout()},
		},
	}
}

func llmLast() []Requirement {
	return []Requirement{
		{
			ID: "llm-nothing-after-done", Level: report.Must,
			Sentence: "No event MUST follow [DONE]: it is the last of the stream.",
			Source:   "https://platform.openai.com/docs/api-reference/chat/streaming#chat/streaming-usage",
			Symptom:  "token usage is always null in streams; last words missing with one SDK only; citations never show up",
			Why:      "SDKs stop reading at [DONE]. What comes behind it, often the token counts that are billed, is lost without a trace.",
			Causes: []string{
				"a chunk with the usage that is sent when the count is ready, behind the end",
				"[DONE] passed through from upstream before the relay's own last chunk",
				"two tasks that write to one response, of which only one knows the end",
			},
			Fix:      "Let one place write the end: the chunk with finish_reason, then the one with the usage, then [DONE], then close.",
			Snippets: []Snippet{llmWireEnd(), llmNodeAnswer()},
		},
		{
			ID: "llm-ends-after-done", Level: report.Should,
			Sentence: "The response SHOULD end soon after [DONE], by default within 2 s.",
			Source:   openAIStream,
			Symptom:  `spinner keeps turning after the answer; "connection pool is full"; fetch promise settles minutes late; idle sockets pile up`,
			Why: "A client that reads to the end of the body waits for nothing, and each answer keeps " +
				"a connection, and often a worker, until some timeout takes it away.",
			Causes: []string{
				"a handler that waits for background work, such as logging or billing, before it returns",
				"a queue of tokens that is not closed when the last one is out",
				"a heartbeat timer that holds the response open",
			},
			Fix:      "Return from the handler right after [DONE] and do the rest elsewhere. Stop timers in a finally block.",
			Snippets: []Snippet{llmNodeAnswer(), llmFastAPIAnswer()},
		},
		{
			ID: "llm-finish-reason", Level: report.Should,
			Sentence: "The last chunk of each choice SHOULD say why it ended, by its finish_reason.",
			Source:   openAIChoices,
			Symptom:  `"missing finish_reason for choice 0"; tool calls are not run; cut answers shown as if complete; finish_reason always null`,
			Why: "It tells a full stop from the token limit, a tool call or a content filter. " +
				"Agents decide by it what to do next, and some SDKs throw where it is missing.",
			Causes: []string{
				"a last chunk that is left out because its delta is empty",
				"a relay that passes on the text of chunks and makes new ones around it",
				"a model server that only fills it in where it does not stream",
			},
			Fix:      `Send a last chunk for each choice with an empty delta and "finish_reason": stop, length, tool_calls or content_filter.`,
			Snippets: []Snippet{llmWireEnd()},
		},
	}
}
