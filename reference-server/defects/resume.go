package defects

// resumeDefects err when a client comes back.
func resumeDefects() []Defect {
	return []Defect{
		{
			Name: "replay-inclusive", Sentence: "A resumed stream begins with the event whose id the client sent.",
			Breaks: []string{"resume-no-duplicate", "resume-across-digits"},
			layer:  onNumericID(func(n int64) int64 { return max(n-1, 0) }),
		},
	}
}
