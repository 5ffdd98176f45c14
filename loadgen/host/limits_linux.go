package host

import (
	"runtime"

	"github.com/prometheus/procfs"
)

// ReadLimits asks the system.
func ReadLimits() Limits {
	l := Limits{Files: fileLimit(), Cores: runtime.GOMAXPROCS(0)}
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return l
	}
	// https://docs.kernel.org/networking/ip-sysctl.html
	ports, err := fs.SysctlInts("net.ipv4.ip_local_port_range")
	if err == nil && len(ports) == 2 && ports[0] <= ports[1] {
		l.FirstPort, l.LastPort = ports[0], ports[1]
	}
	return l
}
