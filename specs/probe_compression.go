package specs

import (
	"context"
	"slices"
	"time"

	"github.com/ssegauge/ssegauge/specs/wire"
	"github.com/ssegauge/ssegauge/specs/wire/coding"
)

const probeCompression = "compression"

// identityStream is the Transcript of the probe "compression" that is not to be
// coded; nor is controlStream, the last one to be opened. The others have the
// names of the codings that they offer.
const identityStream = "identity"

// stepCoded is the step of its publications.
const stepCoded = "coded"

// maxDecoded bounds the body up to which a stream is decoded while it is watched.
const maxDecoded = 256 << 10

func compressionProbes() []probe {
	return []probe{{name: probeCompression, stage: stageWatch, tier: TierPassive, run: observeCompression}}
}

// observeCompression opens a stream for each coding, which offers this one alone.
// Those that are coded, or not answered, are watched beside one that offers none.
func observeCompression(ctx context.Context, s *subject) {
	plain := s.offer(ctx, identityStream, identityStream)
	if !s.ready(ctx, plain) {
		return
	}
	var offers []*wire.Exchange
	for _, name := range coding.Names() {
		offers = append(offers, s.offer(ctx, name, name))
	}
	watched := append(s.worthWatching(ctx, offers), s.offer(ctx, controlStream, identityStream), plain)
	switch {
	case len(watched) == 2:
		return
	case s.canPublish():
		s.publishApart(ctx, plain, stepCoded, nil)
		s.watchDecoded(ctx, watched)
	default:
		for _, x := range watched {
			s.waitFor(ctx, settleTime, x, func(t *wire.Transcript) bool { return len(t.Body) > 0 })
		}
	}
}

// offer opens a stream that accepts this coding alone.
func (s *subject) offer(ctx context.Context, name, accepts string) *wire.Exchange {
	return s.send(ctx, s.run.recorder, name, withField(s.ask(nil), "Accept-Encoding", accepts))
}

// worthWatching closes those that are answered without a coding, and returns the
// others.
func (s *subject) worthWatching(ctx context.Context, offers []*wire.Exchange) []*wire.Exchange {
	heads, cancel := context.WithTimeout(ctx, s.obs.Limits.MaxHeadWait)
	defer cancel()
	return slices.DeleteFunc(offers, func(x *wire.Exchange) bool {
		x.Wait(heads, hasHead)
		t := x.Snapshot()
		if t.Head == nil && t.End.Kind == wire.EndOpen || streams(t) && coded(t) {
			return false
		}
		x.Close(wire.CloseFIN)
		return true
	})
}

// watchDecoded waits until all have what was published, or can have it no more.
func (s *subject) watchDecoded(ctx context.Context, all []*wire.Exchange) {
	for _, p := range s.obs.step(stepCoded) {
		latest := p.Answered.Add(s.obs.Limits.MaxDelay + maxSpacing)
		for _, x := range all {
			s.waitFor(ctx, time.Until(latest), x, func(t *wire.Transcript) bool { return settled(t, p.Publication) })
		}
	}
}

// settled reports whether p has arrived on t, which may be coded, or t cannot be
// decoded.
func settled(t *wire.Transcript, p Publication) bool {
	if t.Head == nil || len(t.Body) > maxDecoded {
		return false
	}
	text, err := plainText(t)
	return err != nil || indexReceived(text, p) >= 0
}

// plainText returns t decoded, or itself if it is not coded. The other one has a
// name of its own, as its places are others.
func plainText(t *wire.Transcript) (*wire.Transcript, error) {
	if t.Head == nil || !coded(t) {
		return t, nil
	}
	text, err := coding.Decode(t)
	text.Name = t.Name + ", decoded"
	return text, err
}

// isCoding reports whether name is that of a coding that can be undone, and so of a
// stream which offers it.
func isCoding(name string) bool { return slices.Contains(coding.Names(), name) }
