package specs

// graphQLProfile is that of GraphQL operations, each on a connection of its own:
// results, then complete, then the end.
func graphQLProfile() Profile {
	const finite = "an operation ends when it is complete"
	const anew = "an operation is not resumed but executed anew"
	return Profile{
		Name: profileGraphQL, Title: "GraphQL over SSE, distinct connections mode",
		Source: graphQLOverSSE + "#distinct-connections-mode",
		Excluded: map[string]string{
			"liveness-stays-open":    finite,
			"liveness-no-age-limit":  finite,
			"ending-finished-is-204": "complete tells the client to stop; graphql-complete judges it",
			"retry-present":          anew,
			"fields-id-present":      anew,
			"methods-accept":         "by Accept a client chooses between a stream and one response",
		},
	}
}
