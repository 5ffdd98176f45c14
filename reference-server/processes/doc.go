// Package processes runs a server as a group of processes that share a port.
//
// A process may open only so many files, and so hold only so many streams. A
// [Group] starts several, starts again those that die, and ends them all in
// order; [Group.Admin] answers for all of them as if they were one.
//
// # Design
//
// The parent reserves the port ([Reserve]): its socket is bound and never
// listens, so it gets no connections, and the port stays the group's own while
// processes come and go. Each process listens on it with SO_REUSEPORT
// ([Listen]), and the kernel spreads the connections over those that listen.
// https://man7.org/linux/man-pages/man7/socket.7.html
//
// Two things connect a process with its parent. Its standard input brings the
// brief, one JSON value with what it has to know, and then nothing more; the end
// of it says that the parent is gone, whatever has become of that one. Descriptor
// 3 is a link, one HTTP/2 connection on which the parent asks and the process
// answers. So no secret is seen in a list of processes, there is no further port
// or file that others could reach, and nothing is left behind. A process is ready
// when it answers on the link.
//
// # Decisions
//
//   - A process that dies is started again after a pause that doubles and has
//     jitter. One that dies several times in a row, each time soon after its
//     start, ends the group: whoever runs it should be told, and not get a fraction
//     of what was asked for.
//   - SIGTERM asks one process to drain. Another takes its place when it has ended,
//     so that a group can be renewed one by one. Processes have a process group of
//     their own: Ctrl-C in a terminal reaches the parent alone, which ends them in
//     order.
//   - What processes write is passed on line by line, each with the number of its
//     process: process=2 before text, "process":2 inside JSON.
//   - While a process listens no more, connections that the kernel gave to it and
//     that it has not accepted are reset. Clients come back, to another one.
//   - The reservation is bound without SO_REUSEPORT first, which fails if anyone
//     else uses the port, even another group of the same user. It joins in later.
//   - SO_REUSEPORT spreads connections over processes on Linux only; elsewhere it
//     exists, but one process gets them all. So the group needs Linux.
package processes
