package refserver

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/ssegauge/ssegauge/reference-server/control"
	"github.com/ssegauge/ssegauge/reference-server/fanout"
	"github.com/ssegauge/ssegauge/reference-server/history"
)

// Connection is what is known of an open stream.
type Connection struct {
	// ID tells the streams of a server apart. It is never used again.
	ID uint64 `json:"id"`
	// Remote is the client's address and port.
	Remote string `json:"remote"`
	// Protocol is the version of HTTP, such as "HTTP/1.1".
	Protocol string `json:"protocol"`
	// Topics are what it is subscribed to.
	Topics []string `json:"topics"`
	// Opened is when it was accepted.
	Opened time.Time `json:"opened"`
	// Events and Bytes count what was delivered, without the response's head.
	Events int64 `json:"events"`
	Bytes  int64 `json:"bytes"`
	// Queued is how many bytes wait because the client does not take them.
	Queued int `json:"queued"`
	// State is "live", "replaying" or "slow".
	State string `json:"state"`
}

// subscriber is an open stream, whatever carries it. Its methods are for the
// function that subscribers.each calls.
type subscriber interface {
	id() uint64
	connection() Connection
	isRevoked() bool
	// end ends it. A stream that shares its connection with others knows two ways
	// only: complete and not.
	end(cause error, how fanout.Ending)
}

// subscribers are the streams that are open.
type subscribers struct {
	lastID atomic.Uint64
	gate   atomic.Pointer[fanout.Gate]
	fault  atomic.Pointer[control.Faults]

	mu    sync.Mutex // guards what follows
	flows map[*flow]struct{}
	hubs  map[*fanout.Hub]struct{}
	done  fanout.Counts // by hubs that are closed
}

func newSubscribers() *subscribers {
	return &subscribers{flows: make(map[*flow]struct{}), hubs: make(map[*fanout.Hub]struct{})}
}

// each calls f for every stream that is open, for several at a time, and returns
// when that is done. f must not wait.
func (s *subscribers) each(f func(subscriber)) {
	flows, hubs := s.all()
	for _, flow := range flows {
		f(flow)
	}
	for _, hub := range hubs {
		hub.Each(func(st *fanout.Stream) {
			if p, ok := st.Owner().(*plain); ok {
				f(plainStream{p, st})
			}
		})
	}
}

func (s *subscribers) all() (flows []*flow, hubs []*fanout.Hub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for f := range s.flows {
		flows = append(flows, f)
	}
	for h := range s.hubs {
		hubs = append(hubs, h)
	}
	return flows, hubs
}

func (s *subscribers) addFlow(f *flow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flows[f] = struct{}{}
}

func (s *subscribers) removeFlow(f *flow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.flows, f)
}

// openHub starts a hub for one call of Serve.
func (s *subscribers) openHub(limits fanout.Limits) (*fanout.Hub, error) {
	hub, err := fanout.New(limits)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hubs[hub] = struct{}{}
	if gate := s.gate.Load(); gate != nil {
		hub.SetGate(*gate)
	}
	s.setFaultOf(hub)
	return hub, nil
}

// closeHub cuts the streams that are left on it.
func (s *subscribers) closeHub(hub *fanout.Hub) error {
	err := hub.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.hubs, hub)
	counts := hub.Counts()
	s.done.Deliveries += counts.Deliveries
	s.done.Bytes += counts.Bytes
	return err
}

// counts returns what all hubs have done.
func (s *subscribers) counts() fanout.Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.done
	for hub := range s.hubs {
		counts := hub.Counts()
		sum.Deliveries += counts.Deliveries
		sum.Bytes += counts.Bytes
		sum.Queued += counts.Queued
	}
	return sum
}

// setGate has the gate decide whether delivery is paused; nil is never. What is
// held back stays in the history.
func (s *subscribers) setGate(gate fanout.Gate) {
	if gate == nil {
		s.gate.Store(nil)
	} else {
		s.gate.Store(&gate)
	}
	flows, hubs := s.all()
	for _, flow := range flows {
		flow.news.Ring()
	}
	for _, hub := range hubs {
		hub.SetGate(gate)
	}
}

// setFault has all events pass through f; nil ends it.
func (s *subscribers) setFault(f *control.Faults) {
	s.fault.Store(f)
	_, hubs := s.all()
	for _, hub := range hubs {
		s.setFaultOf(hub)
	}
}

func (s *subscribers) setFaultOf(hub *fanout.Hub) {
	f := s.fault.Load()
	if f == nil {
		hub.SetFault(nil)
		return
	}
	hub.SetFault(func(st *fanout.Stream, batch []*history.Entry, last bool) []*history.Entry {
		p, ok := st.Owner().(*plain)
		switch {
		case !ok:
			return batch
		case last:
			return f.End(faultyPlain{p, st}, true, nil)
		}
		return f.Apply(faultyPlain{p, st}, batch, nil)
	})
}

// settle has every stream look at what a fault holds back.
func (s *subscribers) settle() {
	flows, hubs := s.all()
	for _, flow := range flows {
		flow.news.Ring()
	}
	for _, hub := range hubs {
		hub.Each((*fanout.Stream).Settle)
	}
}

// drain ends the streams at times of their own within spread.
func (s *subscribers) drain(spread time.Duration) {
	flows, hubs := s.all()
	for _, flow := range flows {
		flow.drain(spread)
	}
	for _, hub := range hubs {
		hub.Drain(spread)
	}
}

// endRevoked ends the streams whose credential was revoked.
func (s *subscribers) endRevoked() {
	s.each(func(sub subscriber) {
		if sub.isRevoked() {
			sub.end(fanout.ErrRevoked, fanout.Complete)
		}
	})
}
