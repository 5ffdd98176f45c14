package processes

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Reserve takes a TCP address for the processes of a group, as they are to give it
// to Listen. Port 0 takes a free one. It fails if anyone else uses the port.
func Reserve(address string) (*Port, error) {
	addr, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Err: err}
	}
	fd, err := bound(addr)
	if errors.Is(err, unix.EAFNOSUPPORT) && len(addr.IP) == 0 { // a machine without IPv6
		addr.IP = net.IPv4zero
		fd, err = bound(addr)
	}
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp", Addr: addr, Err: err}
	}
	port := &Port{socket: os.NewFile(uintptr(fd), "reserved port")}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return nil, errors.Join(os.NewSyscallError("getsockname", err), port.Close())
	}
	port.addr = &net.TCPAddr{IP: addr.IP, Port: portOf(name), Zone: addr.Zone}
	return port, nil
}

// bound returns a socket that is bound and does not listen.
func bound(addr *net.TCPAddr) (fd int, err error) {
	family, name, err := sockaddr(addr)
	if err != nil {
		return 0, err
	}
	fd, err = unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	if err := bind(fd, addr, name); err != nil {
		return 0, errors.Join(err, unix.Close(fd))
	}
	return fd, nil
}

// bind binds alone, and lets others share the port only then.
func bind(fd int, addr *net.TCPAddr, name unix.Sockaddr) error {
	if addr.IP.To4() == nil {
		only := 1
		if len(addr.IP) == 0 || addr.IP.IsUnspecified() {
			only = 0 // IPv4 as well, as net.Listen does
		}
		if err := setInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, only); err != nil {
			return err
		}
	}
	if err := setInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
		return err
	}
	if err := unix.Bind(fd, name); err != nil {
		return os.NewSyscallError("bind", err)
	}
	return setInt(fd, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
}

func setInt(fd, level, option, value int) error {
	return os.NewSyscallError("setsockopt", unix.SetsockoptInt(fd, level, option, value))
}

func sockaddr(addr *net.TCPAddr) (family int, name unix.Sockaddr, err error) {
	if ip := addr.IP.To4(); ip != nil {
		return unix.AF_INET, &unix.SockaddrInet4{Port: addr.Port, Addr: [4]byte(ip)}, nil
	}
	six := &unix.SockaddrInet6{Port: addr.Port}
	copy(six.Addr[:], addr.IP.To16()) // none is all of them
	if addr.Zone != "" {
		zone, err := net.InterfaceByName(addr.Zone)
		if err != nil {
			return 0, nil, fmt.Errorf("zone %s: %w", addr.Zone, err)
		}
		six.ZoneId = uint32(zone.Index) //nolint:gosec // the kernel's own numbers
	}
	return unix.AF_INET6, six, nil
}

func portOf(name unix.Sockaddr) int {
	switch n := name.(type) {
	case *unix.SockaddrInet4:
		return n.Port
	case *unix.SockaddrInet6:
		return n.Port
	}
	return 0
}

// Listen listens on an address that another process has reserved, together with
// the others of its group.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var option error
		err := c.Control(func(fd uintptr) { option = setInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) })
		return errors.Join(err, option)
	}}
	return config.Listen(ctx, "tcp", address)
}
