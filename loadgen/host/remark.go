package host

import (
	"fmt"
	"time"
)

// Remark is something about the generator or its machine that a reader of a run's
// figures should know.
type Remark struct {
	// Limits says that the figures may be those of the generator, not the target's.
	Limits bool
	// Text is what was seen, Advice what to do; one line each.
	Text, Advice string
}

// Remarks returns what is worth a remark, the gravest first.
func (r Report) Remarks() []Remark {
	var all []Remark
	for _, of := range []func(Report) (Remark, bool){
		Report.paused, Report.busy, Report.crowded, Report.stolen, Report.collected,
		Report.outOfFiles, Report.outOfPorts, Report.overflowed, Report.unanswered, Report.stepped,
	} {
		if remark, ok := of(r); ok {
			all = append(all, remark)
		}
	}
	return all
}

// Shares and times from which something is worth a remark, or limits a run.
const (
	muchCPU    = 0.9
	muchDelay  = 0.1
	muchStolen = 0.05
	nearlyAll  = 0.95
	longGC     = 10 * time.Millisecond
	longPause  = 500 * time.Millisecond
	manyPauses = 0.01 // of the time: a p99 is then theirs
)

func (r Report) paused() (Remark, bool) {
	p := r.Pauses
	times := "once"
	if p.Count > 1 {
		times = fmt.Sprintf("%s times, for %v together", grouped(p.Count), p.Total.Round(time.Millisecond))
	}
	return Remark{
		p.Longest >= longPause || share(p.Total, r.Elapsed) >= manyPauses,
		fmt.Sprintf("this process did not run for %v (%s)", p.Longest.Round(time.Millisecond), times),
		"do not stop it, and give it a machine with time to run it",
	}, p.Count > 0
}

func (r Report) busy() (Remark, bool) {
	cores := float64(r.Limits.Cores)
	return Remark{
		true,
		fmt.Sprintf("this process used %.1f of %s (at its highest %.1f)", r.CPU, plural(r.Limits.Cores, "core", "cores"), r.PeakCPU),
		"use fewer streams or events, more cores, or more machines",
	}, cores > 0 && r.CPU >= muchCPU*cores
}

func (r Report) crowded() (Remark, bool) {
	cores := float64(r.Limits.Cores)
	waited := share(r.RunDelay, r.Elapsed)
	full := r.MachineCPU >= nearlyAll && r.CPU < muchCPU*cores
	return Remark{
		false,
		fmt.Sprintf("others kept the processors: %.0f%% of all cores used, %.1f by this process, whose threads waited %v",
			100*r.MachineCPU, r.CPU, r.RunDelay.Round(time.Millisecond)),
		"run the target and other programs on another machine",
	}, full || (waited >= muchDelay*cores && r.CPU < muchCPU*cores && cores > 0)
}

func (r Report) stolen() (Remark, bool) {
	return Remark{
		false,
		fmt.Sprintf("the hypervisor gave %.0f%% of the processors to others", 100*r.Stolen),
		"use a machine with processors of its own",
	}, r.Stolen >= muchStolen
}

func (r Report) collected() (Remark, bool) {
	return Remark{
		false,
		fmt.Sprintf("garbage collection stopped this process for %v", r.GCPause.Round(time.Microsecond)),
		"set GOGC=400 if there is memory",
	}, r.GCPause >= longGC
}

func (r Report) outOfFiles() (Remark, bool) {
	return Remark{
		false,
		fmt.Sprintf("%s of %s files were open", grouped(r.Files), grouped(r.Limits.Files)),
		"raise the limit of open files (ulimit -n), or use several processes",
	}, r.Limits.Files > 0 && float64(r.Files) >= nearlyAll*float64(r.Limits.Files)
}

func (r Report) outOfPorts() (Remark, bool) {
	return Remark{
		false,
		fmt.Sprintf("%s TCP sockets held a port; a source address has %s for each target", grouped(r.Ports), grouped(r.Limits.Ports())),
		"use more source addresses (on loopback --source 127.0.0.0/28)",
	}, r.Limits.Ports() > 0 && float64(r.Ports) >= muchCPU*float64(r.Limits.Ports()*max(1, r.Sources))
}

func (r Report) overflowed() (Remark, bool) {
	return Remark{
		false,
		fmt.Sprintf("an accept queue on this machine was full %s times (%s connections dropped)", grouped(r.TCP.ListenOverflows), grouped(r.TCP.ListenDrops)),
		"raise net.core.somaxconn and the server's backlog, or open more slowly",
	}, r.TCP.ListenOverflows > 0
}

func (r Report) unanswered() (Remark, bool) {
	return Remark{
		false,
		grouped(r.TCP.SynRetransmits) + " attempts to connect were sent again: times to connect have 1 s or more in them",
		"open more slowly, or look for what drops them: accept queue, firewall, conntrack",
	}, r.TCP.SynRetransmits > 0
}

func (r Report) stepped() (Remark, bool) {
	return Remark{
		true,
		fmt.Sprintf("the clock was set by %v, or the machine slept", r.Pauses.Stepped.Round(time.Millisecond)),
		"let the clock settle, and run again",
	}, r.Pauses.Stepped > 0
}
