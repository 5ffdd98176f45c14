package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/internal/chromium"
	"github.com/ssegauge/ssegauge/internal/chromium/chromiumtest"
	"github.com/ssegauge/ssegauge/reference-server/demos"
)

// TestPagesOutliveTheServer kills the server below the pages of all demos, and starts
// it again with the same history: each page sees that it has gone, comes back by itself
// from the event that it has seen last, and gets what it missed.
func TestPagesOutliveTheServer(t *testing.T) {
	t.Parallel()
	pid := os.Getpid()
	args := []string{
		"--demo", demos.All, "--history", "jetstream", "--data-dir", t.TempDir(),
		"--listen", fmt.Sprintf("127.66.%d.%d:0", pid>>8&0xff, pid&0xff), // whose ports nobody else takes
	}
	server := serveNode(t, args...)
	address := strings.TrimPrefix(server.base, "http://")
	browser := chromiumtest.New(t, chromium.Options{})
	pages := map[string]*chromiumtest.Page{}
	for _, name := range demos.Names() {
		if name == demos.All {
			continue
		}
		page := browser.OpenPrivate(t, server.base+"/demos/"+name+"/") // six streams of one browser are too many
		page.Shows("#state[data-state=open]", "")
		pages[name] = page
	}
	server.mustPublish(t, "?topic=demo.ticker&event=my-custom-event", "before the kill")
	pages["ticker"].Shows("#log", "before the kill")
	server.kill()
	for _, page := range pages {
		page.Shows("#state[data-state=connecting]", "")
	}
	server = serveNode(t, append(args, "--listen", address)...)
	server.mustPublish(t, "?topic=demo.ticker&event=my-custom-event", "while it was away")
	post(t, server.base+"/demos/blog/api/posts", `{"title":"While it was away","body":"nothing is missed"}`)
	for name, page := range pages {
		page.Shows("#state[data-state=open]", "")
		requests := page.Requests("EventSource")
		last := requests[len(requests)-1]
		if len(requests) < 2 || last.Header.Get("Last-Event-ID") == "" && !strings.Contains(last.URL, "lastEventId=") {
			t.Errorf("%s: came back without the id of its last event: %+v", name, requests)
		}
	}
	pages["ticker"].Shows("#log", "while it was away")
	pages["blog"].Shows("#posts", "While it was away")
}

func post(t *testing.T, url, json string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewBufferString(json))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("POST %s: status %d", url, res.StatusCode)
	}
}
