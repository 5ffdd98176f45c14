package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// mercureRequirements are about hubs of the Mercure protocol.
func mercureRequirements() []Requirement {
	return slices.Concat(mercureSubscribing(), mercureReconciling(), mercureGaps(), mercurePublishing())
}

// mercureSource returns the place of a section of the protocol.
func mercureSource(section string) string { return "https://mercure.rocks/spec#" + section }

func mercureSubscribing() []Requirement {
	return []Requirement{
		{
			ID: "mercure-well-known-path", Level: report.Should, Tier: TierPassive, Profile: profileMercure,
			Sentence: "The hub SHOULD be at the well-known path /.well-known/mercure.",
			Source:   mercureSource("discovery"),
			Symptom:  "404 from a client library that was only given a host; cookie not sent to the hub",
			Why: "Clients and tools take this path for granted when nothing else is said. The cookie that lets a " +
				"browser in is bound to it as well.",
			Causes: []string{
				"a reverse proxy that puts the hub under a prefix",
				"a rule for dot files that hides /.well-known",
				"a hub of before 2020, which was at /hub",
			},
			Fix:      "Pass /.well-known/mercure through to the hub as it is, and name that URL in the Link field of your resources.",
			Snippets: []Snippet{mercureLink(), mercureNginx()},
		},
		{
			ID: "mercure-several-topics", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "A stream that names several topics MUST bring the updates of each of them.",
			Source:   mercureSource("subscription"),
			Symptom:  "only the first of several topics updates; one EventSource per topic works",
			Why: "One stream for all topics of a page is how the protocol is meant to be used: browsers allow six " +
				"connections for each host. Updates of a topic that the hub has overlooked never arrive.",
			Causes: []string{
				"a query parser that keeps one value of each name, the first or the last",
				"a proxy or a cache that joins or drops repeated parameters",
				"topics that were joined by a comma on the way",
			},
			Fix:      "Read all values of topic, with the call of your framework that returns a list.",
			Snippets: []Snippet{mercureTopics(), mercureGoTopics(), mercurePHPTopics()},
		},
		{
			ID: "mercure-id-is-iri", Level: report.Should, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "The id that the hub gives an update SHOULD be an IRI, such as urn:uuid:… or a fragment.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "resume works on one hub and not on another; ids collide after a restart",
			Why: "An IRI means the same everywhere and for ever. A number that begins again at 1 after a restart " +
				"names another update, and resumes in the wrong place.",
			Causes: []string{
				"a counter, or the key of a row, as the id",
				"a UUID without urn:uuid: before it",
				"the id of a message broker that is passed on",
			},
			Fix:      "Give out urn:uuid: and a random or time-ordered UUID, or # and a number that is unique for this hub.",
			Snippets: []Snippet{mercureUpdate(), mercureGoID()},
		},
	}
}

func mercureReconciling() []Requirement {
	return []Requirement{
		{
			ID: "mercure-last-event-id-parameter", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "The hub MUST take the id to resume after from the query parameter lastEventID too.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "updates between page load and connect are lost; lastEventID in the URL has no effect",
			Why: "A browser cannot send Last-Event-ID with its first request. What happens between the rendering of " +
				"a page and the connection is lost unless the page can name the id in the URL.",
			Causes: []string{
				"the parameter is spelt Last-Event-ID or lastEventId, as in old drafts",
				"the hub looks at the header only",
				"a proxy that takes unknown parameters away",
			},
			Fix:      "Look for the header Last-Event-ID, and if there is none for the query parameter lastEventID, in this spelling.",
			Snippets: []Snippet{mercureResumeByQuery(), mercureGoLastEventID()},
		},
		{
			ID: "mercure-header-over-parameter", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "Where there are both, the header Last-Event-ID MUST take precedence over the parameter lastEventID.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "old updates again after every reconnect; the same notifications show up twice",
			Why: "A browser reconnects with the URL that it was given in the beginning, and with the header for where " +
				"it has come since. If the URL wins, everything since then is sent again each time.",
			Causes: []string{
				"the parameter is looked for first",
				"both are accepted, and the older one is taken to be safe",
				"a proxy that does not pass the header on",
			},
			Fix:      "Take the header if it is there and not empty, and only otherwise the parameter.",
			Snippets: []Snippet{mercureGoLastEventID()},
		},
		{
			ID: "mercure-earliest", Level: report.May, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "For the reserved id earliest the hub MAY send all updates that it has of the topics.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "lastEventID=earliest brings nothing; event sourcing needs a second store",
			Why: "With it the hub can be used as a store of events: a client that has nothing gets everything. " +
				"Whoever counts on that has to know whether the hub goes along.",
			Causes: []string{
				"a transport that keeps no history, such as the local one",
				"the value is looked up like any id, and not found",
				"a policy against the replay of everything",
			},
			Fix:      "Configure a transport with a history, and begin at its first update when earliest is asked for.",
			Snippets: []Snippet{mercureFromStart(), mercureBolt()},
		},
	}
}

func mercureGaps() []Requirement {
	return []Requirement{
		{
			ID: "mercure-last-event-id-answered", Level: report.Must, Tier: TierPassive, Profile: profileMercure,
			Sentence: "The response to a request with an id to resume after MUST have a Last-Event-ID field.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "client cannot tell whether updates were lost; stale page after a long sleep",
			Why: "By this field a client sees whether the hub could resume where it asked. Without it a gap looks " +
				"like a quiet time, and the page shows old data without knowing.",
			Causes: []string{
				"a hub or a server in its place that has only the part of the protocol that EventSource needs",
				"the head is sent before the history is looked at",
				"a proxy that lets known response fields pass only",
			},
			Fix:      "Look the id up before the head goes out, and set Last-Event-ID to the id before the first update that will be sent.",
			Snippets: []Snippet{mercureResumed(), mercureGoAnswer()},
		},
		{
			ID: "mercure-unknown-id-told", Level: report.Must, Tier: TierPassive, Profile: profileMercure,
			Sentence: "For an id that the hub does not have, the Last-Event-ID of the response MUST NOT be that id.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "updates missing after a hub restart, no refetch; data diverges silently",
			Why: "The same id back means that nothing was lost. A client that hears this does not fetch its " +
				"resource again, although all that came after the id is gone.",
			Causes: []string{
				"the field of the request is copied into the response",
				"the history was lost in a restart, and the answer does not depend on it",
				"another instance has the history",
			},
			Fix:      "Answer with the requested id only if the update is found; otherwise with the id of the newest one, or earliest.",
			Snippets: []Snippet{mercureUnknown(), mercureGoAnswer()},
		},
		{
			ID: "mercure-gap-told", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "The Last-Event-ID of the response MUST be the id of the update just before the first one that the stream brings.",
			Source:   mercureSource("reconciliation"),
			Symptom:  "needless refetch after each reconnect; lost update with a matching Last-Event-ID",
			Why: "A client compares the field with the id that it asked for. If the field says that nothing is lost " +
				"while something is, data is wrong; if it says the opposite, everything is fetched again for nothing.",
			Causes: []string{
				"the id of the newest update, or of the first one sent, is put there",
				"the replay is cut at a limit, and the field is not",
				"the history is read again after the head was sent",
			},
			Fix:      "Fix the place to replay from once, under the lock of the history, and take both the field and the replay from it.",
			Snippets: []Snippet{mercureResumed(), mercureGoAnswer()},
		},
	}
}

func mercurePublishing() []Requirement {
	return []Requirement{
		{
			ID: "mercure-publish-needs-token", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "A publication without a token MUST be refused.",
			Source:   mercureSource("authorization"),
			Symptom:  "spam or fake notifications in the stream; hub found open in a scan",
			Why: "What the hub sends is shown to every user of a page as if it came from the site. Who may publish " +
				"without proof can put anything there.",
			Causes: []string{
				"a demo configuration that lets everybody in, put into production",
				"authorization checked for subscribers only",
				"a proxy in front that adds a token to every request",
			},
			Fix:      "Demand a Bearer token whose claim mercure.publish names the topic; answer 401 without one and 403 for another topic.",
			Snippets: []Snippet{mercureRefused(), mercureGoClaims()},
		},
		{
			ID: "mercure-publish-checks-token", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "A publication with a token that is not signed, or not by the key of the hub, MUST be refused.",
			Source:   mercureSource("authorization"),
			Symptom:  "anyone can mint a JWT for the hub; alg none accepted in a penetration test",
			Why: "The claims of a token are worth what its signature is. If that is not verified, everybody writes " +
				"a token that allows everything.",
			Causes: []string{
				"the token is decoded and not verified",
				"the algorithm is taken from the token, so that none is one",
				"a key from an example, which everybody knows",
			},
			Fix:      "Verify with a fixed algorithm and your own key of at least 256 bits, before any claim is looked at.",
			Snippets: []Snippet{mercureRefused(), mercureGoVerify(), mercureKeys()},
		},
		{
			ID: "mercure-publish-answers-id", Level: report.Must, Tier: TierTrigger, Profile: profileMercure,
			Sentence: "The body of the answer to a publication MUST be the id of its update.",
			Source:   mercureSource("publication"),
			Symptom:  "publisher stores the wrong id; page resumes from an id that no subscriber has seen",
			Why: "The publisher hands this id to the pages that it renders, so that they resume from there. An id " +
				"that no update has makes each of them fetch everything, or miss some of it.",
			Causes: []string{
				"an empty answer, or ok",
				"the id that the publisher proposed, where the hub has chosen another",
				"JSON around the id",
			},
			Fix:      "Answer with the id of the update as it will stand in the stream, as text/plain and nothing else.",
			Snippets: []Snippet{mercurePublished(), mercureGoPublished()},
		},
	}
}
