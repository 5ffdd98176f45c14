package loadgen

import (
	"context"
	"net/netip"

	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

// Reach is how far this machine goes with a Scenario, whatever the Plan says.
type Reach struct {
	// Streams is how many it can hold at most; 0 if that is unknown.
	Streams int
	// Beyond is what stands against one more; nil if that is unknown.
	Beyond *LimitError
	// Addresses are where connections lead.
	Addresses []netip.AddrPort
}

// ReachOf returns the Reach of s. The error is that of a name or a feed, or a [ConsentError].
func ReachOf(ctx context.Context, s Scenario) (Reach, error) {
	maker, err := request.New(ctx, s.Request)
	if err != nil {
		return Reach{}, err
	}
	if err := s.checkConsent(maker.Endpoints()); err != nil {
		return Reach{}, err
	}
	var r Reach
	for _, e := range maker.Endpoints() {
		r.Addresses = append(r.Addresses, e.Address)
	}
	machine, plan := host.ReadLimits(), s.needs(maker)
	if most, known := machine.Most(plan); known {
		r.Streams, plan.Streams = most, most+1
		r.Beyond = &LimitError{machine.Check(plan)}
	}
	if rows, feed, limited := maker.MaxSubscribers(); limited && (r.Streams == 0 || rows < r.Streams) {
		r.Streams, r.Beyond = rows, &LimitError{[]host.Problem{beyondFeed(rows+1, rows, feed)}}
	}
	return r, nil
}
