package specs

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"testing"

	refserver "github.com/ssegauge/ssegauge/reference-server"
)

// referenceServer returns the URL of a reference server, whose streams show a
// sign of life every 300 ms.
func referenceServer(t *testing.T) string {
	t.Helper()
	s, err := refserver.New(refserver.Config{Heartbeat: 300 * ms})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

// secureReferenceServer is one that speaks TLS, and HTTP/2 to those who want it. It
// comes with what a client needs to trust it.
func secureReferenceServer(t *testing.T) (string, *tls.Config) {
	t.Helper()
	s, err := refserver.New(refserver.Config{Heartbeat: 300 * ms})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.Handler())
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, trustIn(server)
}

// trustIn is the configuration of a client that knows the certificate of server.
func trustIn(server *httptest.Server) *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

// secureConfigFor is configFor over TLS.
func secureConfigFor(base string, config *tls.Config) (Config, error) {
	cfg, err := configFor(base)
	if err != nil {
		return cfg, err
	}
	cfg.TLS = config
	cfg.Publisher, err = NewHTTPPublisher(HTTPHook{Request: "POST " + base + publishPath, TLS: config})
	return cfg, err
}

// referenceTargets are one reference server, asked in several ways.
func referenceTargets(t *testing.T) []target {
	t.Helper()
	s, err := refserver.New(refserver.Config{Heartbeat: 300 * ms})
	if err != nil {
		t.Fatal(err)
	}
	return []target{
		{"reference server, ids of its own", s.Handler(), nil, nil},
		{"reference server, ids of the suite", s.Handler(), func(c *Config, _ string) { c.ServerIDs = false }, nil},
		{"reference server, one topic for all", s.Handler(), func(c *Config, base string) {
			c.URL = base + "/events?topic=shared"
			c.Publisher, _ = NewHTTPPublisher(HTTPHook{Request: "POST " + base + "/publish?topic=shared&id={{urlquery .ID}}"})
		}, nil},
		{"reference server, a hook that speaks JSON", s.Handler(), func(c *Config, base string) {
			c.Publisher, _ = NewHTTPPublisher(HTTPHook{
				Request: "POST " + base + "/publish?topic={{urlquery .Topic}}",
				Header:  []string{"Content-Type: application/json"},
				Body:    `{"data":{{json .Data}},"event":{{json .Event}},"id":{{json .ID}}}`,
			})
		}, nil},
		{"reference server, clients that reconnect all the time", s.Handler(), only("id:resume-race"), nil},
		{"reference server, one probe at a time", s.Handler(), func(c *Config, _ string) { c.Concurrency = 1 }, nil},
		{"reference server, without a hook", s.Handler(), passive, nil},
	}
}

// What less than a second decides, a busy machine may break now and then, but
// not each time.
func TestReferenceServerDeliversAtOnce(t *testing.T) {
	const attempts = 3
	base := referenceServer(t)
	hasty := target{change: only("id:liveness-not-behind || id:liveness-no-burst || id:liveness-frame-in-one-piece || id:liveness-event-flushed")}
	for range attempts {
		wrong, _, err := hasty.wrongs(t.Context(), base)
		if err != nil {
			t.Fatal(err)
		}
		if len(wrong) == 0 {
			return
		}
		t.Logf("broken, perhaps by this machine: %q", wrong)
	}
	t.Errorf("broken in %d of %d attempts", attempts, attempts)
}
