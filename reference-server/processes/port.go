package processes

import (
	"net"
	"os"
)

// Port is a reserved address.
type Port struct {
	addr   *net.TCPAddr
	socket *os.File
}

// Addr returns the address, with the port that was taken.
func (p *Port) Addr() *net.TCPAddr { return p.addr }

// Close gives the address back.
func (p *Port) Close() error { return p.socket.Close() }
