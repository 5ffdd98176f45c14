package selftest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"time"
)

// certificate is one for 127.0.0.1 that signs itself. nil is none, and leads to
// plain connections.
type certificate struct {
	pair tls.Certificate
	leaf *x509.Certificate
}

// certify makes a certificate if one is wanted.
func certify(wanted bool) (*certificate, error) {
	if !wanted {
		return nil, nil //nolint:nilnil // none is wanted
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return &certificate{tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, leaf}, nil
}

func (c *certificate) server() *tls.Config {
	if c == nil {
		return nil
	}
	return &tls.Config{Certificates: []tls.Certificate{c.pair}, MinVersion: tls.VersionTLS12}
}

func (c *certificate) client() *tls.Config {
	if c == nil {
		return nil
	}
	roots := x509.NewCertPool()
	roots.AddCert(c.leaf)
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}
