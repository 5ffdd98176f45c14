package measure

// Class is the kind of a failure.
type Class uint8

// The Classes.
const (
	// Other is a failure that is none of those below.
	Other Class = iota
	// Refused is a connection that nobody accepted.
	Refused
	// Reset is a connection that the other side, or something between, cut.
	Reset
	// Timeout is something that took longer than it was allowed.
	Timeout
	// TLSFailed is a failed handshake, a certificate that is not trusted, or a bad record.
	TLSFailed
	// Status is a status that is neither 200 nor asks to wait.
	Status
	// ThrottledStatus is status 429 or 503.
	ThrottledStatus
	// ContentType is a response that is not text/event-stream.
	ContentType
	// Framing is bytes that are not HTTP.
	Framing
	// Address is that addresses or ports of this machine are used up.
	Address
	// Files is that descriptors of this process or machine are used up.
	Files
	// Limit is a limit of ours: on a line, a head or an event.
	Limit
	// Closed is a connection that ended before its response head.
	Closed
	// Proxy is a proxy that did not give the connection.
	Proxy
	// DNS is a name that could not be resolved.
	DNS

	classCount = iota
)

// Classes returns all Classes.
func Classes() []Class { return all[Class](classCount) }

// ClassNamed returns the Class of a name, as in "content-type".
func ClassNamed(name string) (Class, bool) { return named(Classes(), name) }

// String returns the name of the Class in kebab case.
func (c Class) String() string {
	if c >= classCount {
		return "unknown"
	}
	return [classCount]string{
		Refused: "refused", Reset: "reset", Timeout: "timeout", TLSFailed: "tls", Status: "status",
		ThrottledStatus: "throttled", ContentType: "content-type", Framing: "framing",
		Address: "address", Files: "files", Limit: "limit", Closed: "closed", Proxy: "proxy",
		DNS: "dns", Other: "other",
	}[c]
}
