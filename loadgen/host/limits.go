package host

import (
	"fmt"
	"strconv"
)

// Limits is what the machine allows. A field that is 0 is unknown.
type Limits struct {
	// Files is how many files this process may open, sockets among them.
	Files int
	// FirstPort and LastPort bound the ports that the system chooses from for a
	// connection without one of its own.
	FirstPort, LastPort int
	// Cores is how many threads run at the same time.
	Cores int
}

// Ports returns how many ports there are for each source address and target, 0 if it
// is unknown.
func (l Limits) Ports() int {
	if l.LastPort == 0 {
		return 0
	}
	return l.LastPort - l.FirstPort + 1
}

// Plan is what a run needs. Numbers below 1 count as 1, but for Streams.
type Plan struct {
	// Streams is the largest number at a time, those of this process alone.
	Streams int
	// PerConnection is how many streams share a connection.
	PerConnection int
	// Sources is from how many addresses connections are made.
	Sources int
	// Targets is to how many addresses and ports they are made.
	Targets int
}

// reserved is the number of files that are kept for what is no stream.
const reserved = 100

// Problem is why a plan does not fit, and what to do.
type Problem struct{ Text, Hint string }

// Check returns what of the plan does not fit within the limits, nothing if it does or
// if that is unknown.
func (l Limits) Check(p Plan) []Problem {
	var all []Problem
	if most, ok := l.byFiles(p); ok && p.Streams > most {
		all = append(all, Problem{
			Text: fmt.Sprintf("%s files per process: at most %s streams here, not %s", grouped(l.Files), grouped(most), grouped(p.Streams)),
			Hint: "for more see ulimit -n (and its hard limit, ulimit -Hn), or share the streams between several processes",
		})
	}
	if most, ok := l.byPorts(p); ok && p.Streams > most {
		sources, targets := max(1, p.Sources), max(1, p.Targets)
		wanted := (p.Streams + most/sources - 1) / (most / sources)
		all = append(all, Problem{
			Text: fmt.Sprintf("%s ports per source address: at most %s streams from %s to %s, not %s",
				grouped(l.Ports()), grouped(most), plural(sources, "address", "addresses"), plural(targets, "target", "targets"), grouped(p.Streams)),
			Hint: fmt.Sprintf("use %s source addresses or more (on loopback --source 127.0.0.0/%d), or widen net.ipv4.ip_local_port_range",
				grouped(wanted), prefix(wanted)),
		})
	}
	return all
}

// Most returns the largest number of streams with the connections and addresses of
// the plan, or false if it is unknown.
func (l Limits) Most(p Plan) (int, bool) {
	files, okFiles := l.byFiles(p)
	ports, okPorts := l.byPorts(p)
	switch {
	case okFiles && okPorts:
		return min(files, ports), true
	case okFiles:
		return files, true
	}
	return ports, okPorts
}

// byFiles returns how many streams the open files are enough for.
func (l Limits) byFiles(p Plan) (int, bool) {
	return max(0, l.Files-reserved) * max(1, p.PerConnection), l.Files > 0
}

// byPorts returns how many streams the ports are enough for: the addresses and ports
// of both ends together name a connection.
// https://www.rfc-editor.org/rfc/rfc9293#section-3.3.1
func (l Limits) byPorts(p Plan) (int, bool) {
	return l.Ports() * max(1, p.Sources) * max(1, p.Targets) * max(1, p.PerConnection), l.Ports() > 0
}

// prefix returns the length of the smallest IPv4 prefix with so many addresses besides
// the first and the last.
func prefix(addresses int) int {
	bits := 2
	for bits < 24 && 1<<bits-2 < addresses {
		bits++
	}
	return 32 - bits
}

// plural writes a number and what it counts.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped writes a number with a comma before each three digits.
func grouped[T int | int64](n T) string {
	text := strconv.FormatInt(int64(n), 10)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(text) - 3; i > first; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
