package chromium

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// errClosed is the end of a command whose tab is no more.
var errClosed = errors.New("the tab or the browser has ended")

// Tab is a page of a Browser. Its methods may be called from several goroutines.
type Tab struct {
	browser *Browser
	life    life
	target  cdp.Executor
	person  cdp.BrowserContextID // whose tab it is; empty is that of the profile
	record  *record
	close   func()
}

// open opens an empty tab, which closes with more than itself if discard is set.
func (b *Browser) open(ctx context.Context, discard func(), o ...chromedp.ContextOption) (*Tab, error) {
	t := &Tab{browser: b, record: newRecord()}
	t.life = b.enter(t.heed, o...)
	t.close = sync.OnceFunc(func() {
		t.life.leave()
		if discard != nil {
			discard()
		}
	})
	if err := begin(ctx, t.life.run, startPatience); err != nil {
		t.close()
		return nil, fmt.Errorf("open tab: %w", err)
	}
	t.target = t.life.target()
	if err := t.Size(ctx, b.options.Width, b.options.Height); err != nil {
		t.close()
		return nil, fmt.Errorf("open tab: %w", err)
	}
	return t, nil
}

// heed takes in what the browser tells about the tab. It must not wait.
func (t *Tab) heed(event any) {
	if dialog, ok := event.(*page.EventJavascriptDialogOpening); ok {
		t.record.say("dialog: " + dialog.Message)
		go func() { _ = t.do(context.Background(), page.HandleJavaScriptDialog(true).Do) }()
		return
	}
	t.record.heed(event)
}

// Close closes the tab. What it recorded remains.
func (t *Tab) Close() { t.close() }

// do runs a command of the tab.
func (t *Tab) do(ctx context.Context, command func(context.Context) error) error {
	return t.in(ctx, t.target, command)
}

// in runs a command, for as long as patience and the life of the tab allow.
func (t *Tab) in(ctx context.Context, executor cdp.Executor, command func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, t.browser.options.Patience)
	defer cancel()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	defer t.life.onEnd(func() { end(errClosed) })()
	err := command(cdp.WithExecutor(ctx, executor))
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// Open goes to a URL and returns when the page's load event has been fired. That a
// page cannot be reached is an error; its status is not.
func (t *Tab) Open(ctx context.Context, url string) error {
	err := t.do(ctx, func(ctx context.Context) error {
		_, _, text, _, err := page.Navigate(url).Do(ctx)
		if err == nil && text != "" {
			return errors.New(text)
		}
		return err
	})
	if err == nil {
		err = t.Until(ctx, "the page is loaded", "document.readyState === 'complete' && location.href !== 'about:blank'")
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", url, err)
	}
	return nil
}

// Eval evaluates an expression in the page, waits for it if it is a promise, and puts
// its value into v as encoding/json does. v may be nil. What the expression throws is
// an error.
func (t *Tab) Eval(ctx context.Context, expression string, v any) error {
	err := t.do(ctx, func(ctx context.Context) error {
		result, thrown, err := runtime.Evaluate(expression).WithReturnByValue(true).WithAwaitPromise(true).Do(ctx)
		switch {
		case err != nil:
			return err
		case thrown != nil:
			return errors.New(describe(thrown))
		case v == nil || len(result.Value) == 0: // undefined
			return nil
		}
		return json.Unmarshal(result.Value, v)
	})
	if err != nil {
		return fmt.Errorf("evaluate %s: %w", brief(expression), err)
	}
	return nil
}

// brief cuts a text to what fits a message.
func brief(text string) string {
	if len(text) <= 80 {
		return text
	}
	return text[:80] + "…"
}
