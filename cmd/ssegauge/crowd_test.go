package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
)

// crowdReport is what a crowd says, once when its streams are open and once when all
// have received the event.
type crowdReport struct{ Open, Received int }

// crowd opens a number of streams from a source address and holds them until its
// standard input ends. It is a process, because one may open only so many files.
func crowd(args []string, stdin io.Reader, stdout io.Writer) error {
	if len(args) != 3 {
		return errors.New("want a server, a source address and a number of streams")
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	conns, err := openCrowd(args[0], args[1], n)
	if err != nil {
		return err
	}
	out := json.NewEncoder(stdout)
	if err := out.Encode(crowdReport{Open: n}); err != nil {
		return err
	}
	received := make(chan error, n) // each sends once
	for _, conn := range conns {
		go func() { received <- awaitText(conn, "data: everyone\n\n") }()
	}
	for range n {
		if err := <-received; err != nil {
			return err
		}
	}
	if err := out.Encode(crowdReport{Open: n, Received: n}); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, stdin)
	return err
}

// crowdCode says what went wrong with a crowd, and returns its exit code.
func crowdCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitPassed
	}
	fmt.Fprintf(stderr, "crowd: %v\n", err)
	return exitUnjudged
}

// openCrowd opens streams, several at a time, and returns when all have begun.
func openCrowd(server, source string, n int) ([]net.Conn, error) {
	const workers = 64
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}}
	conns, errs := make([]net.Conn, n), make([]error, workers)
	var opening sync.WaitGroup
	for w := range workers {
		opening.Go(func() {
			for i := w; i < n && errs[w] == nil; i += workers {
				conns[i], errs[w] = openStream(&dialer, server)
			}
		})
	}
	opening.Wait()
	return conns, errors.Join(errs...)
}

func openStream(dialer *net.Dialer, server string) (net.Conn, error) {
	conn, err := dialer.DialContext(context.Background(), "tcp", server)
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(conn, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return nil, err
	}
	return conn, awaitText(conn, "\nretry: ")
}

// awaitText reads until the text has been received. What follows it is lost, so it
// must be the last that is sent for now.
func awaitText(conn net.Conn, text string) error {
	buf, seen := make([]byte, 1024), []byte(nil)
	for !bytes.Contains(seen, []byte(text)) {
		n, err := conn.Read(buf)
		if err != nil {
			return fmt.Errorf("await %q after %q: %w", text, seen, err)
		}
		seen = append(seen[max(0, len(seen)-len(text)):], buf[:n]...)
	}
	return nil
}
