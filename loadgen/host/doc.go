// Package host tells what a load generator and its machine do while it runs, and what
// they allow before it does: processor, memory, open files, ports, what the TCP of the
// machine had to repeat or drop, and for how long the process did not run at all.
//
// # Design
//
// [ReadLimits] and [Limits.Check] speak before a run, so that a plan this machine
// cannot carry ends in a sentence, and not in a wall of errors. A [Watch] reads
// counters when it is asked, once a second, and keeps sums and peaks. [Report.Remarks]
// says which of them cast doubt on the figures of a run, and what to do.
//
// Counters of the machine are those of its network namespace; of a server elsewhere
// they tell nothing. Fields are 0 where the system does not say: only Linux says
// everything, macOS the processor time and the limit of files, and elsewhere there
// are memory of the Go heap, garbage collection and pauses.
//
// # Decisions
//
//   - A pause (SIGSTOP, a debugger, a virtual machine that was frozen, a machine with
//     too much to do) is noticed by a goroutine that wakes every 20 ms, and nothing
//     else: samples once a second would miss a pause between two of them. A pause is
//     what a wake-up came too late; it counts from 80 ms on, and is told up to 20 ms
//     too short. The clock of the wall is read at the same time: where it went another
//     way than the steady one, it was set, or the machine slept.
//   - Run-queue delay is summed over the threads, since the file of a process has only
//     its first thread's. What a thread waited that has ended is lost.
//   - A remark limits a run where the figures are certainly the generator's own: it was
//     stopped for half a second or for a hundredth of the time, it used all cores, or
//     the clock was set. The rest are suspicions: whether a crowded machine delayed
//     the generator is measured better by what its loops were late.
//   - A hundred files are kept for everything that is no stream: listeners, logs,
//     connections that publish, the poller.
package host
