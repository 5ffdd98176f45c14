package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/report"
)

// ruleTopicOnly wants a resumed stream to have events of its own topic only.
func ruleTopicOnly(o *Observation) Judgement {
	other := o.step(stepOther)
	if t := o.Transcript(cutStream); !readable(t) {
		return noResumption(o)
	}
	if len(other) == 0 {
		return noOtherTopic(o)
	}
	judged := 0
	var found []Finding
	for _, t := range o.named("resume") {
		if !readable(t) {
			continue
		}
		judged++
		for _, p := range other {
			if e, ok := received(t, p.Publication); ok {
				found = append(found, at(t, e.Offset, "an event of another topic").but("no events of "+quote(other[0].Topic), p.Marker))
			}
		}
	}
	if judged == 0 {
		return noResumption(o)
	}
	return verdictOf(found, "%d resumed streams, nothing of another topic", judged)
}

// noOtherTopic says why nothing was published on another topic.
func noOtherTopic(o *Observation) Judgement {
	i := slices.IndexFunc(o.Published, func(p Published) bool { return p.Step == stepOther })
	if i < 0 {
		return skipped(report.SkipUntestable, "topics cannot be told apart: the url has no {{.Topic}}")
	}
	return skipped(report.SkipUntestable, "the publish hook takes no event for another topic: %s", o.Published[i].Detail)
}
