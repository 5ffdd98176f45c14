package eventloop

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
)

// modelTimers is how many timers the model has.
const modelTimers = 16

// wheelModel drives a wheel and knows what it should do.
type wheelModel struct {
	t      *testing.T
	wheel  *wheel[int]
	timers [modelTimers]timer[int]
	due    [modelTimers]uint64 // 0 is not set
	script []byte
	until  uint64 // the tick that advance was asked for
	last   uint64 // the tick at which a timer last expired
}

// byte returns the script's next byte, 0 at its end.
func (m *wheelModel) byte() byte {
	if len(m.script) == 0 {
		return 0
	}
	b := m.script[0]
	m.script = m.script[1:]
	return b
}

// ticks returns a number of ticks of any size, often a small one.
func (m *wheelModel) ticks() uint64 {
	return (uint64(m.byte())<<8 | uint64(m.byte())) << (m.byte() % 16)
}

func (m *wheelModel) set(i int, due uint64) {
	m.due[i] = max(due, m.wheel.now+1)
	m.wheel.set(&m.timers[i], due)
}

func (m *wheelModel) stop(i int) {
	m.due[i] = 0
	m.wheel.stop(&m.timers[i])
}

// setOrStop does to some timer what the script says.
func (m *wheelModel) setOrStop() {
	i := int(m.byte() % modelTimers)
	if m.byte()%4 == 0 {
		m.stop(i)
	} else {
		m.set(i, m.wheel.now+m.ticks())
	}
}

// expire checks that the timer is due, then sets and stops others.
func (m *wheelModel) expire(i int) {
	m.t.Helper()
	due := m.due[i]
	switch {
	case due == 0:
		m.t.Fatalf("timer %d expired though it was not set", i)
	case due != m.wheel.now:
		m.t.Fatalf("timer %d expired at tick %d, due at %d", i, m.wheel.now, due)
	case due < m.last:
		m.t.Fatalf("timer %d of tick %d expired after one of tick %d", i, due, m.last)
	}
	m.last, m.due[i] = due, 0
	for range m.byte() % 4 {
		m.setOrStop()
	}
}

// advance checks that everything expires that must, and nothing else.
func (m *wheelModel) advance(ticks uint64) {
	m.t.Helper()
	m.until = m.wheel.now + ticks
	m.wheel.advance(m.until, m.expire)
	if m.wheel.now != m.until {
		m.t.Fatalf("the wheel stands at %d, want %d", m.wheel.now, m.until)
	}
	soonest := uint64(math.MaxUint64)
	for i, due := range m.due {
		if due != 0 && due <= m.until {
			m.t.Fatalf("timer %d, due at %d, has not expired at %d", i, due, m.until)
		}
		if due != 0 {
			soonest = min(soonest, due)
		}
	}
	next, found := m.wheel.next()
	if soonest != math.MaxUint64 && (!found || next > soonest) {
		m.t.Fatalf("next = %d, %t; a timer is due at %d", next, found, soonest)
	}
	if found && next <= m.wheel.now {
		m.t.Fatalf("next = %d, which is not after %d", next, m.wheel.now)
	}
}

// play runs a script on a wheel that stands at start.
func play(t *testing.T, start uint64, script []byte) {
	t.Helper()
	m := &wheelModel{t: t, wheel: newWheel[int](), script: script}
	for i := range m.timers {
		m.timers[i].owner = i
	}
	m.advance(start)
	for len(m.script) > 0 {
		if m.byte()%3 == 0 {
			m.advance(m.ticks())
		} else {
			m.setOrStop()
		}
	}
	m.script = nil // from now on nothing is set
	m.advance(1 << 40)
	if next, found := m.wheel.next(); found {
		t.Fatalf("an empty wheel has something at %d", next)
	}
}

func TestWheelModel(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 0))
		script := make([]byte, 0, 4096)
		for len(script) < cap(script) {
			script = binary.LittleEndian.AppendUint64(script, random.Uint64())
		}
		play(t, random.Uint64()>>(random.Uint64()%64)>>8, script)
	}
}

func FuzzWheel(f *testing.F) {
	f.Add(uint64(0), []byte{1, 2, 3, 0, 64, 0, 0, 1, 0, 0})
	f.Add(uint64(63), []byte{1, 0, 1, 0x10, 0x3f, 0, 0, 0x10, 0x40, 0})
	f.Fuzz(func(t *testing.T, start uint64, script []byte) {
		play(t, start>>8, script)
	})
}

// A tick at each border of a bucket, from each border of a bucket.
func TestWheelBorders(t *testing.T) {
	var distances []uint64
	for level := range levels + 1 {
		for _, d := range []uint64{0, 1, 2, perLevel - 1} {
			border := uint64(1) << (level * levelBits) * max(d, 1)
			distances = append(distances, border-1, border, border+1)
		}
	}
	for _, start := range distances {
		for _, ahead := range distances {
			m := &wheelModel{t: t, wheel: newWheel[int]()}
			m.advance(start)
			m.set(0, start+ahead)
			m.advance(max(ahead, 1) - 1)
			if m.due[0] == 0 {
				t.Fatalf("set at %d for %d: expired too early", start, start+ahead)
			}
			m.advance(1)
		}
	}
}

// A timer that is put off again and again is not placed again each time.
func TestWheelPutOff(t *testing.T) {
	m := &wheelModel{t: t, wheel: newWheel[int]()}
	for range 10_000 {
		m.set(0, m.wheel.now+100)
		m.advance(1)
	}
	m.advance(98)
	if m.due[0] == 0 {
		t.Error("expired too early")
	}
	m.advance(1)
	if m.due[0] != 0 {
		t.Error("has not expired")
	}
}

func BenchmarkTimer(b *testing.B) {
	w := newWheel[int]()
	timers := make([]timer[int], 1<<14)
	b.Run("set and stop", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			t := &timers[i%len(timers)]
			w.set(t, w.now+uint64(i%5000)+1)
			w.stop(t)
		}
	})
	b.Run("put off", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			w.set(&timers[i%len(timers)], w.now+1500+uint64(i>>14))
		}
	})
	b.Run("expire", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; n < b.N; {
			for i := range timers {
				w.set(&timers[i], w.now+uint64(i%3000)+1)
			}
			w.advance(w.now+3000, func(int) { n++ })
		}
	})
}
