package chromium

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// pollEvery is how often a condition is looked at.
const pollEvery = 20 * time.Millisecond

// Text returns the text that the first element of a selector shows: its rendered text,
// or the value of a form field. That there is no such element is an error.
func (t *Tab) Text(ctx context.Context, selector string) (string, error) {
	var text *string
	if err := t.Eval(ctx, shown(selector), &text); err != nil {
		return "", err
	}
	if text == nil {
		return "", fmt.Errorf("read %q: no such element", selector)
	}
	return *text, nil
}

// WaitText waits until the first element of a selector shows a text that contains want,
// without regard to how it is wrapped. An empty want waits for the element.
func (t *Tab) WaitText(ctx context.Context, selector, want string) error {
	condition := fmt.Sprintf(`(text => text !== null && text.replace(/\s+/g, ' ').includes(%s))(%s)`,
		quote(strings.Join(strings.Fields(want), " ")), shown(selector))
	return t.Until(ctx, fmt.Sprintf("%s shows %q", selector, want), condition)
}

// Until waits until a JavaScript expression is true. what completes "waited in vain
// until", and the error tells what the page shows instead. A page that is being
// replaced is asked again.
func (t *Tab) Until(ctx context.Context, what, condition string) error {
	wait, cancel := context.WithTimeout(ctx, t.browser.options.Patience)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		var reached bool
		err := t.Eval(wait, "!!("+condition+")", &reached)
		switch {
		case reached:
			return nil
		case errors.Is(err, errClosed):
			return fmt.Errorf("wait until %s: %w", what, err)
		}
		select {
		case <-tick.C:
		case <-wait.Done():
			return fmt.Errorf("waited in vain until %s: %w\n%s", what, errors.Join(wait.Err(), err), t.Describe(ctx))
		}
	}
}

// Describe tells what the page shows, what it wrote to the console, and its failures.
func (t *Tab) Describe(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	var address, text string
	if err := t.Eval(ctx, "location.href", &address); err != nil {
		address = err.Error()
	}
	if err := t.Eval(ctx, "document.body ? document.body.innerText : ''", &text); err != nil {
		text = err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "page %s shows:\n%s\n", address, indent(text))
	section(&b, "console", t.Console())
	section(&b, "failures", t.Failures())
	return b.String()
}

func section(b *strings.Builder, name string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(b, "%s:\n%s\n", name, indent(strings.Join(lines, "\n")))
	}
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// shown is an expression for what the first element of a selector shows, or null.
func shown(selector string) string {
	return fmt.Sprintf(`(e => e === null ? null : 'value' in e && e.tagName !== 'BUTTON' && e.tagName !== 'LI' ?
		String(e.value) : e.innerText ?? e.textContent)(document.querySelector(%s))`, quote(selector))
}

// quote is text as a JavaScript string.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""` // a string is always encoded
	}
	return string(quoted)
}
