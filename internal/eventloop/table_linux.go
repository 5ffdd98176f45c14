//go:build linux && !portable

package eventloop

import "syscall"

// ref names a socket of a loop. A generation is never used again for another
// socket, so what is said of a closed one never reaches the next.
type ref struct {
	index      int32
	generation uint32
}

// Flags of a slot.
const (
	blocked = 1 << iota // a Write was short
	unread              // it stands in poller.unread
	ended               // the peer has ended: read up to that

	stamped // the kernel tells when packets arrived
	held    // it is not read
	looped  // it may be connected to itself: only asked when it is there

	// From this bit on stands the error with which connecting has failed at once, if it has.
	failureShift = 16
)

// slot is the place of a socket in the table.
type slot struct {
	conn       *Conn // nil while it is free
	generation uint32
	flags      uint32 // while it is free: the next free index + 1, or 0
}

// failure returns the error with which connecting has failed at once, or 0.
func (s *slot) failure() syscall.Errno { return syscall.Errno(s.flags >> failureShift) }

// keptSlots is the size up to which an empty table is kept.
const keptSlots = 1024

// table finds a Conn by what epoll says of it. It is dense, and not indexed by
// descriptor, since several loops share the descriptors of a process.
type table struct {
	slots      []slot
	free       uint32 // index + 1 of the first free slot, or 0
	used       int
	generation uint32
}

// add gives c a slot.
func (t *table) add(c *Conn) ref {
	t.generation++
	t.used++
	s := slot{conn: c, generation: t.generation}
	if t.free == 0 {
		t.slots = append(t.slots, s)
		return ref{int32(len(t.slots) - 1), t.generation}
	}
	i := t.free - 1
	t.free = t.slots[i].flags
	t.slots[i] = s
	return ref{int32(i), t.generation}
}

// get returns the slot of r, or nil if that socket is closed. The pointer is valid
// until the next add.
func (t *table) get(r ref) *slot {
	if uint(r.index) >= uint(len(t.slots)) {
		return nil
	}
	s := &t.slots[r.index]
	if s.generation != r.generation || s.conn == nil {
		return nil
	}
	return s
}

// remove frees a slot.
func (t *table) remove(index int32) {
	t.slots[index] = slot{flags: t.free}
	t.free = uint32(index) + 1
	t.used--
	if t.used == 0 && cap(t.slots) > keptSlots {
		t.slots, t.free = nil, 0
	}
}
