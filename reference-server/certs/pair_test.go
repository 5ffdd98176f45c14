package certs

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// made is a certificate in PEM, known by its serial number.
type made struct{ cert, key []byte }

func makePair(t *testing.T, serial int64) made {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames: []string{"sse.example"},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return made{
		cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}
}

// padded has both files be of one size.
func (m made) padded() made {
	pad := func(text []byte) []byte { return append(text, bytes.Repeat([]byte("\n"), 4096-len(text))...) }
	return made{cert: pad(m.cert), key: pad(m.key)}
}

// served is a Pair, its files, and what it has said.
type served struct {
	*Pair
	dir string
	log bytes.Buffer
}

func serve(t *testing.T, m made) *served {
	t.Helper()
	s := &served{dir: t.TempDir()}
	s.write(t, "cert.pem", m.cert)
	s.write(t, "key.pem", m.key)
	pair, err := Load(s.name("cert.pem"), s.name("key.pem"), slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	s.Pair = pair
	return s
}

func (s *served) name(file string) string { return filepath.Join(s.dir, file) }

func (s *served) write(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(s.name(file), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// said returns the messages of the log, and forgets them.
func (s *served) said() []string {
	var messages []string
	for line := range strings.Lines(s.log.String()) {
		_, rest, _ := strings.Cut(line, `msg="`)
		message, _, _ := strings.Cut(rest, `"`)
		messages = append(messages, message)
	}
	s.log.Reset()
	return messages
}

// handshake returns the serial number of the certificate that a client gets.
func handshake(t *testing.T, p *Pair) int64 {
	t.Helper()
	near, far := net.Pipe()
	defer func() { _, _ = near.Close(), far.Close() }()
	server := tls.Server(far, &tls.Config{GetCertificate: p.Certificate, MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true})
	failed := make(chan error, 1)
	go func() { failed <- server.HandshakeContext(t.Context()) }()
	client := tls.Client(near, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // the serial number tells it
	if err := client.HandshakeContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	return client.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

// expect has a handshake after some time, and looks at what is said about it.
func (s *served) expect(t *testing.T, after time.Duration, serial int64, said ...string) {
	t.Helper()
	<-time.After(after)
	if got := handshake(t, s.Pair); got != serial {
		t.Errorf("certificate %d, want %d", got, serial)
	}
	if diff := cmp.Diff(said, s.said()); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}

const (
	reloaded = "certificate reloaded"
	kept     = "certificate not reloaded, the old one stays"
)

func TestReplacedFilesAreSeenWithinASecond(t *testing.T) {
	one, two := makePair(t, 1), makePair(t, 2)
	s := serve(t, one)
	synctest.Test(t, func(t *testing.T) {
		s.looked = time.Now()
		s.expect(t, 0, 1)
		s.write(t, "cert.pem", two.cert)
		s.write(t, "key.pem", two.key)
		s.expect(t, lookEvery-1, 1)
		s.expect(t, 1, 2, reloaded)
		s.expect(t, time.Hour, 2)
	})
}

func TestWhatDoesNotFitIsNotTaken(t *testing.T) {
	one, two := makePair(t, 1), makePair(t, 2)
	tests := []struct {
		name  string
		spoil func(t *testing.T, s *served)
	}{
		{"the other's key", func(t *testing.T, s *served) { t.Helper(); s.write(t, "key.pem", two.key) }},
		{"the other's certificate", func(t *testing.T, s *served) { t.Helper(); s.write(t, "cert.pem", two.cert) }},
		{"half of it", func(t *testing.T, s *served) { t.Helper(); s.write(t, "cert.pem", two.cert[:len(two.cert)/2]) }},
		{"nothing", func(t *testing.T, s *served) { t.Helper(); s.write(t, "key.pem", nil) }},
		{"too much", func(t *testing.T, s *served) {
			t.Helper()
			s.write(t, "key.pem", bytes.Repeat(two.key, maxBytes/len(two.key)+1))
		}},
		{"no file", func(t *testing.T, s *served) {
			t.Helper()
			if err := os.Remove(s.name("cert.pem")); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, one)
			synctest.Test(t, func(t *testing.T) {
				s.looked = time.Now()
				test.spoil(t, s)
				s.expect(t, lookEvery, 1, kept)
				s.expect(t, lookEvery, 1)
				s.expect(t, 0, 1)
				s.Reload()
				s.expect(t, 0, 1, kept)
				s.write(t, "cert.pem", two.cert)
				s.write(t, "key.pem", two.key)
				s.expect(t, lookEvery, 2, reloaded)
			})
		})
	}
}

// TestRenamedFilesAreSeen has files of the same size and time: only the files
// themselves are others.
func TestRenamedFilesAreSeen(t *testing.T) {
	one, two := makePair(t, 1).padded(), makePair(t, 2).padded()
	s := serve(t, one)
	for file, text := range map[string][]byte{"cert.pem": two.cert, "key.pem": two.key} {
		before, err := os.Stat(s.name(file))
		if err != nil {
			t.Fatal(err)
		}
		s.write(t, "new", text)
		if err := os.Chtimes(s.name("new"), before.ModTime(), before.ModTime()); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(s.name("new"), s.name(file)); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		s.looked = time.Now()
		s.expect(t, lookEvery, 2, reloaded)
	})
}

func TestReloadDoesNotWait(t *testing.T) {
	s := serve(t, makePair(t, 1))
	two := makePair(t, 2)
	s.write(t, "cert.pem", two.cert)
	s.write(t, "key.pem", two.key)
	s.Reload()
	s.expect(t, 0, 2, reloaded)
	s.Reload()
	s.expect(t, 0, 2, reloaded)
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	one, two := makePair(t, 1), makePair(t, 2)
	dir := t.TempDir()
	for name, text := range map[string][]byte{
		"cert.pem": one.cert, "key.pem": one.key, "other.pem": two.key, "empty.pem": nil, "long.pem": bytes.Repeat([]byte("x"), maxBytes+1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ cert, key, want string }{
		{"none.pem", "key.pem", "read certificate: open none.pem: "},
		{"cert.pem", "none.pem", "read certificate: open none.pem: "},
		{"key.pem", "cert.pem", "read certificate: key.pem and cert.pem: tls: failed to find certificate PEM data"},
		{"cert.pem", "other.pem", "read certificate: cert.pem and other.pem: tls: private key does not match public key"},
		{"empty.pem", "key.pem", "read certificate: empty.pem and key.pem: tls: failed to find any PEM data"},
		{"long.pem", "key.pem", "read certificate: read long.pem: longer than 1048576 bytes"},
	}
	t.Chdir(dir)
	for _, test := range tests {
		_, err := Load(test.cert, test.key, slog.New(slog.DiscardHandler))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s, %s: %v", test.cert, test.key, err)
		}
	}
}
