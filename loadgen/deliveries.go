package loadgen

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/ledger"
	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/report"
)

// deliveries adds up the ledgers.
func (r *runner) deliveries(examples ledger.Examples) report.Deliveries {
	t := r.tally
	d := report.Deliveries{
		Sequence: r.scenario.sequenceName(), Expected: t.Expected, Lost: t.Lost, Received: r.received(),
		Duplicate: t.Duplicate, Reordered: t.Reordered, Replayed: t.Replayed, Missed: t.Missed, Unknown: t.Foreign + t.Late,
		Repeated: t.Repeated, Restarted: t.Restarted, Incomplete: t.Incomplete, Note: r.note(),
	}
	shown := map[ledger.Kind]int64{}
	most := map[ledger.Kind]int64{ledger.Lost: d.Lost, ledger.Doubled: d.Duplicate, ledger.Disordered: d.Reordered}
	for _, x := range examples.All() {
		if shown[x.Kind] += max(1, x.Count); shown[x.Kind] <= most[x.Kind] {
			d.Examples = append(d.Examples, r.delivery(x))
		}
	}
	return d
}

// leastCompared is how many Subscribers a union takes: with two, an event that one of them received
// may be lost to the other, or not meant for it.
const leastCompared = 3

// note says what the numbers of events, or the lack of them, cannot tell.
func (r *runner) note() string {
	switch n, whole := r.publishing.uncertain(); {
	case r.count(measure.Published) > 0 && r.count(measure.Opened) > 0 && r.count(measure.Events) == 0:
		return fmt.Sprintf("none of the %d events published came: do subscribers ask for their topics?", r.count(measure.Published))
	case r.scenario.Union:
		return r.unionNote()
	case !r.numbered() || n == 0:
		return ""
	case !whole:
		return fmt.Sprintf("more than %d publishes failed: of what is lost, some may never have been published", n)
	case n == 1:
		return "1 event whose publish failed is expected of nobody"
	default:
		return fmt.Sprintf("%d events whose publishes failed are expected of nobody", n)
	}
}

// unionNote says what cannot be told of events without numbers.
func (r *runner) unionNote() string {
	switch {
	case r.peak < leastCompared:
		return fmt.Sprintf("losses are not seen with fewer than %d subscribers", leastCompared)
	case r.tally.Repeated > 0:
		return "payloads repeat: ids would tell duplicates and losses of these"
	}
	return ""
}

// delivery describes an example of an event that did not come as it should.
func (r *runner) delivery(x ledger.Example) report.Delivery {
	names := map[ledger.Kind]string{
		ledger.Lost: report.DeliveryLost, ledger.Doubled: report.DeliveryDuplicate, ledger.Disordered: report.DeliveryReordered,
	}
	d := report.Delivery{Kind: names[x.Kind], Topic: x.Lane, DueMS: -1, Subscriber: int64(x.Subscriber)}
	if x.Count > 1 {
		d.Count = x.Count
	}
	switch {
	case r.scenario.Union:
		d.Event = unionEvent(x)
	case x.Count > 1:
		d.Event = fmt.Sprintf("%d to %d", x.Seq, x.Seq+x.Count-1)
	default:
		d.Event = strconv.FormatInt(x.Seq, 10)
	}
	switch at := time.Unix(0, x.AtUnix).Sub(r.begin).Round(time.Millisecond); {
	case x.DueUnix != 0:
		d.DueMS = time.Unix(0, x.DueUnix).Sub(r.begin).Milliseconds()
	case x.Kind == ledger.Lost && x.AtUnix != 0:
		d.Text = fmt.Sprintf("a later one came at %v", at)
	case x.AtUnix != 0:
		d.Text = fmt.Sprintf("came at %v", at)
	}
	return d
}

// unionEvent names an event without a number by its id or by what it holds.
func unionEvent(x ledger.Example) string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(x.Text, "\uFFFD")), " ")
	if text == "" {
		text = "no longer known"
	}
	if x.Count > 1 {
		return fmt.Sprintf("%s, and %d more", text, x.Count-1)
	}
	return text
}
