package certs

import (
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"
)

const (
	lookEvery = time.Second // how often the files are looked at, at most
	maxBytes  = 1 << 20     // of a file
)

// Pair is a certificate with its private key, in two PEM files. Its methods may be
// called from several goroutines.
type Pair struct {
	cert, key string // names of files
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	read    [2]os.FileInfo // the files as they were when current was read
	looked  time.Time
	problem string // why they were not read since; it is told once
}

// Load reads a pair. Later it tells log, at level info, when it was replaced, and
// why it was not, at level warn, once for each reason. Files of more than 1 MiB are
// not read.
func Load(cert, key string, log *slog.Logger) (*Pair, error) {
	p := &Pair{cert: cert, key: key, log: log, looked: time.Now()}
	if err := p.load(p.look()); err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	return p, nil
}

// Certificate is for tls.Config.GetCertificate. It never fails.
func (p *Pair) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); now.Sub(p.looked) >= lookEvery {
		p.looked = now
		if seen := p.look(); p.problem != "" || changed(p.read, seen) {
			p.reload(seen)
		}
	}
	return p.current, nil
}

// Reload reads the files at once, whether they have changed or not.
func (p *Pair) Reload() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looked, p.problem = time.Now(), ""
	p.reload(p.look())
}

// look returns what there is to see of the files before they are read, so that a
// change in between is seen by the next look. It is nil for a file that is not there.
func (p *Pair) look() (seen [2]os.FileInfo) {
	for i, name := range []string{p.cert, p.key} {
		if info, err := os.Stat(name); err == nil {
			seen[i] = info
		}
	}
	return seen
}

func changed(before, now [2]os.FileInfo) bool {
	for i, was := range before {
		is := now[i]
		if was == nil || is == nil || !os.SameFile(was, is) || was.Size() != is.Size() || !was.ModTime().Equal(is.ModTime()) {
			return true
		}
	}
	return false
}

// reload is called with mu locked.
func (p *Pair) reload(seen [2]os.FileInfo) {
	err := p.load(seen)
	switch {
	case err == nil:
		p.log.Info("certificate reloaded", "file", p.cert, "expires", p.current.Leaf.NotAfter)
	case err.Error() != p.problem:
		p.problem = err.Error()
		p.log.Warn("certificate not reloaded, the old one stays", "cause", p.problem)
	}
}

// load replaces the current pair if the files hold one.
func (p *Pair) load(seen [2]os.FileInfo) error {
	cert, err := readFile(p.cert)
	if err != nil {
		return err
	}
	key, err := readFile(p.key)
	if err != nil {
		return err
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("%s and %s: %w", p.cert, p.key, err)
	}
	p.current, p.read, p.problem = &pair, seen, ""
	return nil
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err == nil && len(text) > maxBytes {
		err = fmt.Errorf("read %s: longer than %d bytes", name, maxBytes)
	}
	return text, err
}
