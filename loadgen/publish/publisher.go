package publish

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxFailures bounds how many numbers are kept of the events that were not accepted.
const maxFailures = 100_000

// Publisher publishes what a Plan says, once.
type Publisher struct {
	plan     Plan
	schedule schedule
	sizes    sizes
	send     sendFunc
	close    func()
	early    time.Duration // by how much timers are set before an event is due
	topics   map[string]int
	last     []atomic.Int64 // accepted, of each topic
	unused   []atomic.Int64 // events without a number, of each topic
	begun    []atomic.Int64 // the highest number of each topic that was to be published

	mu       sync.Mutex
	tally    Tally
	failures map[int][]int64 // of each topic, the numbers of events not accepted, ascending
	failed   int
}

// New returns a Publisher. The error holds all problems that Validate finds.
func New(p Plan) (*Publisher, error) {
	if err := p.Validate().Err(); err != nil {
		return nil, err
	}
	r, _ := p.Hook.compile()
	s := newSender(p, r)
	publisher := newPublisher(p, s.send)
	publisher.close = s.client.CloseIdleConnections
	publisher.early = timersAreLate
	return publisher, nil
}

// newPublisher returns one that publishes a valid Plan by send.
func newPublisher(p Plan, send sendFunc) *Publisher {
	if len(p.Topics) == 0 {
		p.Topics = []Topic{{}}
	}
	publisher := &Publisher{
		plan: p, schedule: newSchedule(p), sizes: newSizes(p), send: send, close: func() {},
		topics: map[string]int{}, last: make([]atomic.Int64, len(p.Topics)), unused: make([]atomic.Int64, len(p.Topics)), begun: make([]atomic.Int64, len(p.Topics)), failures: map[int][]int64{},
	}
	for i, t := range p.Topics {
		publisher.topics[t.Name] = i
	}
	return publisher
}

// Topics returns the topics of the Plan, which are one without a name if there are
// none.
func (p *Publisher) Topics() []Topic { return p.plan.Topics }

// Topic returns the place of a topic in Topics. It allocates nothing.
func (p *Publisher) Topic(name []byte) (int, bool) {
	i, ok := p.topics[string(name)]
	return i, ok
}

// Next returns the number of the first event of a topic whose publishing has not begun, due
// or not. The first number is 1. It is safe for concurrent use.
func (p *Publisher) Next(topic int) int64 { return p.begun[topic].Load() + 1 }

// begin notes that an event is about to be published.
func (p *Publisher) begin(topic int, seq int64) {
	begun := &p.begun[topic]
	for was := begun.Load(); was < seq && !begun.CompareAndSwap(was, seq); was = begun.Load() {
	}
}

// Last returns the highest number of a topic that was accepted, 0 if none was. It is
// safe for concurrent use.
func (p *Publisher) Last(topic int) int64 { return p.last[topic].Load() }

// Failures returns the numbers of a topic that were used up by events that were not
// accepted, ascending: whether they were stored is not known, so nobody can be expected
// to receive them. After 100,000 over all topics no more are kept, and whole is
// false. It is safe for concurrent use.
func (p *Publisher) Failures(topic int) (numbers []int64, whole bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append(numbers, p.failures[topic]...), p.failed <= maxFailures
}

// NextFailure returns the lowest number of a topic that Failures has, from one on. It is
// safe for concurrent use.
func (p *Publisher) NextFailure(topic int, from int64) (number int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.failures[topic]
	if i, _ := slices.BinarySearch(all, from); i < len(all) {
		return all[i], true
	}
	return 0, false
}

// Turn returns how long an answer may take for the rate to be kept where it is the highest:
// events of a topic wait for each other.
func (p *Publisher) Turn() time.Duration {
	most := 0
	for _, l := range p.lanes() {
		most = max(most, len(l.places))
	}
	rate := p.plan.Rate * float64(most) / float64(p.schedule.period)
	return time.Duration(float64(p.plan.perTopic()) / rate * float64(time.Second))
}

func (p *Publisher) lanes() []*lane {
	return lanes(&p.schedule, max(1, p.plan.maxInFlight()/p.plan.perTopic()))
}

// Run publishes from start on, and returns when all was published and answered, or when
// ctx has ended and what was under way is answered or was waited for long enough.
// done is told of each publish; its calls do not overlap. Run is called once.
func (p *Publisher) Run(ctx context.Context, start time.Time, done func(Result)) Tally {
	defer p.close()
	requests, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	var watch, workers sync.WaitGroup
	ended := time.Duration(math.MaxInt64)
	watch.Go(func() {
		select {
		case <-ctx.Done():
			ended = time.Since(start)
			p.drain(requests, abort)
		case <-requests.Done():
		}
	})
	for _, l := range p.lanes() {
		for range p.plan.perTopic() {
			w := &worker{publisher: p, lane: l, start: start, done: done}
			workers.Go(func() { w.run(ctx, requests) })
		}
	}
	workers.Wait()
	abort()
	watch.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally.Due = p.schedule.dueAt(min(ended, time.Since(start)))
	return p.tally
}

// drain aborts the requests that are under way if they take too long.
func (p *Publisher) drain(requests context.Context, abort func()) {
	timer := time.NewTimer(p.plan.drain())
	defer timer.Stop()
	select {
	case <-timer.C:
		abort()
	case <-requests.Done():
	}
}

// note counts a publish that is over.
func (p *Publisher) note(r Result, done func(Result)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally.Started++
	if r.Class == Accepted {
		p.tally.Accepted++
		p.last[r.Topic].Store(max(p.last[r.Topic].Load(), r.Seq))
	} else if r.Class.isStoredNowhere() && p.plan.perTopic() == 1 {
		p.unused[r.Topic].Add(1)
		p.begun[r.Topic].Add(-1)
	} else if p.failed++; p.failed <= maxFailures {
		i, _ := slices.BinarySearch(p.failures[r.Topic], r.Seq)
		p.failures[r.Topic] = slices.Insert(p.failures[r.Topic], i, r.Seq)
	}
	done(r)
}
