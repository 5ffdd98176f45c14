package control

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
)

// Bounds of a list of streams.
const (
	defaultStreams = 1000
	maxStreams     = 100_000
)

// streamsWanted is how many streams the answer may list.
func streamsWanted(in call) (int, *refusal) {
	text := in.r.URL.Query().Get("limit")
	if text == "" {
		return defaultStreams, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, bad("limit", "want a whole number")
	}
	return n, limit("limit", n, 0, maxStreams)
}

// openStreams is the answer of GET /control/streams.
type openStreams struct {
	Total   int          `json:"total"`
	Streams []OpenStream `json:"streams"`
}

// getStreams answers GET /control/streams.
func (c *Control) getStreams(in call) (any, *refusal) {
	most, p := streamsWanted(in)
	if p != nil {
		return nil, p
	}
	all := c.matching("")
	return openStreams{Total: len(all), Streams: all[:min(most, len(all))]}, nil
}

// matching returns the streams of a topic, or all of them, by their IDs.
func (c *Control) matching(topic string) []OpenStream {
	all := slices.DeleteFunc(c.server.Streams(), func(s OpenStream) bool {
		return topic != "" && !slices.Contains(s.Topics, topic)
	})
	slices.SortFunc(all, func(a, b OpenStream) int { return cmp.Compare(a.ID, b.ID) })
	return append([]OpenStream{}, all...)
}

// dropped is the answer of POST /control/streams/drop.
type dropped struct {
	How     End          `json:"how"`
	Matched int          `json:"matched"`
	Dropped int          `json:"dropped"`
	Streams []OpenStream `json:"streams"`
}

// choice says which of the streams are meant.
type choice struct {
	all   bool
	count int
	share float64
	ids   []uint64
	seed  uint64
}

// check wants one way to choose.
func (ch choice) check(has given) *refusal {
	ways := 0
	for _, key := range []string{"all", "count", "share", "ids"} {
		if has[key] {
			ways++
		}
	}
	if ways != 1 {
		p := bad("all", "want one of all, count, share and ids, got %d of them", ways)
		p.Hint = `{"all":true} means every stream`
		return p
	}
	if has["all"] && !ch.all {
		return bad("all", "want true, or another way to choose")
	}
	return firstOf(limit("count", ch.count, 0, math.MaxInt32), limit("share", ch.share, 0, 1), limit("ids", len(ch.ids), 0, maxNamed))
}

// of returns the IDs of the streams chosen from those that match.
func (ch choice) of(all []OpenStream) map[uint64]bool {
	chosen := make(map[uint64]bool)
	n := 0
	switch {
	case ch.all:
		n = len(all)
	case ch.ids != nil:
		for _, id := range ch.ids {
			chosen[id] = true
		}
	case ch.share > 0:
		n = int(math.Round(ch.share * float64(len(all))))
	default:
		n = min(ch.count, len(all))
	}
	order := rand.New(rand.NewPCG(ch.seed, 0)).Perm(len(all))
	for _, i := range order[:n] {
		chosen[all[i].ID] = true
	}
	return chosen
}

// dropStreams answers POST /control/streams/drop.
func (c *Control) dropStreams(in call) (any, *refusal) {
	how := FIN
	var ch choice
	var topic string
	has, p := decode(in.w, in.r, fields{
		"all": &ch.all, "count": &ch.count, "share": &ch.share, "ids": &ch.ids, "seed": &ch.seed, "topic": &topic, "how": &how,
	})
	if p = firstOf(p, how.check("how", Complete, FIN, RST, HalfClose)); p == nil {
		p = ch.check(has)
	}
	if p != nil {
		return nil, p
	}
	all := c.matching(topic)
	chosen := ch.of(all)
	of := make(map[uint64]bool, len(chosen))
	for _, s := range all { // not those of other topics, nor those that came since
		if chosen[s.ID] {
			of[s.ID] = true
		}
	}
	ended := c.server.EndStreams(of, how)
	slices.Sort(ended)
	d := dropped{How: how, Matched: len(all), Dropped: len(ended), Streams: []OpenStream{}}
	for _, s := range all {
		if _, is := slices.BinarySearch(ended, s.ID); is {
			d.Streams = append(d.Streams, s)
		}
	}
	return d, nil
}
