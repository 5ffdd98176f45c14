package chromium

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// The browser may take so long to start, or open a tab, and to end politely.
const (
	startPatience = 30 * time.Second
	endPatience   = 5 * time.Second
)

// Browser is a running Chromium. Its methods may be called from several goroutines.
type Browser struct {
	options Options
	close   func() error
	// enter makes the life of a tab. heed gets what the browser tells about it.
	enter func(heed func(any), o ...chromedp.ContextOption) life
	// executor takes the commands that are for no tab.
	executor cdp.Executor
}

// life is that of a tab, in the words of chromedp, which begins, is and ends as a
// context.
type life struct {
	run    func() error
	leave  func()
	target func() cdp.Executor
	// onEnd has a function called when the tab ends.
	onEnd func(func()) (stop func() bool)
}

// Start starts a browser, which Close must end. ctx bounds the start only. The error is
// ErrNotFound if there is none on this machine.
func Start(ctx context.Context, o Options) (*Browser, error) {
	program, err := find()
	if err != nil {
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	o = o.withDefaults()
	profile, err := makeProfile()
	if err != nil {
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	var process *exec.Cmd
	life, release := chromedp.NewExecAllocator(context.WithoutCancel(ctx), append(o.flags(program, profile),
		chromedp.ModifyCmdFunc(func(cmd *exec.Cmd) { process = cmd; lead(cmd) }))...)
	life, leave := chromedp.NewContext(life, silent()...)
	b := &Browser{options: o}
	b.close = sync.OnceValue(func() error {
		err := end(life)
		leave()
		release()
		return errors.Join(err, endGroup(process), os.RemoveAll(profile))
	})
	if err := begin(ctx, func() error { return chromedp.Run(life) }, startPatience); err != nil {
		leave()
		release()
		return nil, fmt.Errorf("start chromium: %w", errors.Join(err, endGroup(process), os.RemoveAll(profile)))
	}
	b.executor = chromedp.FromContext(life).Browser
	b.enter = entrance(life)
	return b, nil
}

// entrance returns Browser.enter for the life of the browser.
func entrance(browser context.Context) func(func(any), ...chromedp.ContextOption) life {
	return func(heed func(any), o ...chromedp.ContextOption) life {
		tab, leave := chromedp.NewContext(browser, o...)
		chromedp.ListenTarget(tab, heed)
		return life{
			run:    func() error { return chromedp.Run(tab) },
			leave:  leave,
			target: func() cdp.Executor { return chromedp.FromContext(tab).Target },
			onEnd:  func(f func()) func() bool { return context.AfterFunc(tab, f) },
		}
	}
}

// begin runs what begins a life, for as long as ctx and patience allow. If it goes on
// for longer, the caller must end that life.
func begin(ctx context.Context, run func() error, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	started := make(chan error, 1) // sent by the goroutine below
	go func() { started <- run() }()
	select {
	case err := <-started:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end asks the browser to end and waits until it has.
func end(life context.Context) error {
	ctx, cancel := context.WithTimeout(life, endPatience)
	defer cancel()
	if err := chromedp.Cancel(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("end chromium: %w", err)
	}
	return nil
}

// endGroup kills what is left of the browser until nothing is.
func endGroup(process *exec.Cmd) error {
	if process == nil {
		return nil
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.NewTimer(endPatience)
	defer deadline.Stop()
	for kill(process) {
		select {
		case <-tick.C:
		case <-deadline.C:
			return fmt.Errorf("end chromium: processes of group %d are left", process.Process.Pid)
		}
	}
	return nil
}

// silent are the options that keep chromedp from writing to the log. It does so for
// events that are newer than it.
func silent() []chromedp.ContextOption {
	nothing := func(string, ...any) {}
	return []chromedp.ContextOption{
		chromedp.WithLogf(nothing), chromedp.WithErrorf(nothing), chromedp.WithDebugf(nothing),
	}
}

// Close ends the browser with all its tabs and removes its profile. It returns when
// all its processes have ended, and may be called again.
func (b *Browser) Close() error { return b.close() }

// Tab opens an empty tab, which shares its storage and its connections with the
// others.
func (b *Browser) Tab(ctx context.Context) (*Tab, error) { return b.open(ctx, nil) }
