package refserver

import (
	"net/netip"
	"sync"
)

// seats counts the streams open, in all and for each household.
type seats struct {
	max, maxEach int // 0 is no bound

	mu    sync.Mutex
	inUse int
	each  map[netip.Addr]*household // kept where there is a bound for it
	free  chan struct{}             // closed once none is in use; nil if nobody waits
}

// household is the clients whose seats are counted together.
type household struct {
	addr  netip.Addr
	inUse int
}

// seating is what became of a request for a seat.
type seating int

const (
	seated  seating = iota
	full            // all seats are taken
	crowded         // those of the household are
)

// take takes a seat for the client at this address. If it is seated, the caller
// must leave the seat, with the household returned.
func (s *seats) take(remote string) (*household, seating) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.max > 0 && s.inUse >= s.max {
		return nil, full
	}
	if s.maxEach == 0 {
		s.inUse++
		return nil, seated
	}
	addr := householdOf(remote)
	home := s.each[addr]
	switch {
	case home == nil:
		home = &household{addr: addr}
		if s.each == nil {
			s.each = make(map[netip.Addr]*household)
		}
		s.each[addr] = home
	case home.inUse >= s.maxEach:
		return nil, crowded
	}
	s.inUse++
	home.inUse++
	return home, seated
}

func (s *seats) leave(home *household) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if home != nil {
		if home.inUse--; home.inUse == 0 {
			delete(s.each, home.addr)
		}
	}
	if s.inUse--; s.inUse == 0 && s.free != nil {
		close(s.free)
		s.free = nil
	}
}

// whenFree returns a channel that is closed once no seat is taken.
func (s *seats) whenFree() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := make(chan struct{})
	switch {
	case s.inUse == 0:
		close(free)
	case s.free == nil:
		s.free = free
	default:
		return s.free
	}
	return free
}

func (s *seats) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inUse
}

// householdOf is the address that a client's seats are counted for. Of an IPv6
// address it is the first half, since the other half is the client's own choice.
// Addresses that cannot be read are one.
// https://www.rfc-editor.org/rfc/rfc4291#section-2.5.1
func householdOf(remote string) netip.Addr {
	port, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	addr := port.Addr().Unmap().WithZone("")
	if addr.Is4() {
		return addr
	}
	return netip.PrefixFrom(addr, 64).Masked().Addr()
}
