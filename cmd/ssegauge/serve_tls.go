package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/pflag"

	refserver "github.com/ssegauge/ssegauge/reference-server"
	"github.com/ssegauge/ssegauge/reference-server/certs"
)

// serveTLSOptions is what serve is told about TLS and what is spoken over it.
type serveTLSOptions struct {
	cert, key string
	http3     bool
}

func (o *serveTLSOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.cert, "cert", "", "certificate for TLS, PEM `FILE`; may be replaced")
	f.StringVar(&o.key, "key", "", "its private key, PEM `FILE`")
	f.BoolVar(&o.http3, "http3", false, "serve HTTP/3 as well, on the same port by UDP")
}

// load reads the certificate, which is nil if there is none. It tells stderr when
// it is replaced.
func (o *serveTLSOptions) load(stderr io.Writer) (*certs.Pair, error) {
	switch {
	case (o.cert == "") != (o.key == ""):
		return nil, errors.New("--cert and --key: want both or none")
	case o.cert == "" && o.http3:
		return nil, &hintedError{errors.New("--http3: there is no HTTP/3 without TLS"), "give a certificate with --cert and --key"}
	case o.cert == "":
		return nil, nil //nolint:nilnil // no certificate is no mistake
	}
	return certs.Load(o.cert, o.key, slog.New(slog.NewTextHandler(stderr, nil)))
}

// secure makes the server use the certificate, and returns the scheme of its URLs.
func secure(c *refserver.Config, pair *certs.Pair) (scheme string) {
	if pair == nil {
		return "http"
	}
	c.TLS = &tls.Config{GetCertificate: pair.Certificate, MinVersion: tls.VersionTLS12}
	return "https"
}

// reloadOnHangup reads the certificate again whenever the process is told to by
// SIGHUP, which elsewhere than on Unix nobody sends. From now on the signal does not
// end the process.
func reloadOnHangup(pair *certs.Pair) part {
	hangups := make(chan os.Signal, 1) // sent by the runtime
	signal.Notify(hangups, syscall.SIGHUP)
	return func(ctx context.Context) error {
		defer signal.Stop(hangups)
		for {
			select {
			case <-hangups:
				pair.Reload()
			case <-ctx.Done():
				return nil
			}
		}
	}
}
