package request

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// maxAddresses bounds how many addresses of one name are used.
const maxAddresses = 64

// override says where a name is.
type override struct {
	host, port string
	addresses  []netip.Addr
}

// parseOverrides reads "host:port:address[,address]". One that is about no name that
// is looked up is a problem.
func parseOverrides(l *problem.List, lines []string, looked []origin) []override {
	var all []override
	for i, text := range lines {
		path := indexed("resolve", i)
		o, err := parseOverride(text)
		if err != nil {
			l.Add(path, "%v", err)
			continue
		}
		if !slices.ContainsFunc(looked, o.covers) {
			l.Add(path, "nothing is looked up at %s", net.JoinHostPort(o.host, o.port))
		}
		all = append(all, o)
	}
	return all
}

func parseOverride(text string) (override, error) {
	end := strings.IndexByte(text, ':')
	if strings.HasPrefix(text, "[") {
		end = strings.IndexByte(text, ']') + 1
	}
	fault := fmt.Errorf(`want "host:port:address", not %q`, text)
	if end <= 0 || end == len(text) || text[end] != ':' {
		return override{}, fault
	}
	port, list, found := strings.Cut(text[end+1:], ":")
	if _, err := strconv.ParseUint(port, 10, 16); err != nil || !found {
		return override{}, fault
	}
	o := override{host: strings.Trim(text[:end], "[]"), port: port}
	for one := range strings.SplitSeq(list, ",") {
		a, err := netip.ParseAddr(strings.Trim(one, "[]"))
		if err != nil {
			return override{}, fmt.Errorf("want addresses behind the port, not %q", one)
		}
		o.addresses = append(o.addresses, a.Unmap())
	}
	if len(o.addresses) > maxAddresses {
		return override{}, fmt.Errorf("want at most %d addresses", maxAddresses)
	}
	return o, nil
}

func (o override) covers(at origin) bool {
	return strings.EqualFold(o.host, at.host) && o.port == at.port
}

// resolve returns the addresses of an origin that streams are spread over.
func (p *plan) resolve(ctx context.Context, at origin) ([]netip.AddrPort, error) {
	port, err := strconv.ParseUint(at.port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", at.hostPort(), err)
	}
	found, err := p.lookUp(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", at.host, err)
	}
	all := make([]netip.AddrPort, len(found))
	for i, a := range found {
		all[i] = netip.AddrPortFrom(a.Unmap(), uint16(port))
	}
	return all, nil
}

func (p *plan) lookUp(ctx context.Context, at origin) ([]netip.Addr, error) {
	if i := slices.IndexFunc(p.overrides, func(o override) bool { return o.covers(at) }); i >= 0 {
		return p.overrides[i].addresses, nil
	}
	if a, err := netip.ParseAddr(at.host); err == nil {
		return []netip.Addr{a}, nil
	}
	all, err := net.DefaultResolver.LookupNetIP(ctx, "ip", at.host)
	if err != nil {
		return nil, err
	}
	return oneFamily(all), nil
}

// oneFamily leaves the addresses of IPv4 if there are some, each once.
func oneFamily(all []netip.Addr) []netip.Addr {
	for i := range all {
		all[i] = all[i].Unmap()
	}
	if slices.ContainsFunc(all, netip.Addr.Is4) {
		all = slices.DeleteFunc(all, netip.Addr.Is6)
	}
	slices.SortFunc(all, netip.Addr.Compare)
	all = slices.Compact(all)
	return all[:min(len(all), maxAddresses)]
}
