// Command ssegauge tests Server-Sent Events endpoints.
//
// # Design
//
// One file for each subcommand, which turns flags and ssegauge.yaml into the
// configuration of a package and what the package returns into documents on
// standard output and an exit code. Speech (progress, errors, hints) goes to
// standard error.
//
// # Decisions
//
// ssegauge.yaml has a section for each subcommand, whose keys are the names of
// its flags: what can be said on the command line can be said there, in the same
// words, and nothing has to be declared twice.
//
// A command of the publish hook gets its event by standard input and environment
// instead of by a template, because no quoting survives every shell.
package main
