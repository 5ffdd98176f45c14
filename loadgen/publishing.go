package loadgen

import (
	"context"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/measure"
	"github.com/ssegauge/ssegauge/loadgen/publish"
	"github.com/ssegauge/ssegauge/loadgen/stamp"
)

// publishing is the events that a run publishes by itself, while it does.
type publishing struct {
	publisher *publish.Publisher
	topics    []string
	stop      context.CancelFunc
	running   sync.WaitGroup
	tally     publish.Tally // when it has ended
	begin     time.Time

	mu    sync.Mutex
	sheet *measure.Sheet       // guarded by mu, as are those below
	late  measure.Distribution // free to sent: ours
	held  measure.Distribution // due to free: until an answer had come
	dues  dues
}

// newPublishing returns nothing for a plan that publishes nothing.
func newPublishing(s *Scenario) (*publishing, error) {
	if s.Publish == nil {
		return nil, nil //nolint:nilnil // to publish nothing is no error
	}
	publisher, err := publish.New(*s.Publish)
	if err != nil {
		return nil, err
	}
	p := &publishing{publisher: publisher, sheet: measure.NewSheet(1, 1)}
	for _, t := range publisher.Topics() {
		p.topics = append(p.topics, t.Name)
	}
	p.dues = newDues(len(p.topics))
	// With Union, the numbers of these events are not looked at, but their topics and times are.
	if q := s.Sequence; q == (stamp.Spec{}) || s.Union && q.Topic+q.Due+q.Sent == "" {
		s.Sequence = stamp.Publisher(s.Publish.Run)
	}
	return p, nil
}

// start publishes from begin on, until end.
func (p *publishing) start(ctx context.Context, begin time.Time) {
	ctx, cancel := context.WithCancel(ctx)
	p.begin, p.stop = begin, cancel
	p.running.Go(func() { p.tally = p.publisher.Run(ctx, begin, p.note) })
}

// end ends the plan of publishing, and waits for what is under way.
func (p *publishing) end() {
	if p.stop != nil {
		p.stop()
		p.running.Wait()
	}
}

// note takes the result of a publish.
func (p *publishing) note(r publish.Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Started > 0 {
		p.late.Record(r.Started - r.Free)
		p.held.Record(r.Free - r.Due)
		p.sheet.Time(0, measure.Publish, r.Answered-r.Started)
	}
	p.dues.set(r.Topic, r.Seq, r.Due)
	if r.Class == publish.Accepted {
		p.sheet.Add(0, measure.Published, 1)
		return
	}
	p.sheet.Add(0, measure.PublishFailed, 1)
	p.sheet.Fail(measure.Failure{Class: classOfPublish(r.Class), Text: "publish: " + r.Detail, Subscriber: -1, At: r.Answered})
}

func classOfPublish(c publish.Class) measure.Class {
	switch c {
	case publish.Refused, publish.Failed:
		return measure.Status
	case publish.Busy:
		return measure.ThrottledStatus
	case publish.Unreachable:
		return measure.Refused
	case publish.Timeout:
		return measure.Timeout
	case publish.Lost:
		return measure.Reset
	default:
		return measure.Other
	}
}

// count returns how many events were published, or were not.
func (p *publishing) count(n measure.Count) int64 {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sheet.Count(measure.Everything(), n)
}

// took returns a copy of how long publishes took.
func (p *publishing) took() *measure.Distribution {
	took := new(measure.Distribution)
	if p == nil {
		return took
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	took.Merge(p.sheet.Timing(measure.Everything(), measure.Publish))
	return took
}

// lateness tells how late events were published, into o.
func (p *publishing) lateness(o *own) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	o.published, o.held = p.late.Quantile(0.99), p.held.Quantile(0.99)
	o.answer = p.sheet.Timing(measure.Everything(), measure.Publish).Quantile(0.5)
	o.turn = p.publisher.Turn()
}

// next returns the number of the next event of a topic whose publishing has not begun, and
// less than 0 for a topic that is nobody's.
func (p *publishing) next(topic string) int64 {
	if i, ok := p.publisher.Topic([]byte(topic)); ok {
		return p.publisher.Next(i)
	}
	return -1
}

// last returns the number of the last event of a topic that was accepted.
func (p *publishing) last(topic string) int64 {
	if i, ok := p.publisher.Topic([]byte(topic)); ok {
		return p.publisher.Last(i)
	}
	return -1
}

// excused returns the lowest number of a topic, from one on, that may not have been published.
func (p *publishing) excused(topic string, from int64) (int64, bool) {
	if i, ok := p.publisher.Topic([]byte(topic)); ok {
		return p.publisher.NextFailure(i, from)
	}
	return 0, false
}

// uncertain returns how many events may not have been published, and whether all of them
// are excused.
func (p *publishing) uncertain() (n int, whole bool) {
	whole = true
	if p == nil {
		return 0, whole
	}
	for i := range p.topics {
		numbers, all := p.publisher.Failures(i)
		n, whole = n+len(numbers), whole && all
	}
	return n, whole
}

// failures returns what went wrong with publishes.
func (p *publishing) failures() []measure.FailureGroup {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sheet.Failures()
}

// dueUnix returns when an event was due, in nanoseconds since 1970, or 0 if that is not known.
func (p *publishing) dueUnix(topic string, seq int64) int64 {
	i, ok := p.publisher.Topic([]byte(topic))
	if !ok {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if at, known := p.dues.of(i, seq); known {
		return p.begin.Add(at).UnixNano()
	}
	return 0
}
