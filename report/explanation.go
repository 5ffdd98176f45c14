package report

// Explanation is all that is known about one Requirement, whatever the Target.
// As JSON it is one object with these keys; none is ever left out or null.
type Explanation struct {
	ID       string    `json:"id"`                // slug: "framing-blank-line-ends-frame"
	Chapter  string    `json:"chapter"`           // "framing"
	Level    Level     `json:"level"`             // "must", "should" or "may"
	Tier     string    `json:"tier"`              // what it takes to judge it
	Profile  string    `json:"profile,omitempty"` // the dialect it is about, if it is about one
	Sentence string    `json:"sentence"`          // the normative sentence
	Source   string    `json:"source"`            // URL of that sentence, with its anchor
	Symptom  string    `json:"symptom"`           // what one sees: phrases joined by semicolons
	Why      string    `json:"why"`
	Causes   []string  `json:"causes"`
	Fix      string    `json:"fix"`
	Snippets []Snippet `json:"snippets"`
	Defects  []Defect  `json:"defects"` // of the reference server; there may be none
}

// Snippet is a few lines that show the fix in one place.
type Snippet struct {
	For  string `json:"for"`  // where it goes: "nginx"
	Lang string `json:"lang"` // as a Markdown fence names it: "go"
	Code string `json:"code"` // may be indented by tabs of 4 columns
}

// Defect is a way in which the reference server breaks a Requirement on purpose.
type Defect struct {
	Name     string `json:"name"`     // for serve --defect
	Sentence string `json:"sentence"` // what the server then does
}

// command returns the command line that plays d.
func (d Defect) command() string { return "ssegauge serve --defect " + d.Name }

// check returns the command line that judges by e alone.
func (e *Explanation) check() string {
	command := "ssegauge check URL"
	if e.Profile != "" {
		command += " --profile " + e.Profile
	}
	return command + " --label id:" + e.ID
}
