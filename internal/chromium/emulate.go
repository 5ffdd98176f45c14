package chromium

import (
	"context"
	"fmt"
	"os"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
)

// Offline takes the tab's network away, or gives it back: what it requests from now on
// fails, and the page is told by navigator.onLine and its events. A stream that is open
// stays open, as it does for a while when a cable is pulled: to end it is the server's.
func (t *Tab) Offline(ctx context.Context, offline bool) error {
	err := t.do(ctx, func(ctx context.Context) error {
		all := []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1}}
		if _, err := network.EmulateNetworkConditionsByRule(offline, all).Do(ctx); err != nil {
			return err
		}
		return network.OverrideNetworkState(offline, 0, -1, -1).Do(ctx)
	})
	if err != nil {
		return fmt.Errorf("set offline %t: %w", offline, err)
	}
	return nil
}

// Front brings the tab before the others of its window. Those are hidden, as one that
// was just opened is: nothing is in sight there, and no animation runs.
func (t *Tab) Front(ctx context.Context) error {
	if err := t.do(ctx, page.BringToFront().Do); err != nil {
		return fmt.Errorf("bring the tab to the front: %w", err)
	}
	return nil
}

// GrantNotifications lets the pages of an origin show notifications, as if the person
// had said so.
func (t *Tab) GrantNotifications(ctx context.Context, origin string) error {
	grant := browser.SetPermission(&browser.PermissionDescriptor{Name: "notifications"}, browser.PermissionSettingGranted).
		WithOrigin(origin)
	if t.person != "" {
		grant = grant.WithBrowserContextID(t.person)
	}
	if err := t.in(ctx, t.browser.executor, grant.Do); err != nil {
		return fmt.Errorf("grant notifications to %s: %w", origin, err)
	}
	return nil
}

// Size sets the size of the page in pixels, as that of a phone: 360 and 740.
func (t *Tab) Size(ctx context.Context, width, height int) error {
	if err := t.do(ctx, emulation.SetDeviceMetricsOverride(int64(width), int64(height), 1, false).Do); err != nil {
		return fmt.Errorf("set size: %w", err)
	}
	return nil
}

// Dark has pages show themselves as to a person who prefers dark colours, or light
// ones.
func (t *Tab) Dark(ctx context.Context, dark bool) error {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	media := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})
	if err := t.do(ctx, media.Do); err != nil {
		return fmt.Errorf("set colour scheme: %w", err)
	}
	return nil
}

// Shot writes what the tab shows into a file, as PNG.
func (t *Tab) Shot(ctx context.Context, file string) error {
	err := t.do(ctx, func(ctx context.Context) error {
		picture, err := page.CaptureScreenshot().Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(file, picture, 0o600)
	})
	if err != nil {
		return fmt.Errorf("take picture %s: %w", file, err)
	}
	return nil
}
