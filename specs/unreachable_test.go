package specs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ssegauge/ssegauge/report"
	"github.com/ssegauge/ssegauge/specs/wire"
)

// rawServer answers each connection with bytes, once it has sent something, and
// closes it.
func rawServer(t *testing.T, answer string) string {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{}) // closed by the goroutine below
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1<<16))
			_, _ = io.WriteString(conn, answer)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-ended
	})
	return "http://" + l.Addr().String()
}

func TestCheckOfAnUnreachableTarget(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	secure := secureServer(http.NotFoundHandler())
	defer secure.Close()
	unknownHost := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "nowhere.example", IsNotFound: true}
	}
	tests := []struct {
		name   string
		config Config
		end    wire.EndKind
		says   string
	}{
		{"refused", Config{URL: gone.URL}, wire.EndDialError, "refused"},
		{"unknown host", Config{URL: "http://nowhere.example/", Dial: unknownHost}, wire.EndDialError, "no such host"},
		{"a certificate that nobody knows", Config{URL: secure.URL}, wire.EndTLSError, "certificate"},
		{"TLS without HTTP/2", Config{URL: secure.URL, Proto: wire.HTTP2, TLS: trustIn(secure)}, wire.EndNoHTTP2, "HTTP/2"},
		{"no HTTP/2", Config{URL: rawServer(t, "HTTP/1.1 400 No\r\n\r\n"), Proto: wire.HTTP2}, wire.EndMalformed, "the bytes are not HTTP/2"},
		{"TLS where there is none", Config{URL: strings.Replace(rawServer(t, "HTTP/1.1 400 No\r\n\r\n"), "http:", "https:", 1)}, wire.EndTLSError, "does not speak TLS"},
		{"another protocol", Config{URL: rawServer(t, "SSH-2.0-x\r\n")}, wire.EndMalformed, "SSH-2.0-x"},
		{"closed without an answer", Config{URL: rawServer(t, "")}, wire.EndTruncated, "closed before its first byte"},
		{"half a head", Config{URL: rawServer(t, "HTTP/1.1 200 OK\r\n")}, wire.EndTruncated, "closed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.config.Publisher = hookFor(t, "POST "+gone.URL)
			run, err := Check(t.Context(), tt.config)
			unreachable, ok := errors.AsType[*UnreachableError](err)
			if !ok || unreachable.End != tt.end || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("got %v, want %s, … %s …", err, tt.end, tt.says)
			}
			if run.Verdict != report.Error || run.Reason != err.Error() || len(run.Results) != len(catalogueIDs()) {
				t.Errorf("got %v %q with %d results", run.Verdict, run.Reason, len(run.Results))
			}
			for _, r := range run.Results {
				if r.Verdict != report.Skip {
					t.Errorf("%s: got %v, want a Target that nobody reached not to be judged", r.Requirement, r.Verdict)
				}
			}
		})
	}
}

func TestUnreachableCauses(t *testing.T) {
	secure := secureServer(http.NotFoundHandler())
	defer secure.Close()
	_, err := Check(t.Context(), Config{URL: secure.URL})
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Errorf("got %v, want a cause that says what is wrong with the certificate", err)
	}
}

func TestCheckOverTLS(t *testing.T) {
	secure := secureServer(newHub())
	defer secure.Close()
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	run, err := Check(t.Context(), Config{
		URL: secure.URL + "/events", TLS: &tls.Config{RootCAs: roots}, Labels: "response", Limits: brief(),
	})
	if err != nil || run.Verdict != report.Pass {
		t.Errorf("got %v, %v", run, err)
	}
}
