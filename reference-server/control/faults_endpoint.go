package control

import (
	"cmp"
	"slices"
)

// Bounds of faults and of what is told of them.
const (
	defaultKeep = 16
	maxKeep     = 1000
	maxNamed    = 10_000 // IDs of streams
)

// faultReport is what was done to deliveries.
type faultReport struct {
	Active  bool     `json:"active"`
	Drop    float64  `json:"drop"`
	Double  float64  `json:"double"`
	Reorder float64  `json:"reorder"`
	Seed    uint64   `json:"seed"`
	Topic   string   `json:"topic,omitempty"`
	Only    []uint64 `json:"only,omitempty"`

	FaultCounts
	Streams   int64          `json:"streams"`
	PerStream []streamFaults `json:"perStream"`
}

// streamFaults is what was done to the deliveries of one stream.
type streamFaults struct {
	ID     uint64 `json:"id"`
	Remote string `json:"remote"`
	Ended  bool   `json:"ended"`
	FaultCounts
	DroppedIDs   []string `json:"droppedIds"`
	DoubledIDs   []string `json:"doubledIds"`
	ReorderedIDs []string `json:"reorderedIds"`
}

// report returns what was done, with the first most streams. Faults must be locked.
func (f *Faults) report(most int) faultReport {
	r := faultReport{
		Active: f.active, Drop: f.plan.drop, Double: f.plan.double, Reorder: f.plan.reorder, Seed: f.plan.seed,
		Topic: f.plan.topic, Only: f.plan.streams, FaultCounts: f.totals, Streams: f.lost, PerStream: []streamFaults{},
	}
	for _, of := range f.streams {
		if of.due { // of a plan that is over
			continue
		}
		r.Streams++
		r.PerStream = append(r.PerStream, streamFaults{
			ID: of.id, Remote: of.remote, Ended: of.ended, FaultCounts: of.counts,
			DroppedIDs: listOf(of.dropped), DoubledIDs: listOf(of.doubled), ReorderedIDs: listOf(of.reordered),
		})
	}
	slices.SortFunc(r.PerStream, func(a, b streamFaults) int { return cmp.Compare(a.ID, b.ID) })
	r.PerStream = r.PerStream[:min(most, len(r.PerStream))]
	return r
}

// listOf clones a list, so that none is null.
func listOf(ids []string) []string { return append([]string{}, ids...) }

// end stops the plan and returns what it has done. What it held back counts as
// passed: it will be written in its place.
func (f *Faults) end(most int) faultReport {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, of := range f.streams {
		if of.held != nil && !of.due {
			f.count(of, FaultCounts{Held: -1, Passed: 1})
		}
	}
	r := f.report(most)
	f.stop()
	return r
}

// getFaults answers GET /control/faults.
func (c *Control) getFaults(in call) (any, *refusal) {
	most, p := streamsWanted(in)
	if p != nil {
		return nil, p
	}
	c.server.Settle() // so that event loops have done what is due
	c.faults.mu.Lock()
	defer c.faults.mu.Unlock()
	return c.faults.report(most), nil
}

// deleteFaults answers DELETE /control/faults.
func (c *Control) deleteFaults(in call) (any, *refusal) {
	most, p := streamsWanted(in)
	if p != nil {
		return nil, p
	}
	c.server.Settle() // so that event loops have done what is due
	was := c.faults.end(most)
	c.server.Settle()
	return was, nil
}

// postFaults answers POST /control/faults.
func (c *Control) postFaults(in call) (any, *refusal) {
	next := plan{keep: defaultKeep}
	_, p := decode(in.w, in.r, fields{
		"drop": &next.drop, "double": &next.double, "reorder": &next.reorder,
		"seed": &next.seed, "topic": &next.topic, "streams": &next.streams, "keep": &next.keep,
	})
	p = firstOf(
		p, limit("drop", next.drop, 0, 1), limit("double", next.double, 0, 1), limit("reorder", next.reorder, 0, 1),
		limit("keep", next.keep, 0, maxKeep), limit("streams", len(next.streams), 0, maxNamed),
	)
	if p == nil && next.drop+next.double+next.reorder > 1 {
		p = bad("drop", "with double and reorder it is more than everything")
	}
	if p != nil {
		return nil, p
	}
	slices.Sort(next.streams)
	c.faults.start(next)
	c.server.Settle()
	return c.getFaults(in)
}
