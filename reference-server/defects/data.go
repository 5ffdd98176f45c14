package defects

// dataDefects err in what becomes of the data of an event.
func dataDefects() []Defect {
	return []Defect{
		{
			Name: "data-raw", Sentence: "Data is written behind one data: whatever line ends it holds.",
			Breaks: []string{
				"data-multi-line", "data-crlf", "data-cr", "data-blank-lines", "data-trailing-newline",
				"injection-data-lf", "injection-data-cr",
			},
			layer: unchecked([]string{"data"}, func(f frame) []byte {
				return []byte(f.fields() + "data: " + f.data + "\n\n")
			}),
		},
		{
			Name: "data-no-space", Sentence: "Data is written right behind the colon, so that a space at its start is lost.",
			Breaks: []string{"data-leading-space"},
			layer:  eachEvent(func(f frame) []byte { return f.encode("data:") }),
		},
	}
}
