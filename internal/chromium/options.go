package chromium

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrNotFound says that there is no Chromium in the PATH.
var ErrNotFound = errors.New("no chromium, chromium-browser or google-chrome in the PATH (apt-get install chromium)")

// Options are how a Browser is started. The zero value is a good one.
type Options struct {
	// Width and Height are the size of the window in pixels. Default 1280 and 800.
	Width, Height int
	// Patience bounds every wait, and every command of a tab. Default 20 s.
	Patience time.Duration
	// Proxy is the URL of a proxy for all requests, also those to this machine. Empty is
	// none.
	Proxy string
	// Resolve are rules such as "MAP one.test 127.0.0.1, MAP two.test 127.0.0.1". Empty
	// resolves localhost and addresses of this machine, and nothing else.
	Resolve string
	// AnyCertificate trusts every certificate.
	AnyCertificate bool
}

func (o Options) withDefaults() Options {
	o.Width, o.Height = cmp.Or(o.Width, 1280), cmp.Or(o.Height, 800)
	o.Patience = cmp.Or(o.Patience, 20*time.Second)
	o.Resolve = cmp.Or(o.Resolve, "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.*, EXCLUDE [::1]")
	return o
}

// find returns the path of the program.
func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNotFound
}

// flags are those of the process.
func (o Options) flags(program, profile string) []chromedp.ExecAllocatorOption {
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.Headless,
		chromedp.WSURLReadTimeout(startPatience), chromedp.WindowSize(o.Width, o.Height),
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("no-sandbox", os.Getuid() == 0), // which root cannot have
		chromedp.Flag("host-resolver-rules", o.Resolve),
		chromedp.Flag("ignore-certificate-errors", o.AnyCertificate),
		chromedp.Flag("no-proxy-server", o.Proxy == ""),
		chromedp.Flag("password-store", "basic"),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("disable-features", "Translate,MediaRouter,OptimizationHints"),
	}
	if o.Proxy != "" {
		flags = append(flags, chromedp.ProxyServer(o.Proxy), chromedp.Flag("proxy-bypass-list", "<-loopback>"))
	}
	for name := range strings.FieldsSeq(`
		disable-background-networking disable-background-timer-throttling disable-backgrounding-occluded-windows
		disable-breakpad disable-component-update disable-crash-reporter disable-default-apps disable-dev-shm-usage
		disable-extensions disable-hang-monitor disable-ipc-flooding-protection disable-renderer-backgrounding
		disable-sync metrics-recording-only use-mock-keychain`) {
		flags = append(flags, chromedp.Flag(name, true))
	}
	return flags
}

// makeProfile makes the directory of a profile, which is to be removed.
func makeProfile() (string, error) {
	profile, err := os.MkdirTemp("", "chromium-profile-")
	if err != nil {
		return "", fmt.Errorf("make profile: %w", err)
	}
	return profile, nil
}
