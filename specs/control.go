package specs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// Control holds the hooks that do more to the Target than publish. Those that
// other clients would feel are used on loopback addresses and with
// Config.Consent only.
type Control struct {
	// Revoke takes Revocable back for good, as a logout does. nil leaves the chapter
	// auth untested.
	Revoke Action
	// Revocable is a request field with a credential that Revoke can take back. It
	// stands in the place of every other credential of the request.
	Revocable wire.Field
	// Restart restarts the Target, as a deployment does. It may answer when the
	// restart has begun or when it is over. nil leaves the chapter restart untested.
	Restart Action
	// OpenStreams says how many streams the Target thinks are open. nil leaves
	// untested whether it notices that clients have gone.
	OpenStreams Counter
}

// hooked reports whether there is a hook.
func (c Control) hooked() bool { return c.Revoke != nil || c.Restart != nil || c.OpenStreams != nil }

func (c Control) validate() error {
	switch {
	case c.Revoke == nil && c.Revocable.Name == "":
		return nil
	case c.Revoke == nil:
		return errors.New("revocable credential: there is no revoke hook (--revoke or --revoke-cmd)")
	case c.Revocable.Name == "":
		return errors.New("revoke hook: there is no credential to revoke (--revocable)")
	case !isToken(c.Revocable.Name) || strings.ContainsAny(c.Revocable.Value, "\r\n\x00"):
		return fmt.Errorf("revocable credential: want %q", "Name: value")
	}
	return nil
}

// Credential is what a control hook is about. It is empty for a hook that is not
// about one.
type Credential struct {
	// Name and Value are the request field that holds it.
	Name, Value string
	// Token is Value without the scheme in front: "abc" of "Bearer abc".
	Token string
}

// credential returns the one in Revocable.
func (c Control) credential() Credential {
	found := Credential{Name: c.Revocable.Name, Value: c.Revocable.Value, Token: c.Revocable.Value}
	if _, token, ok := strings.Cut(found.Value, " "); ok && strings.EqualFold(found.Name, "Authorization") {
		found.Token = strings.TrimSpace(token)
	}
	return found
}

// noRevokeHook says that there is no hook to revoke by.
func noRevokeHook(c Control) Skip {
	if c.Revoke != nil {
		return Skip{}
	}
	return Skip{report.SkipUntestable, "there is no revoke hook (--revoke or --revoke-cmd)"}
}

// noRestartHook says that there is no hook to restart by.
func noRestartHook(c Control) Skip {
	if c.Restart != nil {
		return Skip{}
	}
	return Skip{report.SkipUntestable, "there is no restart hook (--restart or --restart-cmd)"}
}

// noCounter says that there is no hook that counts streams.
func noCounter(c Control) Skip {
	if c.OpenStreams != nil {
		return Skip{}
	}
	return Skip{report.SkipUntestable, "there is no hook that counts open streams (--open-streams)"}
}
