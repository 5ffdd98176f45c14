package jetstream

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/nats-io/nats-server/v2/server"
)

// ErrDamaged says that a data directory holds what cannot be recovered.
var ErrDamaged = errors.New("the data directory is damaged")

// checkRecovery returns ErrDamaged if a server that has just started has not
// recovered everything that is stored in dir. A process that is killed while it makes
// a stream leaves half of one, which could not be recovered later either; it is
// removed, since nothing is stored in it.
func checkRecovery(s *server.Server, dir string) error {
	for _, e := range s.Healthz(&server.HealthzOptions{Details: true}).Errors {
		stream := filepath.Join(dir, "jetstream", e.Account, "streams", e.Stream)
		if e.Type != server.HealthzErrorStream || e.Stream == "" || holdsRecords(stream) {
			return fmt.Errorf("%w: %s", ErrDamaged, e.Error)
		}
		if err := os.RemoveAll(stream); err != nil {
			return fmt.Errorf("remove what is left of stream %s: %w", e.Stream, err)
		}
	}
	return nil
}

// holdsRecords reports whether messages are stored in the directory of a stream.
func holdsRecords(stream string) bool {
	blocks, _ := filepath.Glob(filepath.Join(stream, "msgs", "*.blk"))
	return slices.ContainsFunc(blocks, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || info.Size() > 0
	})
}
