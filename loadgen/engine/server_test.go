package engine_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ssegauge/ssegauge/loadgen/request"
)

// authority signs certificates for 127.0.0.1.
type authority struct {
	cert tls.Certificate
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{pool: x509.NewCertPool()}
	a.cert = a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	a.pool.AddCert(a.cert.Leaf)
	return a
}

// issue returns a certificate for both sides.
func (a *authority) issue(t *testing.T) tls.Certificate {
	t.Helper()
	return a.sign(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	})
}

// sign signs a certificate with a new key. The first one signs itself.
func (a *authority) sign(t *testing.T, c *x509.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parent, signer := a.cert.Leaf, a.cert.PrivateKey
	if parent == nil {
		parent, signer = c, key
	}
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// web runs a server of net/http that change has the last word on, and returns its URL.
func web(t *testing.T, handler http.HandlerFunc, settings *tls.Config, change func(*http.Server)) string {
	t.Helper()
	noLeaks(t)
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	server.TLS = settings
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetHTTP2(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	if change != nil {
		change(server.Config)
	}
	if settings != nil {
		server.EnableHTTP2 = server.Config.Protocols.HTTP2()
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL + "/events"
}

// events sends two events, and lasts until the client leaves.
func events(w http.ResponseWriter, r *http.Request) {
	stream(w)
	for n := range 2 {
		say(w, fmt.Sprintf("id: %d\ndata: x\n\n", n))
	}
	<-r.Context().Done()
}

// stream begins a stream.
func stream(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream")
	say(w, ": hello\n\n")
}

// say sends text at once.
func say(w http.ResponseWriter, text string) {
	_, _ = io.WriteString(w, text)
	_ = http.NewResponseController(w).Flush()
}

// under makes an engine trust an authority, and speak a version of HTTP.
func under(a *authority, version request.Version) func(*load) {
	return func(l *load) {
		l.spec.Version = version
		if a != nil {
			l.spec.TLS = &tls.Config{RootCAs: a.pool}
		}
	}
}
