// Package demotest runs a demo on a real server, for its tests.
//
// # Design
//
// [Start] serves one demo at the root of a server and below /demos/, as ssegauge serve
// does. The server can be killed and started anew on the same port: then it has a
// history of its own, with IDs beyond those used before, and the demo is made again.
// With StartDurable the history goes on as well. What was asked of all of the servers is
// kept in one list.
//
// # Decisions
//
//   - A kill ends every connection in the middle of what it carries, as the end of a
//     process does. Since the server takes streams out of package net, where no listener
//     of ours could close them, its clients come by a relay.
//   - A test that fails while it waits says for what. All waits end after half a minute.
package demotest
