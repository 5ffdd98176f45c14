package report

import (
	"slices"
	"strings"
)

// column is a column of a table.
type column struct {
	name string
	left bool // aligned to the left; figures stand to the right
	rank int  // of the columns that find no room the one of the highest rank goes first; 0 stays
}

// table is rows of cells, which must be clean; an empty cell is nothing.
type table struct {
	columns []column
	rows    [][]span
}

const (
	columnGap    = 2
	leastColumns = 5 // of a column that was made narrower
)

// table writes t with as many columns as find room.
func (p *page) table(t table) {
	t = t.clone()
	t.dropEmpty()
	for t.width() > p.width && t.dropLast() {
	}
	t.squeeze(p.width)
	head := make([]span, len(t.columns))
	for i, c := range t.columns {
		head[i] = span{c.name, dim}
	}
	widths := t.widths()
	for _, row := range append([][]span{head}, t.rows...) {
		p.tableRow(&t, widths, row)
	}
}

func (p *page) tableRow(t *table, widths []int, row []span) {
	owed := 0 // spaces that only count before more text
	for i, cell := range row {
		space := widths[i] - columnsOf(cell.text)
		if !t.columns[i].left {
			owed, space = owed+space, 0
		}
		if cell.text != "" {
			p.put(indent(owed))
			p.put(cell)
			owed = 0
		}
		owed += space + columnGap
	}
	p.blank()
}

// clone returns a table of which the cells can be changed.
func (t table) clone() table {
	t.columns = slices.Clone(t.columns)
	t.rows = slices.Clone(t.rows)
	for i, row := range t.rows {
		t.rows[i] = slices.Clone(row)
	}
	return t
}

// dropEmpty drops the columns that hold nothing.
func (t *table) dropEmpty() {
	for i := range slices.Backward(t.columns) {
		used := false
		for _, row := range t.rows {
			used = used || row[i].text != ""
		}
		if !used {
			t.drop(i)
		}
	}
}

// dropLast drops the column of the highest rank, and reports whether there is one.
func (t *table) dropLast() bool {
	last := -1
	for i, c := range t.columns {
		if c.rank > 0 && (last < 0 || c.rank > t.columns[last].rank) {
			last = i
		}
	}
	if last >= 0 {
		t.drop(last)
	}
	return last >= 0
}

func (t *table) drop(i int) {
	t.columns = slices.Delete(t.columns, i, i+1)
	for n, row := range t.rows {
		t.rows[n] = slices.Delete(row, i, i+1)
	}
}

// squeeze shortens the cells of the widest column until t fits into width columns.
func (t *table) squeeze(width int) {
	for over := t.width() - width; over > 0; over = t.width() - width {
		widths, widest := t.widths(), 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastColumns {
			return
		}
		limit := max(leastColumns, widths[widest]-over)
		for _, row := range t.rows {
			row[widest].text = clip(row[widest].text, limit)
		}
		t.columns[widest].name = clip(t.columns[widest].name, limit)
	}
}

func (t *table) widths() []int {
	widths := make([]int, len(t.columns))
	for i, c := range t.columns {
		widths[i] = columnsOf(c.name)
		for _, row := range t.rows {
			widths[i] = max(widths[i], columnsOf(row[i].text))
		}
	}
	return widths
}

func (t *table) width() int {
	sum := 0
	for _, w := range t.widths() {
		sum += w + columnGap
	}
	return max(0, sum-columnGap)
}

// markdown returns t as a table of Markdown, without the columns that hold nothing.
func (t table) markdown() []string {
	t = t.clone()
	t.dropEmpty()
	var head, rule strings.Builder
	for _, c := range t.columns {
		head.WriteString("| " + mdText(c.name) + " ")
		if c.left {
			rule.WriteString("|---")
		} else {
			rule.WriteString("|--:")
		}
	}
	lines := []string{head.String() + "|\n" + rule.String() + "|\n"}
	for _, row := range t.rows {
		var b strings.Builder
		for _, cell := range row {
			text := strings.TrimLeft(cell.text, " ")
			b.WriteString("| " + strings.Repeat("&ensp;", len(cell.text)-len(text)) + mdText(text) + " ")
		}
		lines = append(lines, b.String()+"|\n")
	}
	return lines
}
