package control

import (
	"math/rand/v2"
	"time"
)

// delayReport is what was done to publishes.
type delayReport struct {
	Distribution string     `json:"distribution,omitempty"`
	Topic        string     `json:"topic,omitempty"`
	Seed         uint64     `json:"seed"`
	StalledUntil *time.Time `json:"stalledUntil,omitempty"`

	Waiting int64 `json:"waiting"`
	Gone    int64 `json:"gone"`

	Count int64      `json:"count"`
	P50   Duration   `json:"p50"`
	P99   Duration   `json:"p99"`
	P999  Duration   `json:"p99.9"`
	Max   Duration   `json:"max"`
	Late  Duration   `json:"late"`
	Last  []Duration `json:"last"`
}

// report returns what d has done. Its publishDelays must be locked.
func (d *delaying) report() delayReport {
	if d == nil {
		return delayReport{Last: []Duration{}}
	}
	const p50, p99, p999, longest = 500, 990, 999, 1000
	r := delayReport{
		Distribution: d.spec.name, Topic: d.topic, Seed: d.seed,
		Waiting: d.waiting, Gone: d.left,
		Count: d.delays.total,
		P50:   d.delays.quantile(p50), P99: d.delays.quantile(p99), P999: d.delays.quantile(p999), Max: d.delays.quantile(longest),
		Late: Duration(d.late), Last: d.delays.newest(maxLast),
	}
	if !d.until.IsZero() {
		r.StalledUntil = &d.until
	}
	return r
}

// getPublishDelay answers GET /control/publish-delay.
func (c *Control) getPublishDelay(call) (any, *refusal) {
	c.delays.mu.Lock()
	defer c.delays.mu.Unlock()
	return c.delays.current.report(), nil
}

// deletePublishDelay answers DELETE /control/publish-delay.
func (c *Control) deletePublishDelay(call) (any, *refusal) {
	was := c.delays.clear()
	c.delays.mu.Lock()
	defer c.delays.mu.Unlock()
	return was.report(), nil
}

// postPublishDelay answers POST /control/publish-delay.
func (c *Control) postPublishDelay(in call) (any, *refusal) {
	d := newDelaying()
	var stall Duration
	known := d.spec.fields()
	known["topic"], known["seed"], known["stall"] = &d.topic, &d.seed, &stall
	has, p := decode(in.w, in.r, known)
	if p = firstOf(p, limitDuration("stall", stall, 0, maxDelay)); p != nil {
		return nil, p
	}
	if has["stall"] && len(has) == 1 {
		c.delays.stall(time.Now().Add(time.Duration(stall)))
		return c.getPublishDelay(in)
	}
	if p := d.spec.check(has); p != nil {
		return nil, p
	}
	if stall > 0 {
		d.until = time.Now().Add(time.Duration(stall))
	}
	d.random = rand.New(rand.NewPCG(d.seed, 0))
	c.delays.set(d)
	return c.getPublishDelay(in)
}
