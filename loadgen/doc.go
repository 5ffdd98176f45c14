// Package loadgen puts load on a server of event streams, and says what every Subscriber got,
// when, and what it should have got.
//
//	run, err := loadgen.Run(ctx, loadgen.Scenario{
//		Request: request.Spec{Targets: []request.Target{{URL: "http://localhost:8080/events"}}},
//		Plan:    schedule.Plan{Stages: schedule.Ramp(1000, 5*time.Second, time.Minute)},
//	}, loadgen.Watch{})
//
// # Design
//
// A [Scenario] is the whole plan. [Scenario.Validate] returns everything that is wrong with it,
// each with its path. [Run] carries it out: package schedule says when something is
// due, request what is asked, engine opens the streams and reads them, publish makes events,
// stamp finds their number and time again, ledger keeps the books, measure the histograms,
// host watches the machine and clock the difference of two. Once a second Run collects what the workers
// have, judges the thresholds that may stop it early, and tells a [Watch]. At the end it leaves a
// report.Run of kind "load".
//
// A run has four parts: the plan, with publishing; the drain, in which nothing new happens and what
// is on its way arrives; the settlement of the ledgers; and the farewell, in which all
// streams leave. An interrupt (the end of ctx) skips what is left of the plan. The drain
// ends after a second of silence where the run publishes; what others publish may never end, and
// so the drain ends there as soon as all streams have come to the last event of the plan.
//
// # Decisions
//
//   - The arrival of an event is what the kernel says, so the time that the generator takes to read
//     it is not in Lag. It is measured apart (kernel_lag), and limits a run only where it exceeds the
//     Lag itself: then the generator, and not the server, held back the stream.
//   - What the generator is late with itself (publishing, opening) is in Lag and open, because they
//     count from when something was due. It limits a run when it is more than a tenth of the p99
//     that it is part of.
//   - A publish that waits for the answer to the one before is late by the Target's fault, unless
//     the rate leaves less time than an answer usually takes: then the plan cannot be kept.
//   - A run that its generator limited is inconclusive, also if all thresholds hold.
//   - Losses, duplicates and reordered events are counted and not timed: they stand even then, and so
//     does a threshold that is about them and other counts of the ledgers alone.
//   - While a run lasts, an event is lost when a later one came more than ledger.DefaultGrace
//     ago: until then it may be out of order. So "lost == 0 abort" does not stop a run for a reordered
//     event. One that comes even later fills its place again, but a run that was stopped stays so.
//   - Without numbers (Union) a loss is known when its Subscriber has left, at the latest at the
//     end. So an abort on lost is refused.
//   - Without a sequence nothing is known of losses: a threshold on lost then has no data.
//   - With one topic, or with none named, the first event that a Subscriber owes nothing to is the
//     first that was published after its stream was open. With several, nobody but the server knows
//     who asked for which, so a topic is expected from its first event on.
//   - Events are published from the end of the first stage on, unless the plan says otherwise: before,
//     most of a ramp would see other events than the rest.
package loadgen
