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
// A scenario is a file of the same kind that comes with the program, and says least:
// flags and ssegauge.yaml win over it. Its stages, and the thresholds of these, give
// way to --streams and its like, for else one with stages could not be made smaller
// on the command line. In a file of the user, the same is a mistake that is told.
//
// What a Run counts for is decided by pure functions of report/baseline and
// specs/sets; the command reads and writes the files. --github is never on by
// itself, although GitHub says when it is there: a run is to say the same on every
// machine, and a test that runs the command inside a job must not write into that
// job's summary. Annotations go to stderr, because stdout may be a document. What
// the text on stdout quotes from a Target is kept from being a workflow command.
//
// serve --processes starts this program again with a command of its own, which is
// hidden and takes no flags: the parent hands on the values of its flags by standard
// input, so that no secret is among the arguments of a process, and a changed
// ssegauge.yaml changes nothing until the whole is started anew. The history behind
// several processes is always JetStream, in the parent unless --nats names a cluster;
// with --history memory it lives in the parent's memory, and begins with an ID beyond
// those of any group before it. Each process has a view of it in its own memory, so
// the limits of the history are taken once for each process and once for the parent.
// --max-streams is shared out, and the kernel does not know of that: a process may be
// full while another is not. The client that gets 503 comes back over another
// connection, and so perhaps to another process.
//
// load without a URL starts this program again as a reference server, hidden as
// serve-target: a server in the same process would share files, memory and processor
// time with the generator, and nobody could tell whose figures those are. It serves
// until its standard input ends, which the system sees to even when its parent was
// killed, and leaves Ctrl-C, which reaches both in a terminal, to its parent.
//
// What load is told is told again by loadgen in the words of a Scenario; its paths are
// translated back into the names of flags, so that every mistake is told at once and
// each by the name under which it was made. A publish rate needs no hook where the
// server at the URL is a reference server, which it is asked for at /healthz once.
// A run in which no stream could be opened for three seconds is given up.
//
// capacity makes a run of load of each step, with the stages ramp, settle and hold. It counts a
// step as held when its thresholds held, however slow the generator was: delays of its own make
// figures worse, never better, as long as it did all that was due. What was missed by a
// slow generator counts against the server only if it is a threshold that loadgen calls firm, or if
// the server has refused each stream that is missing. The pause between two steps lasts until the
// kernel says that the server has closed the connections that we have closed.
//
// The metrics of --prometheus and --otlp are made once a second from one snapshot, so that both tell
// the same. --otlp never takes its address from the environment unless it is told to (env): a run is
// to do the same on every machine. What cannot be pushed is pushed with the next metrics, which are
// sums since the run began, and so is not tried again.
//
// A command of the publish hook gets its event by standard input and environment
// instead of by a template, because no quoting survives every shell.
package main
