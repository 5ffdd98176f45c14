package specs

import (
	"strings"

	"github.com/ssegauge/ssegauge/report"
)

// Tier is what a Spec needs of the Target.
type Tier string

// The Tiers, in the order in which they ask for more.
const (
	// TierPassive needs nothing but a URL.
	TierPassive Tier = "passive"
	// TierTrigger needs a publish hook as well.
	TierTrigger Tier = "trigger"
	// TierControl needs a hook that does more to the Target than publish: one of
	// Config.Control.
	TierControl Tier = "control"
)

// Tiers returns every Tier, in the order in which they ask for more.
func Tiers() []Tier { return []Tier{TierPassive, TierTrigger, TierControl} }

// Requirement is one normative or practice sentence that a Target is held to.
type Requirement struct {
	// ID is a slug, "chapter-rule". It never changes and is never used again.
	ID string
	// Level says how binding the sentence is.
	Level report.Level
	// Tier is what it takes to judge it.
	Tier Tier
	// Profile is the name of the one profile whose streams it is about, empty for
	// all.
	Profile string
	// Sentence is the requirement in one sentence.
	Sentence string
	// Source is where it comes from: a URL with its anchor.
	Source string
	// Symptom is what users or developers see, in words that they would type into
	// a search box: phrases joined by semicolons.
	Symptom string
	// Why says why it matters: what breaks where it is not kept.
	Why string
	// Causes names what usually breaks it.
	Causes []string
	// Fix says what to do about it.
	Fix string
	// Snippets show the fix in the places where it is mostly made.
	Snippets []Snippet
}

// Chapter returns the first word of the ID.
func (r Requirement) Chapter() string {
	chapter, _, _ := strings.Cut(r.ID, "-")
	return chapter
}

// Catalogue returns every Requirement, chapter by chapter.
func Catalogue() []Requirement {
	var all []Requirement
	for _, chapter := range [][]Requirement{
		responseRequirements(), encodingRequirements(), framingRequirements(),
		fieldsRequirements(), retryRequirements(), livenessRequirements(),
		dataRequirements(), injectionRequirements(), resumeRequirements(),
		http2Requirements(),
		methodsRequirements(), corsRequirements(), cachingRequirements(), redirectRequirements(), endingRequirements(),
		llmRequirements(),
		compressionRequirements(),
		graphQLRequirements(),
		datastarRequirements(),
		mcpRequirements(),
		mercureRequirements(),
		fanoutRequirements(), lifecycleRequirements(),
		authRequirements(),
		restartRequirements(),
	} {
		all = append(all, chapter...)
	}
	return all
}
