package specs

import (
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// when is a time of the clock that tapes begin at 0 of.
func when(since time.Duration) time.Time { return time.Time{}.Add(since) }

// accepted is a publication that the hook took. Its marker ends with a full
// stop, so that m1. is not found in m10.
func accepted(step, marker string) Published {
	p := Publication{Step: step, Data: marker + ".", Marker: marker + "."}
	return Published{Publication: p, Outcome: OutcomeAccepted, Detail: "200 OK"}
}

func refusedBy(p Published) Published {
	p.Outcome, p.Detail = OutcomeRefused, "400 Bad Request"
	return p
}

func failedBy(p Published) Published {
	p.Outcome, p.Detail = OutcomeFailed, "500 Internal Server Error"
	return p
}

func onTopic(topic string, p Published) Published {
	p.Topic = topic
	return p
}

func sentAt(since time.Duration, p Published) Published {
	p.Sent = when(since)
	return p
}

// spaced is a publication of the probe "stream".
func spaced(marker, typ string) Published {
	p := accepted(stepSpaced, marker)
	p.Event = typ
	return p
}

// noHook is what an Observation says where nothing can be published.
func noHook(o *Observation) {
	o.Trigger = Skip{report.SkipUntestable, "there is no publish hook"}
}
