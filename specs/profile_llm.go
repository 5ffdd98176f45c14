package specs

// llmProfile is that of language models: a POST is answered with tokens and an
// end.
func llmProfile() Profile {
	const finite = "a completion ends when it is complete"
	return Profile{
		Name: profileLLM, Title: "completions of language models",
		Source: "https://platform.openai.com/docs/api-reference/chat/streaming",
		Excluded: map[string]string{
			"liveness-stays-open": finite,
			"liveness-silence":    finite,
			"retry-present":       "a completion is not resumed",
			"fields-id-present":   "a completion is not resumed",
		},
	}
}
