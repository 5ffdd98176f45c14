package specs

// datastarProfile is that of Datastar: events patch a page, and the end of the
// response says that it has finished.
func datastarProfile() Profile {
	const finished = "the end says that the action has finished, and the client does not come back"
	return Profile{
		Name: profileDatastar, Title: "Datastar, patches for a page",
		Source: datastarEvents,
		Excluded: map[string]string{
			"liveness-stays-open":      finished,
			"liveness-no-age-limit":    finished,
			"ending-finished-is-204":   finished,
			"ending-no-reconnect-loop": finished,
			"retry-present":            "clients reconnect after one second, and longer each time, by themselves",
			"fields-id-present":        "a page that comes back is patched anew, not from where it was",
		},
	}
}
