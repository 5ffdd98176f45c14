package specs

import "github.com/ssegauge/ssegauge/report"

// mercureProfile is that of hubs of the Mercure protocol. By it every event has
// an id, which the hub gives out.
func mercureProfile() Profile {
	return Profile{
		Name: profileMercure, Title: "hubs of the Mercure protocol",
		Source: "https://mercure.rocks/spec",
		Levels: map[string]report.Level{
			"fields-id-present": report.Must,
		},
		Excluded: map[string]string{
			"resume-gap-signalled": "a gap is told by the Last-Event-ID of the response; see mercure-gap-told",
		},
	}
}
