// Package specs is the conformance suite: it observes a Target and judges what
// it saw by the Requirements of the catalogue.
//
// # Design
//
// Observe once, judge many. Probes talk to the Target, side by side and each with
// deadlines of its own, and leave Observations: the Transcripts of their
// Exchanges and what they published. After the last probe has ended, every Rule,
// a pure function of one Observation, is asked in a Ginkgo Spec; those run
// serially and take microseconds. Data flows one way:
//
//	Config -> probes -> Observations -> Rules -> Judgements -> report.Results
//
// Observe goes as far as the Observations and Judge takes it from there; Check is
// both. In between, a Folder keeps Observations as files without their secrets,
// and Load brings them back. An Observation is saved with all of its fields: what
// a Rule may look at must become JSON, and tests hold it to that.
//
// A Requirement is data (catalogue_*.go). The files rules_*.go hold the Rules
// under the sentences that they judge, checks.go ties the three together, and
// ginkgo.go is the only file that runs Ginkgo.
//
// The probe "reach" comes first and alone: without an event stream the others
// would have nothing to look at. Those that send odd events come last, because
// some servers do not survive them.
//
// # Decisions
//
// A Rule takes an Observation and not a single Transcript: whether a client that
// resumes gets what it missed can only be seen beside a control reader, and in
// the light of what was published.
//
// Published events carry a marker, and an odd event is fenced in by two ordinary
// ones. So a Rule knows without waiting that an event was swallowed: the fence
// behind it has arrived.
//
// Where the Target's URL has {{.Topic}}, each probe has a topic of its own and
// probes run side by side. Otherwise they share the stream, and those that
// publish take turns.
//
// The suite learns ids from the stream. It makes ids of its own only where the
// hook hands them over, as a word and a counter, so that the step from 9 to 10
// comes within a few events.
//
// A refused attack is a pass: a server need not be able to carry a line end in an
// event type, it must only not forge fields from it.
//
// Chapters about single requests ask one after the other, so that they hold one
// place of the Target at a time. Status 429 and 503 say nothing about what was
// asked, only that there was no room.
//
// Compressed streams are judged by their text and by the time from which on a
// client can read it, beside a stream that is not compressed. To compress nothing
// is right. A stream that is not even answered where a coding is offered counts as
// held back if one that was opened after it, and offers none, is answered.
//
// In the Model Context Protocol each stream is opened in a session of its own,
// because a Target need not allow two in one, and the sessions are ended
// afterwards. A Target without a stream is judged by what it answers to a POST.
//
// A Target may be hostile. Each Exchange has limits, all of them share a Budget of
// memory, and a run that gave up on a stream could not judge its Target: what was
// not read may be what matters.
//
// A control hook is called by one probe, and the credential that it revokes is
// one of its own, so that nobody else is disturbed. It takes consent as attacks
// do. A server may learn of a revocation a little later than the hook's answer
// (RFC 7009 speaks of a propagation delay), which is why Limits.MaxLinger bounds
// both the old stream and the attempts at new ones.
//
// The Target is restarted in a stage of its own, the last one, by a probe that
// comes back as browsers do and notes each answer. Ids are compared with what the
// probe itself has seen; where they count up, one that is smaller than before has
// been used already, by whomever.
//
// An event that is late once may be a busy machine; buffering is a habit, and
// is judged by half of the events at least.
package specs
