package report

import "fmt"

// share of a limit from which on a figure is worth a word.
const nearLimit = 0.9

// words says in one line what the generator took.
func (g *Generator) words() string {
	text := fmt.Sprintf("%s of %s", percent(g.CPUShare), plural(g.Cores, "core"))
	if g.RSSBytes > 0 {
		text += ", " + bytesOf(g.RSSBytes)
	}
	if g.BytesPerStream > 0 {
		text += ", " + bytesOf(g.BytesPerStream) + " per stream"
	}
	return text + ", woke " + micros(g.LoopLagP99US) + " late (p99)"
}

// notes says what else is worth a word, or all that is known.
func (g *Generator) notes(all bool) []string {
	var notes []string
	say := func(worth bool, format string, args ...any) {
		if worth {
			notes = append(notes, fmt.Sprintf(format, args...))
		}
	}
	say(g.PausedMS > 0, "did not run at all for %s", elapsed(g.PausedMS))
	say(near(g.Descriptors, g.DescriptorLimit, all), "%s of %s files open", grouped(g.Descriptors), grouped(g.DescriptorLimit))
	say(near(g.EphemeralPorts, g.EphemeralPortLimit, all), "%s of %s ports in use", grouped(g.EphemeralPorts), grouped(g.EphemeralPortLimit))
	say(g.SynRetransmits > 0 || all, "%s connection requests sent again on this machine", grouped(g.SynRetransmits))
	say(g.ListenOverflows+g.ListenDrops > 0 || all, "%s listen overflows and %s drops on this machine", grouped(g.ListenOverflows), grouped(g.ListenDrops))
	say(all && g.KernelTimestamps > 0, "%s of arrivals stamped by the kernel, %s earlier (p99)", percent(g.KernelTimestamps), micros(g.KernelLagP99US))
	say(all && g.KernelTimestamps == 0, "arrivals stamped when they were read, not by the kernel")
	say(all, "the machine was %s busy; %s", percent(g.MachineCPUShare), plural(g.Workers, "worker"))
	return notes
}

// near reports whether n is close to a limit that is known, or whether that
// there is one is enough.
func near(n, limit int64, known bool) bool {
	return limit > 0 && (known || float64(n) >= nearLimit*float64(limit))
}
