package defects

import (
	"net/http"
	"strings"
	"unicode/utf8"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// resumeDefects err when a client comes back.
func resumeDefects() []Defect {
	return append(append(strangeIDDefects(), replayDefects()...), []Defect{
		{
			Name: "ids-compared-as-strings", Sentence: "Ids are compared as strings, so that 1000 comes before 999.",
			Breaks: []string{"resume-across-digits"},
			config: func(c *refserver.Config) { c.FirstID = 930 },
			layer: onReplay(func(r *resumption, f frame, _ int) []byte {
				if f.id <= r.lastID {
					return nil
				}
				return f.raw
			}),
		},
		{
			Name: "replay-all-topics", Sentence: "A client that comes back gets the events of all topics.",
			Breaks: []string{"resume-topic-only"},
			config: func(c *refserver.Config) { c.MaxTopics = 1000 },
			layer:  allTopicsForResumed(),
		},
		{
			Name: "fresh-gets-history", Sentence: "A new client gets all events of the past.",
			Breaks: []string{"resume-fresh-is-live"},
			layer: onLastEventID(func(id string) string {
				if id == "" {
					return "0"
				}
				return id
			}),
		},
		{
			Name: "unknown-id-silent", Sentence: "A client whose id is not known is switched to live events and is not told.",
			Breaks: []string{"resume-gap-signalled", "restart-resume"},
			layer: eachFrame(func(f frame) []byte {
				if f.isReset() {
					return nil
				}
				return f.raw
			}),
		},
	}...)
}

// strangeIDDefects err where a Last-Event-ID is none that they have given out.
func strangeIDDefects() []Defect {
	isNumber := func(id string) bool { return strings.Trim(id, "0123456789") == "" }
	return []Defect{
		{
			Name: "unknown-id-404", Sentence: "A Last-Event-ID that is not known is answered with status 404.",
			Breaks: []string{"resume-unknown-id", "resume-huge-id", "resume-odd-id"},
			layer:  refusing(http.StatusNotFound, func(id string) bool { return id != "" && (!isNumber(id) || len(id) > 6) }),
		},
		{
			Name: "future-id-409", Sentence: "A number that was not reached yet is answered with status 409.",
			Breaks: []string{"resume-unknown-id"},
			layer:  refusing(http.StatusConflict, func(id string) bool { return isNumber(id) && len(id) > 6 && len(id) < 18 }),
		},
		{
			Name: "unknown-id-deaf", Sentence: "A client whose id is not known gets no events.",
			Breaks: []string{"resume-unknown-id", "resume-huge-id", "resume-odd-id"},
			layer:  deafToUnknown(),
		},
		{
			Name: "huge-number-500", Sentence: "A number of more than 18 digits is answered with status 500.",
			Breaks: []string{"resume-huge-id"},
			layer:  refusing(http.StatusInternalServerError, func(id string) bool { return isNumber(id) && len(id) > 18 }),
		},
		{
			Name: "huge-id-431", Sentence: "A Last-Event-ID of more than 2 KiB is answered with status 431.",
			Breaks: []string{"resume-huge-id"},
			layer:  refusing(http.StatusRequestHeaderFieldsTooLarge, func(id string) bool { return len(id) > 2<<10 }),
		},
		{
			Name: "word-400", Sentence: "A Last-Event-ID that is no number is answered with status 400.",
			Breaks: []string{"resume-unknown-id", "resume-huge-id", "resume-odd-id"},
			layer:  refusing(http.StatusBadRequest, func(id string) bool { return !isNumber(id) || len(id) > 18 }),
		},
		{
			Name: "negative-id-400", Sentence: "A negative number is answered with status 400.",
			Breaks: []string{"resume-odd-id"},
			layer:  refusing(http.StatusBadRequest, func(id string) bool { return strings.HasPrefix(id, "-") }),
		},
		{
			Name: "id-not-ascii-400", Sentence: "A Last-Event-ID that is not ASCII is answered with status 400.",
			Breaks: []string{"resume-odd-id"},
			layer:  refusing(http.StatusBadRequest, func(id string) bool { return len(id) != utf8.RuneCountInString(id) }),
		},
		{
			Name: "empty-id-400", Sentence: "An empty Last-Event-ID is answered with status 400.",
			Breaks: []string{"resume-odd-id"},
			layer:  refusingEmpty(),
		},
	}
}

// refusing answers a Last-Event-ID with a status where it is wrong.
func refusing(status int, wrong func(id string) bool) func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		refused := isStream(r) && wrong(r.Header.Get("Last-Event-ID"))
		if refused {
			http.Error(w, "Last-Event-ID", status)
		}
		return refused
	})
}

// refusingEmpty refuses a Last-Event-ID that is there and empty.
func refusingEmpty() func() layer {
	return answering(func(w http.ResponseWriter, r *http.Request) bool {
		ids, ok := r.Header["Last-Event-Id"]
		if !ok || ids[0] != "" || !isStream(r) {
			return false
		}
		http.Error(w, "empty id", http.StatusBadRequest)
		return true
	})
}
