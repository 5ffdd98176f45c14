package specs

import "sync"

// progress counts the Requirements that can be judged as probes end.
type progress struct {
	mu     sync.Mutex
	report func(Progress)
	state  Progress
	checks map[string]int // by probe
}

func newProgress(report func(Progress), selected []check) *progress {
	p := &progress{report: report, checks: map[string]int{}}
	for _, c := range selected {
		p.checks[c.probe]++
	}
	p.state.Total = len(selected)
	return p
}

func (p *progress) begin(probe string) { p.tell(probe, false, 0) }

func (p *progress) end(probe string) { p.tell(probe, true, p.checks[probe]) }

func (p *progress) tell(probe string, done bool, judgeable int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.Probe, p.state.Done = probe, done
	p.state.Judgeable += judgeable
	if p.report != nil {
		p.report(p.state)
	}
}
