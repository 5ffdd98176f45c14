package jetstream

import (
	"errors"
	"os"
)

// ErrInUse says that another process has the data directory.
var ErrInUse = errors.New("the data directory is in use by another process")

// lockName is the file whose lock stands for the directory. The system lets go of
// it when the process ends, however it ends.
const lockName = "ssegauge.lock"

// dirLock is the claim of this process to a directory.
type dirLock struct{ file *os.File }

func (l *dirLock) release() { _ = l.file.Close() }
