package specs

// llmProfile is that of language models: a POST is answered with tokens and an
// end.
func llmProfile() Profile {
	const finite = "a completion ends when it is complete"
	const once = "a completion is not resumed"
	return Profile{
		Name: profileLLM, Title: "chat completions of language models",
		Source: "https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream",
		Excluded: map[string]string{
			"response-head-on-quiet-stream": "the head may wait for the model, whose refusal would change the status; llm-first-token judges the wait",
			"liveness-stays-open":           finite,
			"liveness-no-age-limit":         finite,
			"liveness-silence":              finite,
			"retry-present":                 once,
			"fields-id-present":             once,
		},
	}
}
