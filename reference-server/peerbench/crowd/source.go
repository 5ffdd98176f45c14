//go:build linux

package crowd

// The sources of streams: 127.1.0.1, ports 20000 to 39999, then 127.1.0.2.
const (
	firstPort     = 20000
	portsEach     = 20000
	hostsOfSubnet = 250
	subnets       = 250
)

// sources names addresses to open streams from, each one once, until all 1.25
// billion were used.
type sources struct{ used int }

func (s *sources) next() (ip [4]byte, port int) {
	n := s.used
	s.used++
	host := n / portsEach
	return [4]byte{127, 1, byte(host / hostsOfSubnet % subnets), byte(1 + host%hostsOfSubnet)}, firstPort + n%portsEach
}
