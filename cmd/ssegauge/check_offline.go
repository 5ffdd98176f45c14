package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ssegauge/ssegauge/specs"
)

// checkModes says which of what was asked for do not go together. What stands in
// ssegauge.yaml about the Target does not count with --from.
func (o *checkOptions) checkModes(given *pflag.FlagSet, args []string) error {
	switch {
	case o.from == "" && o.proof && o.save != "":
		return usagef("--self-test and --save-transcripts: want one of them")
	case o.from == "":
		return o.checkAgainst()
	}
	var others []string
	if len(args) > 0 {
		others = append(others, "a url")
	}
	asking := pflag.NewFlagSet("", pflag.ContinueOnError)
	new(checkOptions).addTargetFlags(asking)
	if o.proof {
		others = append(others, "--self-test")
	}
	asking.VisitAll(func(f *pflag.Flag) {
		if given.Changed(f.Name) {
			others = append(others, "--"+f.Name)
		}
	})
	if len(others) > 0 {
		return usagef("--from and %s: what was saved is judged, and nobody is asked again", strings.Join(others, ", "))
	}
	return nil
}

// folder returns where to save what is observed, nil if nowhere.
func (o *checkOptions) folder() (*specs.Folder, error) {
	if o.save == "" {
		return nil, nil //nolint:nilnil // not to save is a configuration, not an error
	}
	folder, err := specs.MakeFolder(o.save)
	if err != nil {
		return nil, &usageError{err}
	}
	return folder, nil
}

// saveIn saves what was seen, unless there is no folder.
func (o *checkOptions) saveIn(folder *specs.Folder, seen *specs.Observations) error {
	if folder == nil {
		return nil
	}
	seen.Tool.Version = version
	return folder.Save(seen, o.redactor())
}

// judgeSaved judges what was saved, by what the flags say and as the dialect that
// it was observed in.
func (o *checkOptions) judgeSaved(cmd *cobra.Command, files []reportFile) error {
	seen, err := specs.Load(o.from)
	if err != nil {
		return &usageError{err}
	}
	cfg := specs.Config{Labels: o.label, Require: o.tiers(), Profile: o.profile}
	if !cmd.Flags().Changed("profile") && o.profile == specs.DefaultProfile {
		cfg.Profile = seen.Profile
	}
	selected, err := specs.List(cfg.Labels, cfg.Profile)
	if err != nil {
		return &usageError{err}
	}
	gate, err := o.gate.load(selected)
	if err != nil {
		return err
	}
	if err := tryFiles(files); err != nil {
		return err
	}
	one, err := path{options: o, cmd: cmd, gate: gate}.judge(seen, cfg)
	if err != nil {
		return &usageError{err}
	}
	return o.conclude(cmd.Context(), cmd, one, files)
}
