package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ssegauge/ssegauge/cmd/ssegauge/selftest"
	"github.com/ssegauge/ssegauge/specs"
)

// listFormats returns how --list can be written, by the name of the format.
func listFormats() map[string]func(io.Writer, []specs.Requirement) error {
	return map[string]func(io.Writer, []specs.Requirement) error{
		"text": listText, "markdown": selftest.WriteCatalogue, "json": listJSON,
	}
}

// printList writes the selected Requirements: those of every dialect, unless
// one is named.
func (o *checkOptions) printList(cmd *cobra.Command) error {
	profile := o.profile
	if !cmd.Flags().Changed("profile") {
		profile = specs.AnyProfile
	}
	list, err := specs.List(o.label, profile)
	if err != nil {
		return &usageError{err}
	}
	if len(list) == 0 {
		return usagef("label filter %q selects no requirement", o.label)
	}
	write, ok := listFormats()[o.format]
	if !ok {
		return usagef("--format %s: want text, markdown or json", o.format)
	}
	return write(cmd.OutOrStdout(), list)
}

func listText(out io.Writer, list []specs.Requirement) error {
	wide := 0
	for _, r := range list {
		wide = max(wide, len(r.ID))
	}
	for _, r := range list {
		if _, err := fmt.Fprintf(out, "%-*s %-6s %s\n", wide, r.ID, r.Level, r.Tier); err != nil {
			return err
		}
	}
	return nil
}

func listJSON(out io.Writer, list []specs.Requirement) error {
	type listed struct {
		ID       string     `json:"id"`
		Chapter  string     `json:"chapter"`
		Level    string     `json:"level"`
		Tier     specs.Tier `json:"tier"`
		Profile  string     `json:"profile,omitempty"`
		Sentence string     `json:"sentence"`
		Source   string     `json:"source"`
	}
	all := make([]listed, 0, len(list))
	for _, r := range list {
		all = append(all, listed{r.ID, r.Chapter(), r.Level.String(), r.Tier, r.Profile, r.Sentence, r.Source})
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}
