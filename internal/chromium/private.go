package chromium

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Private opens an empty tab with storage and connections of its own, as another
// person's browser has them.
func (b *Browser) Private(ctx context.Context) (*Tab, error) {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	at := cdp.WithExecutor(ctx, b.executor)
	person, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(at)
	if err != nil {
		return nil, fmt.Errorf("open private tab: %w", err)
	}
	discard := func() { b.dispose(ctx, person) }
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(person).WithNewWindow(true).Do(at)
	if err != nil {
		discard()
		return nil, fmt.Errorf("open private tab: %w", err)
	}
	tab, err := b.open(ctx, discard, chromedp.WithTargetID(id))
	if err != nil {
		return nil, err
	}
	tab.person = person
	return tab, nil
}

// dispose removes what a person has left. Where that is not possible it goes with the
// browser.
func (b *Browser) dispose(ctx context.Context, person cdp.BrowserContextID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = target.DisposeBrowserContext(person).Do(cdp.WithExecutor(ctx, b.executor))
}
