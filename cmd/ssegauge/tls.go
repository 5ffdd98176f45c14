package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
)

// tlsOptions is what a client is told about TLS.
type tlsOptions struct {
	caCert, cert, key string
	insecure          bool
}

func (o *tlsOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.caCert, "cacert", "", "trust the authorities in this PEM `FILE`")
	f.StringVar(&o.cert, "cert", "", "client certificate, PEM `FILE`")
	f.StringVar(&o.key, "key", "", "its private key, PEM `FILE`")
	f.BoolVar(&o.insecure, "insecure", false, "do not verify the server's certificate")
}

// config returns the configuration for https. Every problem is reported.
func (o *tlsOptions) config() (*tls.Config, error) {
	c := &tls.Config{InsecureSkipVerify: o.insecure} //nolint:gosec // the user asks for it
	var caErr, certErr error
	if o.caCert != "" {
		c.RootCAs, caErr = readAuthorities(o.caCert)
	}
	switch {
	case (o.cert == "") != (o.key == ""):
		certErr = errors.New("--cert and --key: want both or none")
	case o.cert != "":
		var pair tls.Certificate
		pair, certErr = tls.LoadX509KeyPair(o.cert, o.key)
		if certErr != nil {
			certErr = fmt.Errorf("read client certificate: %w", certErr)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, errors.Join(caErr, certErr)
}

func readAuthorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read authorities: %s holds no PEM certificate", file)
	}
	return pool, nil
}
