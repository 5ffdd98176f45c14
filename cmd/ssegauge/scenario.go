package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/fixtures"
)

// listScenarios is the name under which the scenarios are listed.
const listScenarios = "list"

// scenarioFlag adds --scenario to f.
func scenarioFlag(f *pflag.FlagSet, name *string) {
	f.Var((*filledText)(name), "scenario", "ask a question that is known by `NAME`; list names all")
}

// offerScenarios has a shell complete --scenario of cmd.
func offerScenarios(cmd *cobra.Command) {
	// It errs only where the flag is missing, which a test would see.
	_ = cmd.RegisterFlagCompletionFunc("scenario", func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		all, _ := fixtures.Scenarios()
		var offered []cobra.Completion
		for _, s := range all {
			if s.Has(cmd.Name()) {
				offered = append(offered, cobra.CompletionWithDesc(s.Name, s.Question))
			}
		}
		return append(offered, cobra.CompletionWithDesc(listScenarios, "name all")), cobra.ShellCompDirectiveNoFileComp
	})
}

// printScenarios writes a line for each scenario.
func printScenarios(out io.Writer) error {
	all, err := fixtures.Scenarios()
	if err != nil {
		return err
	}
	var wide, widest int
	for _, s := range all {
		wide, widest = max(wide, len(s.Name)), max(widest, len(strings.Join(s.Sections, ", ")))
	}
	for _, s := range all {
		if _, err := fmt.Fprintf(out, "%-*s  %-*s  %s\n", wide, s.Name, widest, strings.Join(s.Sections, ", "), s.Question); err != nil {
			return fmt.Errorf("write scenarios: %w", err)
		}
	}
	return nil
}

// findScenario returns the scenario of that name, which must say something to a
// command.
func findScenario(name, command string) (fixtures.Scenario, error) {
	all, err := fixtures.Scenarios()
	if err != nil {
		return fixtures.Scenario{}, err
	}
	var names []string
	for _, s := range all {
		switch {
		case s.Name == name && s.Has(command):
			return s, nil
		case s.Name == name:
			of := s.Sections[len(s.Sections)-1]
			return s, hintedUsage("ssegauge "+of+" --scenario "+name, "--scenario %s: it says nothing to %s", name, command)
		case s.Has(command):
			names = append(names, s.Name)
		}
	}
	return fixtures.Scenario{}, hintedUsage("those of "+command+" are "+strings.Join(names, ", ")+"; --scenario list shows what they ask",
		"--scenario: unknown name %q%s", name, didYouMean("", suggestName(names, name)))
}

// readScenario sets what a scenario says and nothing that was read before does.
func (c configFile) readScenario(name string) error {
	if name == "" {
		return nil
	}
	s, err := findScenario(name, c.cmd.Name())
	if err != nil {
		return err
	}
	c.cmd.PrintErrf("scenario %s: %s\n", s.Name, s.Question)
	c.name, c.isScenario = "scenario "+s.Name, true
	c.giveWay()
	return c.read(s.Text)
}

// giveWay has a scenario say nothing that cannot stand beside what was said before.
func (c configFile) giveWay() {
	var out []string
	for _, rivals := range []struct{ said, out []string }{
		{[]string{"streams", "ramp", "duration"}, []string{"stage"}},
		{[]string{"stage"}, []string{"streams", "ramp", "duration", "arrivals"}},
		{[]string{"streams", "ramp"}, []string{"arrivals"}},
		{[]string{"arrivals"}, []string{"stage", "streams", "ramp"}},
	} {
		if slices.ContainsFunc(rivals.said, func(key string) bool { return c.said[key] }) {
			out = append(out, rivals.out...)
		}
	}
	for _, key := range out {
		c.said[key] = true
	}
}

// withoutStages leaves out the thresholds of a scenario that name its stages, where
// other stages have been given.
func (c configFile) withoutStages(key string, values []string) []string {
	if !c.isScenario || key != "threshold" || !c.said["stage"] {
		return values
	}
	return slices.DeleteFunc(values, func(text string) bool { return strings.Contains(text, "stage=") })
}
