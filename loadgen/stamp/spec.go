package stamp

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ssegauge/ssegauge/loadgen/problem"
)

// Spec says where in an event its number, topic and times are: "publisher", "id" (the
// number only), "json:" and a pointer, or "none", which is also what empty means.
type Spec struct {
	Sequence, Topic, Due, Sent string
	// Unit is that of times that are numbers: "ns", "us", "ms" or "s"; empty means
	// "ms". It does not matter to "publisher".
	Unit string
	// Run is that of the Stamps of this run, for "publisher".
	Run string
}

// Publisher returns the Spec for events that this run publishes.
func Publisher(run string) Spec {
	const p = "publisher"
	return Spec{Sequence: p, Topic: p, Due: p, Sent: p, Run: run}
}

// Validate returns every problem.
func (s Spec) Validate() problem.List {
	_, l := s.compile()
	return l
}

// Compile returns the Extractor of s. The error holds all problems.
func Compile(s Spec) (*Extractor, error) {
	x, l := s.compile()
	if err := l.Err(); err != nil {
		return nil, err
	}
	return x, nil
}

func (s Spec) compile() (*Extractor, problem.List) {
	var l problem.List
	x := &Extractor{run: []byte(s.Run)}
	power, ok := powers()[cmp.Or(s.Unit, "ms")]
	if !ok {
		l.Add("unit", "want ns, us, ms or s, not %q", s.Unit)
	}
	for _, part := range []struct {
		path, text string
		want       want
	}{{"sequence", s.Sequence, wantSeq}, {"topic", s.Topic, wantTopic}, {"due", s.Due, wantDue}, {"sent", s.Sent, wantSent}} {
		switch pointer, isJSON := strings.CutPrefix(part.text, "json:"); {
		case part.text == "" || part.text == "none":
		case part.text == "publisher":
			x.published |= part.want.bit()
			x.power[part.want] = 0
			x.look(part.want, pointerOf(part.want))
		case part.text == "id" && part.want == wantSeq:
			x.byID = true
		case isJSON:
			tokens, err := parsePointer(pointer)
			if err != nil {
				l.Add(part.path, "%v", err)
			}
			x.power[part.want] = power
			x.look(part.want, tokens)
		default:
			l.Add(part.path, "%s", wanted(part.text, part.want))
		}
	}
	if x.published != 0 {
		x.look(wantRun, pointerOf(wantRun))
		x.prefix = append(appendText([]byte(`{"run":`), s.Run), `,"topic":"`...)
	}
	return x, l
}

func wanted(text string, w want) string {
	if w == wantSeq {
		return fmt.Sprintf(`want publisher, id, json:/path or none, not %q`, text)
	}
	return fmt.Sprintf(`want publisher, json:/path or none, not %q`, text)
}

// powers are the units of time as powers of ten of a nanosecond.
func powers() map[string]int {
	return map[string]int{"ns": 0, "us": 3, "ms": 6, "s": 9}
}

// want is something to be found.
type want uint8

const (
	wantRun want = iota
	wantTopic
	wantSeq
	wantDue
	wantSent
	wants
)

// wantSet is a set of them.
type wantSet uint8

func (w want) bit() wantSet { return 1 << w }

// pointerOf leads to it in a Stamp.
func pointerOf(w want) []token {
	return []token{{text: [wants]string{"run", "topic", "seq", "due", "sent"}[w], index: noIndex}}
}
