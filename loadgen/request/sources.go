package request

import (
	"math/rand/v2"
	"net/netip"
	"runtime"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// The ports of a loopback address that streams are bound to. Those that the
// system gives to others begin at 32768 and are given on other addresses.
const (
	firstPort    = 20000
	portsEach    = 20000
	maxSources   = 1 << 20
	loopbackNet  = 127<<24 | 1<<16 // 127.1.0.0/16
	loopbackEach = 1<<16 - 2       // without 127.1.0.0 and 127.1.255.255
)

// sourcePool is the addresses of Spec.Sources.
type sourcePool struct{ v4, v6 sourceFamily }

// sourceFamily is addresses of one family, by blocks.
type sourceFamily struct {
	blocks []block
	total  uint64
}

type block struct {
	first netip.Addr
	size  uint64
}

func parseSources(l *problem.List, texts []string) sourcePool {
	var pool sourcePool
	for i, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if a, addrErr := netip.ParseAddr(text); addrErr == nil {
			prefix, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		prefix = prefix.Masked()
		hostBits := prefix.Addr().BitLen() - prefix.Bits()
		switch {
		case err != nil:
			l.Add(indexed("sources", i), `want an address or a prefix such as "127.0.0.0/28", not %q`, text)
		case prefix.Addr().Zone() != "" || prefix.Addr().Is4In6() || prefix.Addr().IsUnspecified():
			l.Add(indexed("sources", i), "nothing can be bound to %s", text)
		case hostBits > 20:
			l.Add(indexed("sources", i), "%s has more than %d addresses; make the prefix longer", text, maxSources)
		default:
			pool.family(prefix.Addr()).add(prefix.Addr(), 1<<hostBits)
		}
	}
	return pool
}

func (p *sourcePool) family(a netip.Addr) *sourceFamily {
	if a.Is4() {
		return &p.v4
	}
	return &p.v6
}

func (f *sourceFamily) add(first netip.Addr, size uint64) {
	f.blocks = append(f.blocks, block{first, size})
	f.total += size
}

// at returns the nth address.
func (f *sourceFamily) at(n uint64) netip.Addr {
	for _, b := range f.blocks {
		if n < b.size {
			return plus(b.first, n)
		}
		n -= b.size
	}
	return netip.Addr{}
}

// plus returns the address n after a, n being less than 1<<24.
func plus(a netip.Addr, n uint64) netip.Addr {
	raw := a.As16()
	for i := 15; n > 0 && i >= 0; i-- {
		n += uint64(raw[i])
		raw[i] = byte(n)
		n >>= 8
	}
	out := netip.AddrFrom16(raw)
	if a.Is4() {
		return out.Unmap()
	}
	return out
}

// Sources names, for one worker, where to connect from. It is not for concurrent
// use.
type Sources struct {
	maker      *Maker
	next, step uint64
}

// Sources returns what worker connects from, the workers being numbered from 0. No two
// of them are given the same port.
func (m *Maker) Sources(worker, workers int) *Sources {
	return &Sources{maker: m, next: m.firstSource + uint64(worker), step: uint64(workers)}
}

// Next returns the address, and the port on loopback, to bind the next connection to an
// Endpoint to. Port 0 leaves the port to the system, the zero AddrPort both. A
// port may be taken by somebody: call Next again when bind or connect say EADDRINUSE
// or EADDRNOTAVAIL, a bounded number of times.
func (s *Sources) Next(endpoint int) netip.AddrPort {
	n := s.next
	to := s.maker.endpoints[endpoint].Address.Addr()
	family := s.maker.plan.sources.family(to)
	given := s.maker.plan.sources.v4.total+s.maker.plan.sources.v6.total > 0
	switch {
	case given:
		s.next += s.step
		from := family.at(n % family.total)
		if !from.IsLoopback() || !bindsLoopback() {
			return netip.AddrPortFrom(from, 0)
		}
		return netip.AddrPortFrom(from, uint16(firstPort+n/family.total%portsEach))
	case to.Is4() && to.IsLoopback() && bindsLoopback():
		s.next += s.step
		host := uint32(loopbackNet + 1 + n/portsEach%loopbackEach)
		from := netip.AddrFrom4([4]byte{byte(host >> 24), byte(host >> 16), byte(host >> 8), byte(host)})
		return netip.AddrPortFrom(from, uint16(firstPort+n%portsEach))
	}
	return netip.AddrPort{}
}

// bindsLoopback reports whether all of 127.0.0.0/8 can be bound.
func bindsLoopback() bool { return runtime.GOOS == "linux" }

// anySource is a place to begin, so that one run does not wait for the ports of the
// last one, which the kernel keeps for a minute.
func anySource() uint64 { return rand.Uint64N(loopbackEach) * portsEach }
