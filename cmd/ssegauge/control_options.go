package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/specs"
)

// controlOptions is what the flags of the control hooks hold.
type controlOptions struct {
	revocable                     string
	revoke, revokeBody, revokeCmd string
	restart, restartCmd           string
	openStreams                   string
	header                        []string
}

func (o *controlOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.revocable, "revocable", "", "header `NAME: VALUE` with a credential that may be revoked")
	f.StringVar(&o.revoke, "revoke", "", "hook that revokes it: `METHOD URL`, a template with {{.Token}}")
	f.StringVar(&o.revokeBody, "revoke-body", "", "body of that hook, a `TEMPLATE`")
	f.StringVar(&o.revokeCmd, "revoke-cmd", "", "hook that revokes it: `COMMAND`, $SSEGAUGE_TOKEN")
	f.StringVar(&o.restart, "restart", "", "hook that restarts the server: `METHOD URL`")
	f.StringVar(&o.restartCmd, "restart-cmd", "", "hook that restarts the server: `COMMAND`")
	f.StringVar(&o.openStreams, "open-streams", "", "`URL#NAME` that answers how many streams are open: JSON or metrics")
	f.StringArrayVar(&o.header, "control-header", nil, "header `NAME: VALUE` of the control hooks (repeatable)")
}

// given reports whether there is any hook.
func (o *controlOptions) given() bool {
	return o.revoke != "" || o.revokeCmd != "" || o.restart != "" || o.restartCmd != "" || o.openStreams != ""
}

// hooks returns the control hooks.
func (o *controlOptions) hooks(cfg specs.Config) (specs.Control, error) {
	var c specs.Control
	var err, restartErr, countErr, revocableErr, headerErr error
	c.Revoke, err = o.action("revoke", o.revoke, o.revokeBody, o.revokeCmd, cfg, cfg.Limits.Timeout)
	c.Restart, restartErr = o.action("restart", o.restart, "", o.restartCmd, cfg, cfg.Limits.MaxLinger+cfg.Limits.MaxDown)
	if o.openStreams != "" {
		c.OpenStreams, countErr = specs.NewHTTPCounter(specs.HTTPHook{Request: o.openStreams, Header: o.header, TLS: cfg.TLS})
	}
	if o.revocable != "" {
		fields, err := parseHeader("--revocable", []string{o.revocable})
		if revocableErr = err; err == nil {
			c.Revocable = fields[0]
		}
	}
	if len(o.header) > 0 && o.revoke == "" && o.restart == "" && o.openStreams == "" {
		headerErr = errors.New("--control-header without --revoke, --restart or --open-streams")
	}
	return c, errors.Join(err, restartErr, countErr, revocableErr, headerErr)
}

// action returns the hook of that kind, nil if there is none.
func (o *controlOptions) action(kind, request, body, command string, cfg specs.Config, timeout time.Duration) (specs.Action, error) {
	switch {
	case request != "" && command != "":
		return nil, fmt.Errorf("--%[1]s and --%[1]s-cmd: want one of them", kind)
	case command != "":
		return specs.NewCommandAction(kind, command)
	case request != "":
		return specs.NewHTTPAction(kind, specs.HTTPHook{Request: request, Header: o.header, Body: body, TLS: cfg.TLS, Timeout: timeout})
	case body != "":
		return nil, fmt.Errorf("--%[1]s-body without --%[1]s", kind)
	}
	return nil, nil //nolint:nilnil // no hook is a configuration, not an error
}

// hooked reports whether there is any hook.
func (o *checkOptions) hooked() bool {
	return o.publish != "" || o.publishCmd != "" || o.control.given()
}
