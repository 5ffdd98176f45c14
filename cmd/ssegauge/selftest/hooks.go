package selftest

import (
	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// The tokens that the servers accept.
const (
	readerToken    = "reader"
	revocableToken = "revocable"
)

// Controlled returns c with what the hooks of Aim need.
func Controlled(c refserver.Config) refserver.Config {
	c.Tokens, c.Control = []string{readerToken, revocableToken}, true
	return c
}

// Aim makes the Controlled server at base the Target of c, with a hook for
// everything that the suite can do to a server.
func Aim(c *specs.Config, base string) error {
	const reader = "Bearer " + readerToken
	var err error
	c.URL, c.ServerIDs = base+"/events?topic={{urlquery .Topic}}", true
	c.Header = append(c.Header, wire.Field{Name: "Authorization", Value: reader})
	c.Publisher, err = specs.NewHTTPPublisher(specs.HTTPHook{
		Request: "POST " + base + "/publish?topic={{urlquery .Topic}}&event={{urlquery .Event}}{{with .ID}}&id={{urlquery .}}{{end}}",
		Header:  []string{"Content-Type: text/plain; charset=utf-8", "Authorization: " + reader},
		TLS:     c.TLS,
	})
	if err != nil {
		return err
	}
	return aimControl(c, base)
}

// aimControl gives c the hooks of the Controlled server at base that do more than
// publish.
func aimControl(c *specs.Config, base string) (err error) {
	c.Control.Revocable = wire.Field{Name: "Authorization", Value: "Bearer " + revocableToken}
	c.Control.Revoke, err = specs.NewHTTPAction("revoke", specs.HTTPHook{
		Request: "POST " + base + "/control/revoke?token={{urlquery .Token}}", TLS: c.TLS,
	})
	if err != nil {
		return err
	}
	c.Control.OpenStreams, err = specs.NewHTTPCounter(specs.HTTPHook{Request: base + "/healthz#streams", TLS: c.TLS})
	if err != nil {
		return err
	}
	c.Control.Restart, err = specs.NewHTTPAction("restart", specs.HTTPHook{Request: "POST " + base + "/control/restart", TLS: c.TLS})
	return err
}
