package jetstream

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Bounds of the embedded server.
const (
	syncInterval = 2 * time.Second  // between two syncs of the disk
	startTimeout = 30 * time.Second // to recover what is stored, and to listen
	headerRoom   = 16 << 10         // what a message needs beside its data
	// mostPayload is what a record may have: the server takes a longer one for
	// damage when it reads its files again.
	mostPayload = 32<<20 - 64<<10
	// noLimit leaves it to the stream's limits, and to the disk, how much is kept.
	noLimit = 1 << 50
)

// userName is the user of an embedded server that listens.
const userName = "ssegauge"

// ServerConfig says how an embedded server keeps what it stores.
type ServerConfig struct {
	// Dir is the directory for the data, made if need be. "" keeps it in memory.
	Dir string
	// SyncAlways has every message synced to the disk before it is acknowledged.
	// Otherwise that happens every two seconds: what was acknowledged survives the
	// end of the process, and a power cut may lose the last two seconds.
	SyncAlways bool
	// Listen lets other processes on this machine connect, through ClientURL.
	Listen bool
	// MaxEventBytes is the size of the largest data of an event. Default 8 MiB; more
	// than 31 MiB are not stored.
	MaxEventBytes int64
	// Logger receives what the server says. Default none.
	Logger *slog.Logger
}

// Embedded is a NATS server in this process.
type Embedded struct {
	config  ServerConfig
	server  *server.Server
	lock    *dirLock // nil in memory
	scratch string   // removed at the end
	token   string
	watch   *watch
	started atomic.Bool
}

// StartServer starts an embedded server and recovers what it has stored. The errors
// are ErrInUse if another process has the directory, and those of the file system.
// The caller must Close the server; the end of ctx does not.
//
// ErrDamaged means that something stored cannot be recovered; nothing is changed then.
func StartServer(ctx context.Context, c ServerConfig) (*Embedded, error) {
	if c.MaxEventBytes == 0 {
		c.MaxEventBytes = 8 << 20
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Embedded{config: c, token: rand.Text()}
	if err := e.start(ctx); err != nil {
		e.release()
		return nil, fmt.Errorf("start embedded NATS server: %w", err)
	}
	return e, nil
}

func (e *Embedded) start(ctx context.Context) error {
	dir, err := e.claim()
	if err != nil {
		return err
	}
	options := e.options(dir)
	e.server, err = server.NewServer(options)
	if err != nil {
		return err
	}
	e.watch = newWatch(e.server, dir, e.config.Logger)
	e.server.SetLoggerV2(serverLog{e.config.Logger, e.watch.ring, &e.started}, false, false, false)
	e.server.Start()
	if !e.server.ReadyForConnections(startTimeout) || !e.server.JetStreamEnabled() {
		return e.notReady()
	}
	if err := checkRecovery(e.server, dir); err != nil {
		return err
	}
	e.started.Store(true)
	if e.config.Dir != "" { // to start over is to forget, in memory
		e.watch.start(ctx)
	}
	return nil
}

// claim makes sure that the data belongs to this process alone and can be written.
func (e *Embedded) claim() (dir string, err error) {
	if e.config.Dir == "" {
		e.scratch, err = os.MkdirTemp("", "ssegauge-nats-")
		return e.scratch, err
	}
	if err := os.MkdirAll(e.config.Dir, 0o700); err != nil {
		return "", err
	}
	if e.lock, err = lockDir(e.config.Dir); err != nil {
		return "", err
	}
	return e.config.Dir, probe(e.config.Dir)
}

// probe writes, syncs and removes a file.
func probe(dir string) (err error) {
	name := filepath.Join(dir, "probe")
	defer func() { err = errors.Join(err, ignore(os.Remove(name), fs.ErrNotExist)) }()
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 1<<20))
	return errors.Join(err, f.Sync(), f.Close())
}

func ignore(err, target error) error {
	if errors.Is(err, target) {
		return nil
	}
	return err
}

func (e *Embedded) options(dir string) *server.Options {
	payload := min(e.config.MaxEventBytes+headerRoom, mostPayload)
	o := &server.Options{
		ServerName:             "ssegauge",
		Host:                   "127.0.0.1",
		Port:                   server.RANDOM_PORT,
		DontListen:             !e.config.Listen,
		NoSigs:                 true,
		MaxPayload:             int32(payload),
		MaxPending:             max(64<<20, 4*payload),
		JetStream:              true,
		JetStreamMaxMemory:     noLimit,
		JetStreamMaxStore:      noLimit,
		DisableJetStreamBanner: true,
		StoreDir:               dir,
		SyncAlways:             e.config.SyncAlways,
		SyncInterval:           syncInterval,
	}
	if e.config.Listen {
		o.Username, o.Password = userName, e.token
	}
	return o
}

func (e *Embedded) notReady() error {
	if fault := e.watch.lastError(); fault != "" {
		return errors.New(fault)
	}
	return fmt.Errorf("not ready within %s", startTimeout)
}

// ClientURL is where other processes on this machine connect to, credential
// included. It is "" unless the configuration says Listen.
func (e *Embedded) ClientURL() string {
	if !e.config.Listen {
		return ""
	}
	u, err := url.Parse(e.server.ClientURL())
	if err != nil {
		return ""
	}
	u.User = url.UserPassword(userName, e.token)
	return u.String()
}

// InProcessConn connects without a socket.
func (e *Embedded) InProcessConn() (net.Conn, error) { return e.server.InProcessConn() }

// Close ends the server once everything is on the disk, and lets the directory go.
func (e *Embedded) Close() { e.release() }

func (e *Embedded) release() {
	if e.watch != nil {
		e.watch.stop()
	}
	if e.server != nil {
		e.server.Shutdown()
		e.server.WaitForShutdown()
	}
	if e.lock != nil {
		e.lock.release()
	}
	if e.scratch != "" {
		_ = os.RemoveAll(e.scratch)
	}
}
