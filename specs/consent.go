package specs

import (
	"context"
	"net"
	"net/netip"
	"net/url"

	"github.com/ssegauge/ssegauge/report"
)

// trespass says why nothing that could do harm may be done to the Target: it is
// neither on this machine nor ours by Config.Consent. Its Cause is empty when
// there is no reason. The final URL of the first stream counts as well: a
// redirect may lead elsewhere.
func trespass(ctx context.Context, cfg *Config, final string) Skip {
	if cfg.Consent {
		return Skip{}
	}
	first, err := cfg.urlFor("probe")
	if err != nil {
		return notOurs(cfg.URL)
	}
	last, err := url.Parse(final)
	if err != nil || last.Host == "" {
		last = first
	}
	for _, u := range []*url.URL{first, last} {
		if !onLoopback(ctx, u.Hostname()) {
			return notOurs(u.Hostname())
		}
	}
	return Skip{}
}

func notOurs(host string) Skip {
	return Skip{report.SkipUntestable, host + " is not a loopback address, and the run has no consent (--i-own-this)"}
}

// onLoopback reports whether every address of host is one of this machine's
// loopback interface.
func onLoopback(ctx context.Context, host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for _, addr := range addrs {
		if !addr.Unmap().IsLoopback() {
			return false
		}
	}
	return err == nil && len(addrs) > 0
}
