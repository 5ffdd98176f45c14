package report

import (
	"fmt"
	"slices"
)

// words says in one line what the generator took.
func (g *Generator) words() string {
	text := fmt.Sprintf("%s of %s", percent(g.CPUShare), plural(g.Cores, "core"))
	if g.RSSBytes > 0 {
		text += ", " + bytesOf(g.RSSBytes)
	}
	return text + ", woke " + micros(g.LoopLagP99US) + " late (p99)"
}

// notes says all that is known. What of it is worth a word in any case is among Reasons.
func (g *Generator) notes() []string {
	var notes []string
	say := func(worth bool, format string, args ...any) {
		if worth {
			notes = append(notes, fmt.Sprintf(format, args...))
		}
	}
	say(g.PausedMS > 0, "did not run at all for %s", elapsed(g.PausedMS))
	say(g.DescriptorLimit > 0, "%s of %s files open", grouped(g.Descriptors), grouped(g.DescriptorLimit))
	say(g.EphemeralPortLimit > 0, "%s of %s ports in use", grouped(g.EphemeralPorts), grouped(g.EphemeralPortLimit))
	say(true, "%s connection requests sent again on this machine", grouped(g.SynRetransmits))
	say(true, "%s listen overflows and %s drops on this machine", grouped(g.ListenOverflows), grouped(g.ListenDrops))
	say(g.KernelTimestamps > 0, "%s of arrivals stamped by the kernel, %s earlier (p99)", percent(g.KernelTimestamps), micros(g.KernelLagP99US))
	say(g.KernelTimestamps == 0, "arrivals stamped when they were read, not by the kernel")
	say(true, "the machine was %s busy; %s", percent(g.MachineCPUShare), plural(g.Workers, "worker"))
	return notes
}

// The reasons and hints that are shown where not everything is.
const (
	fewReasons = 4
	fewHints   = 3
)

// few returns at most n of all, with a word on the rest.
func few(all []string, n int, verbose bool) []string {
	if verbose || len(all) <= n+1 {
		return all
	}
	rest := fmt.Sprintf("(and %d more: -v)", len(all)-n)
	return append(slices.Clone(all[:n]), rest)
}
