// Package site is what the demo applications have in common: how one is described,
// mounted on a server, and shown in a browser.
//
// # Design
//
// An [App] is a page, endpoints below its mount, what runs in the background, and how
// a check is pointed at its stream. All paths are relative to the mount, so that one
// app can be at the root of a server and below /demos/ at the same time.
//
// The page is one layout with a main part of the app's own: page.html defines the
// template "main", and page.js is loaded beside it, as a module: it may import connect
// from ./connect.js, which keeps the page on a stream. The layout has the name, the
// indicator with the id "state", the flaws of the taught form, and the command that
// checks the stream.
//
// # Decisions
//
//   - Scripts are files of the same origin, and the Content-Security-Policy allows no
//     others: text of a user that is shown by mistake as markup still does not run.
//   - A flaw of the taught form names the Requirements that find it, so that page,
//     documentation and test say the same.
package site
