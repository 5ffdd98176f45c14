package specs

import "context"

// Publication is one event that the suite asks the Target to send.
type Publication struct {
	// Topic is the topic of the probe; it is empty where the Target's URL does
	// not name one.
	Topic string `json:"topic"`
	// ID, Event and Data are the event's fields. ID and Event may be empty.
	ID    string `json:"id"`
	Event string `json:"event"`
	Data  string `json:"data"`
	// Seq is a number that grows with each publication, also from run to run. A
	// hook may use it as an id where the Target wants numbers.
	Seq int64 `json:"seq"`

	// Step says what the publication is for in its probe.
	Step string `json:"step"`
	// Forged is the value of a field that must not appear on the wire, because the
	// publication only tries to forge it. It is empty for all but attacks.
	Forged string `json:"forged"`
	// Marker is a text in Data that no other publication holds. It is empty where
	// Data leaves no room for one.
	Marker string `json:"marker"`
}

// Outcome is what became of a call of the publish hook.
type Outcome string

// The outcomes of a publication.
const (
	// OutcomeAccepted: the hook said yes.
	OutcomeAccepted Outcome = "accepted"
	// OutcomeRefused: the hook answered and said no, such as status 400.
	OutcomeRefused Outcome = "refused"
	// OutcomeFailed: the hook did not answer, or with a failure such as status 500.
	OutcomeFailed Outcome = "failed"
	// OutcomeInexpressible: the hook has no way to say this, such as a line end
	// in a header field.
	OutcomeInexpressible Outcome = "inexpressible"
)

// verbOf says in words what an outcome other than acceptance is.
func verbOf(o Outcome) string {
	switch o {
	case OutcomeRefused:
		return "the hook refused it"
	case OutcomeInexpressible:
		return "the hook cannot say it"
	case OutcomeAccepted, OutcomeFailed:
	}
	return "the hook does not work"
}

// Carries says what a publish hook hands over beside data.
type Carries struct {
	ID    bool `json:"id"`
	Event bool `json:"event"`
	Topic bool `json:"topic"`
}

// Publisher makes the Target send an event.
type Publisher interface {
	// Publish hands p over and returns what came of it, with a detail in words.
	// The error is one on our side: it says nothing about the Target.
	Publish(ctx context.Context, p Publication) (Outcome, string, error)
	// Carries says what it can hand over.
	Carries() Carries
	// String describes the hook for a report.
	String() string
}
