package specs

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// The types of the events that Datastar knows.
const (
	typeElements = "datastar-patch-elements"
	typeSignals  = "datastar-patch-signals"
)

func datastarJudges() map[string]judge {
	return map[string]judge{
		"datastar-event-names":       {probeDatastar, onPatches(rulePatchNames)},
		"datastar-data-keywords":     {probeDatastar, onPatches(ruleDataKeywords)},
		"datastar-values-known":      {probeDatastar, onPatches(ruleValuesKnown)},
		"datastar-has-target":        {probeDatastar, onPatches(ruleHasTarget)},
		"datastar-signals-an-object": {probeDatastar, onPatches(ruleSignalsAnObject)},
	}
}

// keywords returns with what the data lines of an event of that type may begin,
// nil for an event that is not Datastar's. Among them are some that only earlier
// versions or later ones know.
func keywords(typ string) []string {
	switch typ {
	case typeElements:
		return []string{"selector", "mode", "namespace", "useViewTransition", "viewTransitionSelector", "wrap", "elements"}
	case typeSignals:
		return []string{"onlyIfMissing", "signals"}
	}
	return nil
}

// patch is an event, taken apart as the client does it.
type patch struct {
	wire.Event
	// values holds by keyword what stands behind it, line by line.
	values map[string]string
	// strays are the lines that begin with no keyword. The client drops them.
	strays []string
}

// has reports whether p has a line with that keyword.
func (p patch) has(keyword string) bool {
	_, ok := p.values[keyword]
	return ok
}

func patchOf(e wire.Event) patch {
	p := patch{Event: e, values: map[string]string{}}
	for line := range strings.SplitSeq(e.Data, "\n") {
		keyword, value, _ := strings.Cut(line, " ")
		switch {
		case !slices.Contains(keywords(e.Type), keyword):
			if strings.TrimSpace(line) != "" {
				p.strays = append(p.strays, line)
			}
		case p.has(keyword):
			p.values[keyword] += "\n" + value
		default:
			p.values[keyword] = value
		}
	}
	return p
}

// onPatches makes a Rule of one that looks at the events of a stream.
func onPatches(rule func(t *wire.Transcript, patches []patch) Judgement) Rule {
	return func(o *Observation) Judgement {
		t := o.Transcript(patchStream)
		switch {
		case !readable(t):
			return noStreamIn(t)
		case len(t.Events) == 0 && endedByTarget(t):
			return notApplicable("the stream has no event")
		case len(t.Events) == 0:
			return inconclusive("no event arrived in %s", round(t.End.At))
		}
		var all []patch
		for _, e := range t.Events {
			all = append(all, patchOf(e))
		}
		return rule(t, all)
	}
}

// each judges every patch of that type by what is wrong with it, nil if nothing
// is.
func each(t *wire.Transcript, patches []patch, typ string, wrong func(patch) *Finding) Judgement {
	var found []Finding
	n := 0
	for _, p := range patches {
		if typ != "" && p.Type != typ {
			continue
		}
		n++
		if f := wrong(p); f != nil && len(found) < maxFindings {
			f.Transcript, f.Offset = t, p.Offset
			found = append(found, *f)
		}
	}
	if n == 0 {
		return notApplicable("no event is of type %s", typ)
	}
	return verdictOf(found, "%d events", n)
}

func rulePatchNames(t *wire.Transcript, patches []patch) Judgement {
	return each(t, patches, "", func(p patch) *Finding {
		if keywords(p.Type) != nil {
			return nil
		}
		return &Finding{Message: "an event that the page does not know", Expected: typeElements + " or " + typeSignals, Actual: fmt.Sprintf("%.60q", p.Type)}
	})
}

// The client takes each line for a keyword, a space and a value, and drops
// keywords that it does not know.
func ruleDataKeywords(t *wire.Transcript, patches []patch) Judgement {
	known := slices.DeleteFunc(slices.Clone(patches), func(p patch) bool { return keywords(p.Type) == nil })
	if len(known) == 0 {
		return notApplicable("no event is one of Datastar's")
	}
	return each(t, known, "", func(p patch) *Finding {
		if len(p.strays) == 0 {
			return nil
		}
		return &Finding{
			Message:  fmt.Sprintf("%d lines of data that the client drops", len(p.strays)),
			Expected: "each line to begin with " + strings.Join(keywords(p.Type), ", "), Actual: fmt.Sprintf("%.80q", p.strays[0]),
		}
	})
}

// valuesOf returns what may stand behind a keyword, nil if that is free.
func valuesOf(keyword string) []string {
	switch keyword {
	case "mode":
		return []string{"outer", "inner", "replace", "prepend", "append", "before", "after", "remove"}
	case "namespace":
		return []string{"html", "svg", "mathml"}
	case "useViewTransition", "onlyIfMissing":
		return []string{"true", "false"}
	}
	return nil
}

func ruleValuesKnown(t *wire.Transcript, patches []patch) Judgement {
	return each(t, patches, "", func(p patch) *Finding {
		for _, keyword := range []string{"mode", "namespace", "useViewTransition", "onlyIfMissing"} {
			value, ok := p.values[keyword]
			if ok && !slices.Contains(valuesOf(keyword), strings.TrimSpace(value)) {
				return &Finding{Message: "a value that the client does not know", Expected: strings.Join(valuesOf(keyword), ", "), Actual: fmt.Sprintf("%s %.60q", keyword, value)}
			}
		}
		return nil
	})
}

// "If a selector has not been specified, each top-level element must contain an
// ID". Of several elements the first one is looked at.
func ruleHasTarget(t *wire.Transcript, patches []patch) Judgement {
	return each(t, patches, typeElements, func(p patch) *Finding {
		mode := cmp.Or(p.values["mode"], "outer")
		switch {
		case strings.TrimSpace(p.values["selector"]) != "":
			return nil
		case slices.Contains([]string{"prepend", "append", "before", "after"}, mode):
			return &Finding{Message: "elements for which there is no place", Expected: "a selector beside mode " + mode, Actual: "no selector"}
		case isNameless(p.values["elements"]):
			return &Finding{Message: "elements for which there is no place", Expected: "a selector, or an id in the first tag", Actual: fmt.Sprintf("%.80q", strings.TrimSpace(p.values["elements"]))}
		}
		return nil
	})
}

// isNameless reports whether the first tag of html says neither by an id nor by
// its name which element of the page it is. What it cannot read is not nameless.
func isNameless(html string) bool {
	tag := regexp.MustCompile(`^\s*(?:<!--[\s\S]*?-->\s*)*<([A-Za-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>`).FindStringSubmatch(html)
	if tag == nil || slices.Contains([]string{"html", "head", "body"}, strings.ToLower(tag[1])) {
		return false
	}
	return !regexp.MustCompile(`(?i)(^|[\s"'/])id\s*=`).MatchString(tag[2])
}
