package control

import (
	"slices"
	"sync"
)

// maxPaused bounds the topics paused at a time.
const maxPaused = 64

// delivery is which streams wait. The zero value is none.
type delivery struct {
	mu     sync.Mutex
	all    bool
	topics []string
}

// delivering is the answer of /control/delivery.
type delivering struct {
	Paused bool     `json:"paused"` // for all
	Topics []string `json:"topics"` // paused beside that
}

func (d *delivery) state() delivering {
	return delivering{Paused: d.all, Topics: append([]string{}, d.topics...)}
}

// gate returns what says whether streams wait, nil if none do.
func (d *delivery) gate() func(topics []string) bool {
	all, paused := d.all, slices.Clone(d.topics)
	if !all && len(paused) == 0 {
		return nil
	}
	return func(topics []string) bool {
		return all || slices.ContainsFunc(topics, func(topic string) bool { return slices.Contains(paused, topic) })
	}
}

// set pauses or resumes. The delivery must be locked.
func (d *delivery) set(paused bool, topic string) *refusal {
	i := slices.Index(d.topics, topic)
	switch {
	case topic == "":
		d.all, d.topics = paused, nil
	case paused && i < 0:
		if len(d.topics) == maxPaused {
			return bad("topic", "%d topics are paused already", maxPaused)
		}
		d.topics = append(d.topics, topic)
	case !paused && d.all:
		p := bad("topic", "all streams are paused, whatever their topics")
		p.Hint = "resume without a topic"
		return p
	case !paused && i >= 0:
		d.topics = slices.Delete(d.topics, i, i+1)
	}
	return nil
}

// getDelivery answers GET /control/delivery.
func (c *Control) getDelivery(call) (any, *refusal) {
	c.delivery.mu.Lock()
	defer c.delivery.mu.Unlock()
	return c.delivery.state(), nil
}

// postDelivery answers POST /control/delivery.
func (c *Control) postDelivery(in call) (any, *refusal) {
	var paused bool
	var topic string
	has, p := decode(in.w, in.r, fields{"paused": &paused, "topic": &topic})
	switch {
	case p != nil:
	case !has["paused"]:
		p = bad("paused", "missing")
	case len(topic) > maxTextBytes || (has["topic"] && topic == ""):
		p = bad("topic", "empty or too long")
	}
	if p != nil {
		return nil, p
	}
	c.delivery.mu.Lock()
	defer c.delivery.mu.Unlock()
	if p := c.delivery.set(paused, topic); p != nil {
		return nil, p
	}
	c.server.SetGate(c.delivery.gate())
	c.server.Settle()
	return c.delivery.state(), nil
}

// deleteDelivery answers DELETE /control/delivery.
func (c *Control) deleteDelivery(call) (any, *refusal) {
	c.delivery.mu.Lock()
	defer c.delivery.mu.Unlock()
	was := c.delivery.state()
	c.delivery.all, c.delivery.topics = false, nil
	c.server.SetGate(nil)
	c.server.Settle()
	return was, nil
}
