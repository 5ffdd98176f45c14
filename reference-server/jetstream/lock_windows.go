package jetstream

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// sharingViolation is the error of opening a file that another process has to itself.
// https://learn.microsoft.com/en-us/windows/win32/debug/system-error-codes--0-499-
const sharingViolation = syscall.Errno(32)

// lockDir claims dir, or returns ErrInUse at once.
func lockDir(dir string) (*dirLock, error) {
	name := filepath.Join(dir, lockName)
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	const shareNothing = 0
	h, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, shareNothing, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharingViolation) {
		err = ErrInUse
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return &dirLock{os.NewFile(uintptr(h), name)}, nil
}
