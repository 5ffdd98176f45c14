package defects

import "strings"

// retryDefects err in the reconnection time.
func retryDefects() []Defect {
	return []Defect{
		{
			Name: "retry-with-unit", Sentence: "The reconnection time is 5s.",
			Breaks: []string{"retry-digits", "retry-present"},
			layer:  reconnection("retry: 5s\n"),
		},
		{
			Name: "retry-fraction-later", Sentence: "Events carry a reconnection time of 1.5.",
			Breaks: []string{"retry-digits"},
			layer:  eachEvent(func(f frame) []byte { return append([]byte("retry: 1.5\n"), f.raw...) }),
		},
		{
			Name: "no-retry", Sentence: "The stream sets no reconnection time.",
			Breaks: []string{"retry-present"},
			layer:  reconnection(""),
		},
		{
			Name: "retry-in-seconds", Sentence: "The reconnection time is given in seconds.",
			Breaks: []string{"retry-sane"},
			layer:  reconnection("retry: 3\n"),
		},
		{
			Name: "retry-zero", Sentence: "The reconnection time is 0.",
			Breaks: []string{"retry-sane"},
			layer:  reconnection("retry: 0\n"),
		},
		{
			Name: "retry-an-hour", Sentence: "The reconnection time is an hour.",
			Breaks: []string{"retry-sane"},
			layer:  reconnection("retry: 3600000\n"),
		},
		{
			Name: "retry-twice", Sentence: "The first frame sets two reconnection times.",
			Breaks: []string{"fields-not-repeated"},
			layer:  reconnection("retry: 1000\nretry: 2000\n"),
		},
		{
			Name: "retry-late", Sentence: "The reconnection time comes with events, and not before.",
			Breaks: []string{"retry-early"},
			layer:  retryLate(),
		},
	}
}

// retryLate takes the reconnection time out of the opening and adds it to the
// second event.
func retryLate() func() layer {
	return onFrames(func(*session) editor {
		events := 0
		return func(f frame) []byte {
			if f.isPublished() {
				if events++; events == 2 {
					return append([]byte("retry: 2000\n"), f.raw...)
				}
			}
			return []byte(strings.Replace(string(f.raw), "retry: 2000\n", "", 1))
		}
	})
}
