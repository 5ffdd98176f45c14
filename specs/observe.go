package specs

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ssegauge/ssegauge/report"
)

// observe runs the probes that the checks need and returns what they saw, by
// their names. It returns when every probe has ended; ctx ends them early.
func observe(ctx context.Context, cfg Config, selected []check) map[string]*Observation {
	profile, _ := profileNamed(cfg.Profile) // Validate has seen that there is one
	ctx, cancel := context.WithTimeoutCause(ctx, cfg.maxTime(), errTimeUp)
	defer cancel()
	o := &observer{
		cfg: &cfg, profile: profile, run: newShared(cfg), selected: selected,
		all: map[string]*Observation{}, progress: newProgress(cfg.Progress, selected),
	}
	watch, stop := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() { o.run.late.watch(watch) })
	defer watching.Wait()
	defer stop()
	for stage := range stages {
		o.runStage(ctx, stage)
	}
	return o.all
}

// observer runs probes.
type observer struct {
	cfg      *Config
	profile  Profile
	run      *shared
	selected []check
	progress *progress

	mu  sync.Mutex
	all map[string]*Observation
}

func newShared(cfg Config) *shared {
	limits := cfg.Limits.withDefaults()
	return &shared{
		recorder: newRecorder(cfg, limits),
		token:    strings.ToLower(rand.Text()[:8]),
		firstSeq: time.Now().UnixMicro(),
		lane:     make(chan struct{}, 1),
	}
}

// runStage runs the probes of one stage side by side.
func (o *observer) runStage(ctx context.Context, now stage) {
	places := make(chan struct{}, cmp.Or(o.cfg.Concurrency, DefaultConcurrency))
	var probing sync.WaitGroup
	for _, p := range probes() {
		needed := now == stageReach || slices.ContainsFunc(o.selected, func(c check) bool { return c.probe == p.name })
		if p.stage != now || !needed {
			continue
		}
		if skip, hindered := o.hindrance(ctx, p); hindered {
			o.keep(&Observation{Probe: p.name, Unseen: skip})
			continue
		}
		probing.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			o.runProbe(ctx, p)
		})
	}
	probing.Wait()
}

// hindrance says why p need not be run.
func (o *observer) hindrance(ctx context.Context, p probe) (Skip, bool) {
	if p.stage == stageReach {
		return Skip{}, false
	}
	if t := o.reach().Transcript(firstStream); !readable(t) && !p.standalone {
		return cmp.Or(o.profile.needsNone(t), Skip{report.SkipInconclusive, "there is no event stream to judge: " + describe(t)}), true
	}
	trouble := cmp.Or(o.run.patience.trouble(o.cfg.Limits.withDefaults().Timeout), o.cfg.Depth.tooQuick(p.tier))
	if p.hook != nil {
		trouble = cmp.Or(trouble, p.hook(o.cfg.Control))
	}
	if p.invasive {
		trouble = cmp.Or(trouble, o.trespass(ctx))
	}
	if p.tier == TierTrigger {
		trouble = cmp.Or(trouble, o.hookTrouble(p))
	}
	return trouble, trouble.Cause != ""
}

// trespass says why nothing that could do harm may be done to the Target.
func (o *observer) trespass(ctx context.Context) Skip {
	final := ""
	if reach := o.reach(); reach != nil {
		if t := reach.Transcript(firstStream); t != nil {
			final = t.URL
		}
	}
	return trespass(ctx, o.cfg, final)
}

// hookTrouble says why p has no use of publishing, going by the probe "reach".
// A Target that holds back events is judged for that by the probe "stream".
func (o *observer) hookTrouble(p probe) Skip {
	if o.cfg.Publisher == nil {
		return Skip{report.SkipUntestable, "there is no publish hook"}
	}
	if quick := o.cfg.Depth.tooQuick(TierTrigger); quick.Cause != "" {
		return quick
	}
	if lost := o.run.patience.hookTrouble(o.cfg.Limits.withDefaults().Timeout); lost.Cause != "" {
		return lost
	}
	reach := o.reach()
	if reach == nil {
		return Skip{}
	}
	plain, tried := reach.published(stepPlain)
	_, arrived := received(reach.Transcript(firstStream), plain.Publication)
	_, pushed := reach.published(stepPush)
	switch {
	case arrived && pushed && p.name != probeStream:
		return Skip{report.SkipInconclusive, "the target holds back each event until the next one"}
	case !tried || arrived:
		return Skip{}
	case !plain.Accepted():
		return Skip{report.SkipUntestable, "the publish hook does not work: " + plain.Detail}
	}
	return Skip{report.SkipInconclusive, "a published event did not arrive"}
}

// asJSON reports whether the plain event of the probe "reach" arrived as a JSON
// string.
func (o *observer) asJSON() bool {
	reach := o.reach()
	if reach == nil {
		return false
	}
	plain, _ := reach.published(stepPlain)
	e, ok := received(reach.Transcript(firstStream), plain.Publication)
	return ok && isJSONOf(e.Data, plain.Data)
}

// reach returns what the probe of stage 0 saw, nil while it has not ended.
func (o *observer) reach() *Observation {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all[probeReach]
}

// runProbe keeps what p saw. If this machine was too late for some of it to be
// judged, p is run once more; what it sees then counts.
func (o *observer) runProbe(ctx context.Context, p probe) {
	if !o.cfg.hasTopics() && o.cfg.Publisher != nil && !p.bystander {
		o.run.lane <- struct{}{}
		defer func() { <-o.run.lane }()
	}
	if skip, hindered := o.hindrance(ctx, p); hindered { // since the stage began
		o.keep(&Observation{Probe: p.name, Unseen: skip})
		return
	}
	o.progress.begin(p.name)
	seen := o.attempt(ctx, p, "")
	if ctx.Err() == nil && o.tooLate(seen) {
		seen = o.attempt(ctx, p, "-again")
	}
	o.keep(seen)
}

// attempt runs p and returns what it saw. Its topic ends in suffix.
func (o *observer) attempt(ctx context.Context, p probe, suffix string) *Observation {
	limits := o.cfg.Limits.withDefaults()
	s := &subject{cfg: o.cfg, profile: o.profile, run: o.run, waits: o.cfg.Depth.waits(limits), obs: &Observation{
		Probe: p.name, Limits: limits, Trigger: o.hookTrouble(p), Trespass: o.trespass(ctx), AsJSON: o.asJSON(), LateHead: o.run.lateHead.Load(),
	}}
	if o.cfg.Publisher != nil {
		s.obs.Carries = o.cfg.Publisher.Carries()
	}
	if o.cfg.hasTopics() {
		s.topic = fmt.Sprintf("ssegauge-%s-%s%s", o.run.token, p.name, suffix)
	}
	start := time.Now()
	if ctx.Err() == nil {
		p.run(ctx, s)
	}
	s.finish()
	s.leave(ctx)
	s.obs.Delays = o.run.late.since(start)
	s.obs.Late = longest(s.obs.Delays)
	switch {
	case isTimeUp(ctx):
		s.obs.Unseen = timeUp(o.cfg.maxTime())
	case ctx.Err() != nil:
		s.obs.Err = fmt.Errorf("run probe %s: %w", p.name, context.Cause(ctx))
	}
	return s.obs
}

// tooLate reports whether a check of this probe can say nothing, because this
// machine was late.
func (o *observer) tooLate(seen *Observation) bool {
	return slices.ContainsFunc(o.selected, func(c check) bool {
		return c.probe == seen.Probe && c.judge(seen).Late
	})
}

func (o *observer) keep(obs *Observation) {
	o.mu.Lock()
	o.all[obs.Probe] = obs
	o.mu.Unlock()
	o.run.patience.note(obs)
	o.progress.end(obs.Probe)
}
