package report

// Generator is what the generator has seen of itself and of its machine. A figure
// that its system does not tell is 0.
type Generator struct {
	Limited bool     `json:"limited"`           // its own delay or lack is too large a share of what was measured
	Reasons []string `json:"reasons,omitempty"` // one line each: what limited it
	Advice  []string `json:"advice,omitempty"`  // one line each: what to raise

	Workers         int64   `json:"workers"`
	Cores           int64   `json:"cores"`
	CPUShare        float64 `json:"cpu_share"`         // of all cores, by this process: 0 to 1
	MachineCPUShare float64 `json:"machine_cpu_share"` // of all cores, by everyone

	RSSBytes       int64 `json:"rss_bytes"`        // at its peak
	BytesPerStream int64 `json:"bytes_per_stream"` // what the process gained, histograms included, by streams at their peak; 0 with few

	Descriptors        int64 `json:"descriptors"` // open at the peak
	DescriptorLimit    int64 `json:"descriptor_limit"`
	EphemeralPorts     int64 `json:"ephemeral_ports"` // in use at the peak
	EphemeralPortLimit int64 `json:"ephemeral_port_limit"`

	SynRetransmits  int64 `json:"syn_retransmits"`  // of the machine, during the Run
	ListenOverflows int64 `json:"listen_overflows"` // of the machine: where the Target shares it, the Target's
	ListenDrops     int64 `json:"listen_drops"`

	KernelTimestamps float64 `json:"kernel_timestamps"` // share of arrivals that the kernel stamped: 0 to 1
	KernelLagP99US   int64   `json:"kernel_lag_p99_us"` // from the kernel's stamp to the generator's
	LoopLagP99US     int64   `json:"loop_lag_p99_us"`   // how late its event loops woke
	PausedMS         int64   `json:"paused_ms"`         // the longest time for which it did not run at all
}
