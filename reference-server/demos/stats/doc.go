// Package stats is a demo that watches the server it runs on: a stream of typed events
// with figures, and a page that draws them.
//
// # Design
//
// The endpoint is a stream for those who want one, and leads everybody else to the
// page. Every two seconds a burst of events has the figures, each as {"time", "value"}
// in an event of a type of its own: requests (a second), load, memory and uptime.
// Events of type connections come when somebody joins or leaves. Times are those of
// the server, in milliseconds since 1970, since an event may be replayed much later.
//
// # Decisions
//
//   - Several who join or leave within 100 ms are told of together: that thousands come
//     back after a restart is thousands of events otherwise, each for thousands.
//   - A client that is new is sent an empty id first, by which it forgets one that it may
//     still have from another server, and then the end of the history: it can resume
//     before it has had an event.
//   - A client that hears of a response only once it is complete (X-Requested-With:
//     XMLHttpRequest) has it end 250 ms after a burst, and comes back to resume.
//   - Who wants the stream is asked of Accept with its weights: a browser that goes to
//     the address prefers text/html to it, and curl, which takes anything, does not.
//   - The load average is there where /proc/loadavg is.
//   - The taught form keeps every event in a slice of its own for as long as it runs. It
//     gives up the older half at 100,000 events, some twelve hours, or 64 MiB, since a
//     reference server must not grow for ever, even to show how that is done.
package stats
