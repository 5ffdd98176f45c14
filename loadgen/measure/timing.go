package measure

// Timing names a duration that is measured.
type Timing uint8

// The Timings. [Timing.Help] says from when to when each one is.
const (
	Connect Timing = iota
	TLS
	Headers
	Open
	FirstEvent
	Lag
	SentLag
	Interval
	Jitter
	Spread
	Reconnect
	Lifetime
	Publish
	Late
	KernelLag
	LoopLag

	timingCount = iota
)

// text is the name of something measured and a line about it.
type text struct{ name, help string }

// Timings returns all Timings in the order in which reports show them.
func Timings() []Timing { return all[Timing](timingCount) }

// TimingNamed returns the Timing of a name, as in "first_event".
func TimingNamed(name string) (Timing, bool) { return named(Timings(), name) }

// String returns the name of the Timing in snake case.
func (t Timing) String() string { return t.text().name }

// Help returns a line for people: from when to when the Timing is.
func (t Timing) Help() string { return t.text().help }

func (t Timing) text() text {
	if t >= timingCount {
		return text{"unknown", "not a timing"}
	}
	return [timingCount]text{
		Connect:    {"connect", "from when the connection was begun to when TCP was up"},
		TLS:        {"tls", "from TCP up to the end of the TLS handshake"},
		Headers:    {"headers", "from the request sent to the end of the response head"},
		Open:       {"open", "from when the stream was due to the end of its response head"},
		FirstEvent: {"first_event", "from when a stream was due to its first event"},
		Lag:        {"lag", "from when an event was due to when it was received"},
		SentLag:    {"sent_lag", "from when an event was sent to when it was received"},
		Interval:   {"interval", "from one event of a stream to its next"},
		Jitter:     {"jitter", "how much the interval changed from one event to the next"},
		Spread:     {"spread", "from the first to the last subscriber that received one event"},
		Reconnect:  {"reconnect", "from when a stream was due again to its next response head"},
		Lifetime:   {"lifetime", "from a stream's response head to its end"},
		Publish:    {"publish", "from a publish sent to its acknowledgement"},
		Late:       {"late", "from when something was due to when the generator began it"},
		KernelLag:  {"kernel_lag", "from bytes in the kernel to bytes read by the generator"},
		LoopLag:    {"loop_lag", "from when the generator's loop should have woken to when it did"},
	}[t]
}

// all returns the first n values of an enumeration.
func all[E ~uint8](n int) []E {
	values := make([]E, n)
	for i := range values {
		values[i] = E(i)
	}
	return values
}

// named returns the value with a name.
func named[E interface {
	~uint8
	String() string
}](values []E, name string,
) (E, bool) {
	for _, v := range values {
		if v.String() == name {
			return v, true
		}
	}
	return 0, false
}
