package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/quic-go/quic-go/http3"
)

// fetch is the HTTP client of the scripts:
//
//	fetch [-cacert FILE] [-http3] [-n EVENTS] METHOD URL [BODY [HEADER…]]
//
// It prints the response as it comes, and ends after that many events if it is
// told a number.
func fetch(args []string, stdout, stderr io.Writer) int {
	if err := fetchTo(stdout, args); err != nil {
		fmt.Fprintf(stderr, "fetch: %v\n", err)
		return 1
	}
	return 0
}

func fetchTo(stdout io.Writer, args []string) error {
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	cacert := flags.String("cacert", "", "trust this `FILE`")
	quick := flags.Bool("http3", false, "speak HTTP/3")
	events := flags.Int("n", 0, "end after so many `EVENTS`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	transport, err := fetchTransport(*cacert, *quick)
	if err != nil {
		return err
	}
	defer transport.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := fetchRequest(ctx, flags.Args())
	if err != nil {
		return err
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var head strings.Builder
	if err := resp.Header.Write(&head); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(stdout, "%s %s\n%s\n", resp.Proto, resp.Status, &head); err != nil {
		return err
	}
	return copyEvents(stdout, resp.Body, *events)
}

// roundTripper is a client of one protocol or another.
type roundTripper interface {
	http.RoundTripper
	CloseIdleConnections()
}

func fetchTransport(cacert string, quick bool) (roundTripper, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if cacert != "" {
		pem, err := os.ReadFile(cacert)
		if err != nil {
			return nil, err
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New(cacert + " holds no certificate")
		}
	}
	if quick {
		return &http3.Transport{TLSClientConfig: c}, nil
	}
	return &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: c}, nil
}

func fetchRequest(ctx context.Context, args []string) (*http.Request, error) {
	if len(args) < 2 {
		return nil, errors.New("want a method and a url")
	}
	body := ""
	if len(args) > 2 {
		body = args[2]
	}
	req, err := http.NewRequestWithContext(ctx, args[0], args[1], strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	for _, line := range args[min(3, len(args)):] {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Set(name, value)
	}
	return req, nil
}

// copyEvents copies lines up to the end, or up to the n-th blank line after
// data.
func copyEvents(w io.Writer, r io.Reader, n int) error {
	hasData := false
	for lines := bufio.NewReader(r); ; {
		line, err := lines.ReadString('\n')
		if _, werr := io.WriteString(w, line); werr != nil {
			return werr
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case strings.HasPrefix(line, "data"):
			hasData = true
		case line == "\n" && hasData:
			hasData = false
			if n--; n == 0 {
				return nil
			}
		}
	}
}
