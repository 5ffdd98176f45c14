package chromium

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Click waits until the first element of a selector can be clicked (it is shown, is
// enabled, and nothing lies over its middle) and clicks it with the mouse, as a person
// does: a page may ask for permissions then.
func (t *Tab) Click(ctx context.Context, selector string) error {
	if err := t.Until(ctx, selector+" can be clicked", middle(selector)); err != nil {
		return err
	}
	err := t.do(ctx, func(ctx context.Context) error {
		var at struct{ X, Y float64 }
		if err := t.Eval(ctx, middle(selector), &at); err != nil {
			return err
		}
		for _, kind := range []input.MouseType{input.MousePressed, input.MouseReleased} {
			event := input.DispatchMouseEvent(kind, at.X, at.Y).WithButton(input.Left).WithClickCount(1)
			if err := event.Do(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("click %s: %w", selector, err)
	}
	return nil
}

// middle is an expression for the middle of an element, or null while it cannot be
// clicked.
func middle(selector string) string {
	return fmt.Sprintf(`(e => {
		if (!e || e.disabled) return null;
		e.scrollIntoView({ block: 'center', behavior: 'instant' });
		const box = e.getBoundingClientRect();
		const at = { X: box.x + box.width / 2, Y: box.y + box.height / 2 };
		const hit = document.elementFromPoint(at.X, at.Y);
		return hit && (e.contains(hit) || hit.contains(e)) && box.width > 0 ? at : null;
	})(document.querySelector(%s))`, quote(selector))
}

// Type replaces the text of a field, as if it was typed.
func (t *Tab) Type(ctx context.Context, selector, text string) error {
	field := fmt.Sprintf("(e => e && !e.disabled && (e.focus(), e.select(), document.activeElement === e))(document.querySelector(%s))",
		quote(selector))
	if err := t.Until(ctx, selector+" can be typed into", field); err != nil {
		return err
	}
	command := input.InsertText(text).Do
	if text == "" {
		command = chromedp.KeyEvent("\b").Do
	}
	if err := t.do(ctx, command); err != nil {
		return fmt.Errorf("type into %s: %w", selector, err)
	}
	return nil
}
