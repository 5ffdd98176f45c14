// Package chromium drives Debian's Chromium, for tests of pages and for programs that
// show what a browser does with event streams.
//
//	browser, err := chromium.Start(ctx, chromium.Options{})
//	defer browser.Close()
//	tab, err := browser.Tab(ctx)
//	err = tab.Open(ctx, server.URL+"/demos/ticker/")
//	err = tab.WaitText(ctx, "#status", "connected")
//	err = tab.Click(ctx, "#stop")
//	requests := tab.Requests() // with the headers sent, Last-Event-ID among them
//
// A test takes package chromiumtest, which ends the test where this one returns an
// error, and ends the browser with the test.
//
// # Design
//
// A Browser is one process with its children, in a process group of their own, and one
// profile in a temporary directory. Its Tabs share what the tabs of a person share:
// localStorage, workers, and six connections to an origin. Tabs of Private share
// nothing with others.
//
// Whatever waits, waits for a condition that is asked again every 20 ms, for at most
// Options.Patience and as long as the context allows. What it waited for in vain it
// reports with what the page shows, its console and its failures.
//
// A Tab remembers the requests of its page, what was written to the console, and
// Failures: exceptions that nobody caught, and violations of the content security
// policy. The requests of a SharedWorker are its own and not those of a tab.
//
// # Decisions
//
//   - It never leaves the machine: unless Options.Resolve says otherwise, no name but
//     localhost resolves, and no proxy is taken from the environment.
//   - The context of a call bounds that call, not the life of the browser: a test's
//     context ends before its cleanup. Close ends the browser, at first politely, then
//     by the process group, and waits for it.
//   - Dialogs (alert, confirm) are accepted at once and noted in the console, since
//     the page stands still while one is open.
//   - Of chromedp only the process and the protocol are used. Its queries wait for
//     nodes, ours for what a person would see.
package chromium
