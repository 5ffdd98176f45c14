package processes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

// maxBriefBytes bounds what a process is told.
const maxBriefBytes = 16 << 20

// Member is a process of a group, as it sees itself.
type Member struct {
	link     net.Conn
	orphaned chan struct{} // closed when the parent is gone
}

// Join makes this process a member of the group that has started it, and decodes
// the brief into what brief points to. It fails in a process that no group has
// started.
func Join(brief any) (*Member, error) {
	link, err := joinLink()
	if err != nil {
		return nil, fmt.Errorf("join group: no group has started this process: %w", err)
	}
	told := json.NewDecoder(io.LimitReader(os.Stdin, maxBriefBytes))
	if err := told.Decode(brief); err != nil {
		return nil, errors.Join(fmt.Errorf("join group: read brief: %w", err), link.Close())
	}
	m := &Member{link: link, orphaned: make(chan struct{})}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent, or with this process
		close(m.orphaned)
	}()
	return m, nil
}

func joinLink() (net.Conn, error) {
	file := os.NewFile(linkDescriptor, "link")
	conn, err := net.FileConn(file)
	return conn, errors.Join(err, file.Close())
}

// Orphaned returns a channel that is closed when the parent is gone. The process
// must end then, at once.
func (m *Member) Orphaned() <-chan struct{} { return m.orphaned }

// Answer answers what the parent asks until ctx is done. The process is ready from
// then on: it must listen already.
func (m *Member) Answer(ctx context.Context, handler http.Handler) error {
	server := answer(handler)
	l := newOneConn(m.link)
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(l); ctx.Err() == nil {
		return fmt.Errorf("answer the group: %w", err)
	}
	return nil
}
