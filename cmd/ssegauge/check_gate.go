package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/report/baseline"
	"github.com/ssegauge/ssegauge/specs"
	"github.com/ssegauge/ssegauge/specs/sets"
)

// gateOptions is what the flags hold that say which Results decide.
type gateOptions struct {
	baseline, requirements string
	update                 bool
}

func (o *gateOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.baseline, "baseline", "", "excuse what `FILE` says is known to be broken, or flaky")
	f.BoolVar(&o.update, "update-baseline", false, "write what is broken now into the file of --baseline")
	f.StringVar(&o.requirements, "requirements", "", "let only the requirements of a frozen `SET` decide: "+strings.Join(sets.Names(), ", "))
}

// gate says which Results of a Run decide.
type gate struct {
	file   string
	text   []byte
	known  *baseline.Baseline // nil when there is no file
	set    *sets.Set          // nil when every Requirement gates
	update bool
}

const (
	entryHint     = `an entry has "- id: REQUIREMENT", "reason: TEXT" and perhaps "until: 2027-01-31"; see ssegauge check --list`
	unmatchedHint = "remove the entry, or run what it is about: another --label, a publish hook"
)

// load reads and checks what the gate needs before anything is judged.
func (o *gateOptions) load(selected []specs.Requirement) (*gate, error) {
	g := &gate{file: o.baseline, update: o.update}
	if o.requirements != "" {
		set, err := sets.Load(o.requirements)
		if err != nil {
			return nil, usagef("--requirements: %w", err)
		}
		g.set = set
	}
	switch {
	case o.update && o.baseline == "":
		return nil, usagef("--update-baseline without --baseline: want the file to write")
	case o.baseline == "":
		return g, nil
	}
	if err := g.read(); err != nil {
		return nil, &usageError{err}
	}
	if o.update || g.known == nil {
		return g, nil
	}
	var ids []string
	for _, r := range selected {
		ids = append(ids, r.ID)
	}
	if err := g.known.Unselected(ids); err != nil {
		return nil, &usageError{&hintedError{err, unmatchedHint}}
	}
	return g, nil
}

// read reads the baseline, which need not be there if it is to be written.
func (g *gate) read() error {
	var err error
	g.text, err = readBounded(g.file, baseline.MaxBytes)
	if err != nil && (!g.update || !errors.Is(err, fs.ErrNotExist)) {
		return &hintedError{fmt.Errorf("read baseline: %w", err), "--update-baseline makes the file from a run"}
	}
	if g.update {
		if err := tryReplace(g.file); err != nil {
			return fmt.Errorf("write baseline: %w", err)
		}
	}
	if g.text == nil {
		return nil
	}
	return g.parse()
}

func (g *gate) parse() error {
	var ids []string
	for _, r := range specs.Catalogue() {
		ids = append(ids, r.ID)
	}
	known, err := baseline.Parse(g.file, g.text, func(id string) (string, bool) {
		return suggestName(ids, id), slices.Contains(ids, id)
	})
	if err != nil {
		return &hintedError{err, entryHint}
	}
	g.known = known
	return nil
}

// apply returns run with what its Results count as, and before that writes the
// baseline if it is to be updated. It says what it did, a line at a time. With an
// error, which is about the baseline, the Run is complete as well.
func (g *gate) apply(run *report.Run, noStream bool, say func(string)) (*report.Run, error) {
	if g.set != nil {
		levels := map[string]report.Level{}
		for _, r := range specs.Catalogue() {
			levels[r.ID] = r.Level
		}
		run = g.set.Pin(run, levels)
	}
	if g.update {
		if err := g.write(run, noStream, say); err != nil {
			return run, err
		}
	}
	if g.known == nil {
		return run, nil
	}
	for _, e := range g.known.Expected {
		if e.Unreviewed() {
			say(fmt.Sprintf("%s:%d:%d: %s is %s: give it a reason", g.file, e.Line, e.Column, e.ID, e.Reason))
		}
	}
	known := g.known
	if g.update {
		known = known.Matching(run) // what matches nothing has been said
	}
	run, err := baseline.Apply(run, known, run.Started)
	if err != nil {
		return run, &usageError{&hintedError{err, unmatchedHint}}
	}
	return run, nil
}

// write updates the file. A Run that is not worth a baseline leaves it alone: what
// it found would be excused from then on.
func (g *gate) write(run *report.Run, noStream bool, say func(string)) error {
	if run.Reason != "" || noStream {
		say(g.file + ": not updated: there was no event stream to judge")
		return nil
	}
	text, changes, err := baseline.Update(g.file, g.text, run, run.Started)
	if err != nil {
		return &usageError{&hintedError{err, entryHint}}
	}
	for _, c := range changes {
		say(g.file + ": " + c.String())
	}
	if g.text == nil || !bytes.Equal(text, g.text) {
		if err := replaceFile(g.file, text); err != nil {
			return fmt.Errorf("write baseline: %w", err)
		}
	} else {
		say(g.file + ": nothing to change")
	}
	g.text = text
	return g.parse()
}
