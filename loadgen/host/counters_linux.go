package host

import (
	"os"
	"time"

	"github.com/prometheus/procfs"
)

// read asks the system; what it does not say stays 0.
// https://docs.kernel.org/filesystems/proc.html
func read() *counters {
	c := &counters{processor: processorTime()}
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return c
	}
	c.readProcessors(fs)
	c.readSockets(fs)
	self, err := fs.Proc(os.Getpid())
	if err != nil {
		return c
	}
	c.readProcess(fs, self)
	c.readTCP(self)
	return c
}

// readProcessors reads what all processors did.
func (c *counters) readProcessors(fs procfs.FS) {
	if stat, err := fs.Stat(); err == nil {
		t := stat.CPUTotal // guests' time is in User and Nice already
		busy := t.User + t.Nice + t.System + t.IRQ + t.SoftIRQ
		c.busy = seconds(busy)
		c.stolen = seconds(t.Steal)
		c.all = seconds(busy + t.Steal + t.Idle + t.Iowait)
	}
	if p, err := fs.PSIStatsForResource("cpu"); err == nil && p.Some != nil {
		c.pressure = time.Duration(p.Some.Total) * time.Microsecond
	}
}

// readSockets counts the TCP sockets that hold a port.
func (c *counters) readSockets(fs procfs.FS) {
	for _, stat := range []func() (*procfs.NetSockstat, error){fs.NetSockstat, fs.NetSockstat6} {
		s, err := stat()
		if err != nil {
			continue
		}
		for _, p := range s.Protocols {
			if p.Protocol != "TCP" && p.Protocol != "TCP6" {
				continue
			}
			c.ports += p.InUse
			if p.TW != nil {
				c.ports += *p.TW
			}
		}
	}
}

// readProcess reads what this process has, and how long its threads waited to run.
func (c *counters) readProcess(fs procfs.FS, self procfs.Proc) {
	if stat, err := self.Stat(); err == nil {
		c.rss = int64(stat.ResidentMemory())
	}
	if n, err := self.FileDescriptorsLen(); err == nil {
		c.files = n
	}
	threads, err := fs.AllThreads(self.PID)
	if err != nil {
		return
	}
	c.runDelay = make(map[int]time.Duration, len(threads))
	for _, thread := range threads {
		if stat, err := thread.Schedstat(); err == nil {
			c.runDelay[thread.PID] = time.Duration(stat.WaitingNanoseconds)
		}
	}
}

// readTCP reads the counters of the network namespace.
func (c *counters) readTCP(self procfs.Proc) {
	if snmp, err := self.Snmp(); err == nil {
		c.tcp.Retransmits = count(snmp.RetransSegs)
	}
	if stat, err := self.Netstat(); err == nil {
		c.tcp.SynRetransmits = count(stat.TCPSynRetrans)
		c.tcp.Timeouts = count(stat.TCPTimeouts)
		c.tcp.ListenOverflows = count(stat.ListenOverflows)
		c.tcp.ListenDrops = count(stat.ListenDrops)
	}
}

// count returns a counter, 0 if the kernel has none such.
func count(value *float64) int64 {
	if value == nil {
		return 0
	}
	return int64(*value)
}

// seconds returns a duration.
func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
