package request

import (
	"fmt"
	"slices"
	"strings"
)

// names are what templates can refer to, and what they have referred to so far.
type names struct {
	feeds []Feed
	used  [][]usedColumn // of each Feed
	draws uint64
}

// usedColumn is a column of a Feed that templates use, and what its values must not
// hold where they are used.
type usedColumn struct {
	name   string
	refuse refusal
}

func newNames(feeds []Feed) *names {
	return &names{feeds: feeds, used: make([][]usedColumn, len(feeds))}
}

func (n *names) parseColumn(p part, gap string, at place) (part, error) {
	name, col, found := strings.Cut(gap, ".")
	feed := slices.IndexFunc(n.feeds, func(f Feed) bool { return f.Name == name })
	if !found || feed < 0 || col == "" {
		return part{}, fmt.Errorf("not known; want %s", n.known())
	}
	p.kind, p.feed = column, feed
	p.col = slices.IndexFunc(n.used[feed], func(u usedColumn) bool { return u.name == col })
	if p.col < 0 {
		p.col = len(n.used[feed])
		n.used[feed] = append(n.used[feed], usedColumn{name: col})
	}
	if p.encoding == plain {
		n.used[feed][p.col].refuse |= at.refuse
	}
	return p, nil
}

// known lists what a gap can hold, for an error.
func (n *names) known() string {
	if len(n.feeds) == 0 {
		return "seq, uuid or rand:1-100; there are no feeds"
	}
	all := []string{"seq, uuid, rand:1-100"}
	for _, f := range n.feeds {
		all = append(all, f.Name+".COLUMN")
	}
	return strings.Join(all, ", ")
}
