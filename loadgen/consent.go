package loadgen

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/host"
	"github.com/ssegauge/ssegauge/loadgen/request"
)

// ConsentError says that a Target is not on this machine, and that nobody has said that it
// may be loaded.
type ConsentError struct {
	// Address is where the Target is.
	Address netip.AddrPort
	// Authority is what the URL calls it.
	Authority string
}

// Error names the Target.
func (e *ConsentError) Error() string {
	return fmt.Sprintf("load %s: %s is not a loopback address", e.Authority, e.Address.Addr())
}

// checkConsent lets nobody be loaded by mistake.
func (s *Scenario) checkConsent(all []request.Endpoint) error {
	for _, e := range all {
		if !s.Consent && !e.Address.Addr().Unmap().IsLoopback() {
			return &ConsentError{Address: e.Address, Authority: e.Authority}
		}
	}
	return nil
}

// LimitError says what cannot be done of a plan here: the machine or a feed is too small.
type LimitError struct{ Problems []host.Problem }

// Error returns all problems, a line each.
func (e *LimitError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Text
	}
	return strings.Join(lines, "\n")
}

// checkLimitsOf compares the plan with what the machine and the feeds allow.
func (s *Scenario) checkLimitsOf(machine host.Limits, maker *request.Maker) error {
	plan := s.needs(maker)
	plan.Streams = s.Plan.Peak()
	problems := machine.Check(plan)
	if rows, feed, limited := maker.MaxSubscribers(); limited && s.Plan.Subscribers() > rows {
		problems = append(problems, beyondFeed(s.Plan.Subscribers(), rows, feed))
	}
	if len(problems) > 0 {
		return &LimitError{problems}
	}
	return nil
}

// beyondFeed says that a feed has not a row for each Subscriber.
func beyondFeed(subscribers, rows int, feed string) host.Problem {
	return host.Problem{
		Text: fmt.Sprintf("feed %s has %d rows, and %d subscribers are to have one each (unique)", feed, rows, subscribers),
		Hint: "add rows, use fewer subscribers, or let them share rows: sequential",
	}
}

// needs returns what a stream takes of the machine.
func (s *Scenario) needs(maker *request.Maker) host.Plan {
	targets := map[netip.AddrPort]bool{}
	loopback := true
	for _, e := range maker.Endpoints() {
		targets[e.Address] = true
		loopback = loopback && e.Address.Addr().IsLoopback()
	}
	plan := host.Plan{
		PerConnection: maker.StreamsPerConnection(),
		Sources:       max(1, len(s.Request.Sources)), Targets: len(targets),
	}
	if loopback {
		plan.Sources = 1 << 16 // all of 127/8 can be bound, and is
	}
	return plan
}
