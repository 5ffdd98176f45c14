package request

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/shares"
)

// Maker makes the requests of all Subscribers. It does not change, and is for
// concurrent use.
type Maker struct {
	spec        Spec
	plan        *plan
	tables      []*table // of each Feed
	routes      []route  // of each Target
	endpoints   []Endpoint
	configs     []*tls.Config // of each Endpoint
	turns       []uint16
	firstSource uint64
}

// Endpoint is where Subscribers connect to: an address of a Target, or of the proxy
// that leads to it.
type Endpoint struct {
	// Target is the place in Spec.Targets.
	Target int
	// Secure is set for https.
	Secure bool
	// Authority is "host" or "host:port", as in the URL.
	Authority string
	// Address is where to connect to.
	Address netip.AddrPort
	// Proxied is set if Address is the proxy's. It is told by Maker.AppendConnect
	// where a Secure one leads; others have that in their request.
	Proxied bool
}

// New reads the Feeds of s and resolves its names. The error holds all problems that
// Validate finds, or the first thing that went wrong.
func New(ctx context.Context, s Spec) (*Maker, error) {
	p, problems := s.compile()
	if err := problems.Err(); err != nil {
		return nil, err
	}
	m := &Maker{spec: s, plan: p, firstSource: anySource()}
	for i, f := range s.Feeds {
		t, err := s.load(f, p.names.used[i])
		if err != nil {
			return nil, fmt.Errorf("read feed %s: %w", f.Name, err)
		}
		m.tables = append(m.tables, t)
	}
	if err := m.connectTo(ctx); err != nil {
		return nil, err
	}
	m.routes = s.routes(p)
	return m, nil
}

// connectTo finds the Endpoints and their shares.
func (m *Maker) connectTo(ctx context.Context) error {
	var weights []float64
	for i, at := range m.plan.origins {
		e := Endpoint{Target: i, Secure: at.secure, Authority: at.authority}
		config := m.config(at)
		if m.plan.proxy != nil {
			at, e.Proxied = *m.plan.proxy, true
		}
		addresses, err := m.plan.resolve(ctx, at)
		if err != nil {
			return err
		}
		weight := m.spec.Targets[i].Weight
		if weight == 0 {
			weight = 1
		}
		for _, e.Address = range addresses {
			if err := m.plan.sources.leadTo(e.Address.Addr()); err != nil {
				return err
			}
			m.endpoints, m.configs = append(m.endpoints, e), append(m.configs, config)
			weights = append(weights, weight/float64(len(addresses)))
		}
	}
	m.turns = shares.Table(weights)
	return nil
}

// config returns what TLS with an origin begins with, nil for http.
func (m *Maker) config(at origin) *tls.Config {
	if !at.secure {
		return nil
	}
	c := &tls.Config{}
	if m.spec.TLS != nil {
		c = m.spec.TLS.Clone()
	}
	if c.ServerName == "" {
		c.ServerName, _, _ = strings.Cut(at.host, "%")
	}
	c.NextProtos = []string{m.spec.Version.protocol()}
	return c
}

// Endpoints returns all Endpoints. They must not be changed.
func (m *Maker) Endpoints() []Endpoint { return m.endpoints }

// Choose returns the place in Endpoints of a Subscriber, by the weights. It is the
// same each time.
func (m *Maker) Choose(subscriber int) int { return int(m.turns[subscriber%len(m.turns)]) }

// TLS returns what the handshake with a Secure Endpoint begins with, its server name
// and protocol included; nil for others. It must not be changed.
func (m *Maker) TLS(endpoint int) *tls.Config { return m.configs[endpoint] }

// Tag returns the tag of the Target of an Endpoint.
func (m *Maker) Tag(endpoint int) string {
	target := m.endpoints[endpoint].Target
	if tag := m.spec.Targets[target].Tag; tag != "" {
		return tag
	}
	return strconv.Itoa(target + 1)
}

// Version returns the version of HTTP to speak.
func (m *Maker) Version() Version { return m.spec.Version }

// StreamsPerConnection returns how many streams may share a connection.
func (m *Maker) StreamsPerConnection() int {
	switch {
	case m.spec.Version == HTTP1:
		return 1
	case m.spec.StreamsPerConnection == 0:
		return defaultStreams
	}
	return m.spec.StreamsPerConnection
}

const defaultStreams = 100

// MaxSubscribers returns how many Subscribers there can be, and the name of the
// Feed with the order Unique that has no more rows. ok is false if there is none: then
// there can be any number. Subscribers beyond must not be asked for.
func (m *Maker) MaxSubscribers() (rows int, feed string, ok bool) {
	for i, f := range m.spec.Feeds {
		if f.Order == Unique && (!ok || m.tables[i].rows < rows) {
			rows, feed, ok = m.tables[i].rows, f.Name, true
		}
	}
	return rows, feed, ok
}

// leadTo returns an error if there are sources, but none of the family of an address.
func (p *sourcePool) leadTo(to netip.Addr) error {
	if p.v4.total+p.v6.total > 0 && p.family(to).total == 0 {
		return fmt.Errorf("connect to %s: none of the source addresses is of its family", to)
	}
	return nil
}

// sends reports whether the method promises a body, so that its length is said even
// if it is 0.
// https://www.rfc-editor.org/rfc/rfc9110#section-8.6
func sends(method string) bool { return slices.Contains([]string{"POST", "PUT", "PATCH"}, method) }
