package dialects

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestDatastarPatches(t *testing.T) {
	d, base := serve(t, "datastar")
	_, got := answerTo(t, d, base, d.Method, "")
	const first = "event: datastar-patch-signals\ndata: onlyIfMissing true\ndata: signals {\"name\":\"reader\",\"read\":0}\n\n"
	const last = "event: datastar-patch-elements\ndata: selector #spinner\ndata: mode remove\n\n"
	if !strings.HasPrefix(got, first) || !strings.HasSuffix(got, last) {
		t.Errorf("got %s", got)
	}
}

func TestDatastarRefuses(t *testing.T) {
	d, base := serve(t, "datastar")
	if status, text := answerTo(t, d, base, http.MethodPut, "{}"); status != http.StatusMethodNotAllowed || text != "use GET\n" {
		t.Errorf("PUT: got %d %q", status, text)
	}
	d.Query = "datastar=%7B"
	if status, text := answerTo(t, d, base, http.MethodGet, ""); status != http.StatusBadRequest || !strings.HasPrefix(text, "parse signals: ") {
		t.Errorf("signals that are cut off: got %d %q", status, text)
	}
	if status, text := answerTo(t, Dialect{Path: d.Path}, base, http.MethodHead, ""); status != http.StatusOK || text != "" {
		t.Errorf("HEAD: got %d %q", status, text)
	}
}

// What is compressed is the same stream.
func TestDatastarCompresses(t *testing.T) {
	d, base := serve(t, "datastar")
	_, plain := answerTo(t, d, base, d.Method, "")
	for accept, want := range map[string]string{
		"br, gzip": "gzip", "gzip;q=0.5": "gzip", "gzip;q=0, br": "", "identity": "", "x-gzip": "",
	} {
		req, err := http.NewRequestWithContext(t.Context(), d.Method, d.URL(base), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readAs(res)
		if err != nil || got != plain || res.Header.Get("Content-Encoding") != want || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: got %v, %v, %s", accept, res.Header, err, got)
		}
	}
}

// readAs returns the text of res out of its coding.
func readAs(res *http.Response) (string, error) {
	defer res.Body.Close()
	var body io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			return "", err
		}
		body = z
	}
	all, err := io.ReadAll(body)
	return string(all), err
}
