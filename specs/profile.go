package specs

import (
	"context"
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// Profile is a dialect of event streams: what it decides where practice is
// divided. A chapter of its own are the Requirements that name it.
type Profile struct {
	// Name is what the profile is chosen by.
	Name string
	// Title says what speaks the dialect.
	Title string
	// Source is where the dialect is written down.
	Source string
	// Levels holds, by the ID of a Requirement, the Level that it has here in place
	// of its own.
	Levels map[string]report.Level
	// Excluded says, by the ID of a Requirement, why streams of this dialect are
	// not held to it.
	Excluded map[string]string

	// enter, if set, does what a client does before it opens a stream, and returns
	// the request fields that let the stream in.
	enter func(context.Context, *subject) []wire.Field
	// streamless, if set, says why a Target that answers like this when it is asked
	// for a stream need not have one there. Its Cause is empty if it must.
	streamless func(*wire.Transcript) Skip
}

// AnyProfile is, to List, the sum of all profiles.
const AnyProfile = "any"

// DefaultProfile is the profile of a Config that names none.
const DefaultProfile = "whatwg"

// The names of the other profiles.
const (
	profileLLM      = "llm"
	profileGraphQL  = "graphql-sse"
	profileDatastar = "datastar"
	profileMCP      = "mcp"
	profileMercure  = "mercure"
)

// Profiles returns every profile, the default first.
func Profiles() []Profile {
	return []Profile{
		{
			Name: DefaultProfile, Title: "streams for EventSource",
			Source: "https://html.spec.whatwg.org/multipage/server-sent-events.html",
		},
		llmProfile(),
		graphQLProfile(),
		datastarProfile(),
		mcpProfile(),
		mercureProfile(),
	}
}

// profileNamed returns the profile of that name, or an error that lists all.
// The empty name is that of the default.
func profileNamed(name string) (Profile, error) {
	all := Profiles()
	if name == "" {
		return all[0], nil
	}
	var names []string
	for _, p := range all {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("profile %q: want one of %s", name, strings.Join(names, ", "))
}

// holds reports whether streams of p are looked at for r at all.
func (p Profile) holds(r Requirement) bool { return r.Profile == "" || r.Profile == p.Name }

// decide returns c as p has it.
func (p Profile) decide(c check) check {
	if level, ok := p.Levels[c.ID]; ok {
		c.Level = level
	}
	rule, reason := c.rule, p.Excluded[c.ID]
	c.rule = func(o *Observation) Judgement {
		if reason != "" {
			return notApplicable("profile %s: %s", p.Name, reason)
		}
		if none := p.needsNone(o.Transcript(firstStream)); none.Cause != "" {
			return Judgement{Skip: none}
		}
		return rule(o)
	}
	return c
}

// needsNone says why the Target that has answered the first request for a
// stream with t need not have one. Its Cause is empty if it must.
func (p Profile) needsNone(t *wire.Transcript) Skip {
	if p.streamless == nil || t == nil || t.Head == nil {
		return Skip{}
	}
	none := p.streamless(t)
	if none.Cause != "" {
		none.Reason = "profile " + p.Name + ": " + none.Reason
	}
	return none
}
