package report

import (
	"strings"
	"testing"
)

func sampleTable() table {
	return table{
		columns: []column{{name: "", left: true}, {name: "count", rank: 1}, {name: "p50"}, {name: "empty"}, {name: "p99", rank: 2}, {name: "note", left: true}},
		rows: [][]span{
			{{"connect", plain}, {"10", plain}, {"1 ms", plain}, {}, {"20 ms", plain}, {}},
			{{"价格", bold}, {"1,000", plain}, {}, {}, {"3 ms", plain}, {"slow, and rather long", plain}},
		},
	}
}

func TestTable(t *testing.T) {
	tests := []struct {
		name  string
		width int
		want  []string
	}{
		{"whole", 80, []string{
			"         count   p50    p99  note",
			"connect     10  1 ms  20 ms",
			"价格     1,000         3 ms  slow, and rather long",
		}},
		{"without the highest rank", 45, []string{
			"         count   p50  note",
			"connect     10  1 ms",
			"价格     1,000        slow, and rather long",
		}},
		{"squeezed", 30, []string{
			"          p50  note",
			"connect  1 ms",
			"价格           slow, and rath…",
		}},
		{"as narrow as it gets", 1, []string{
			"        p50  note",
			"conn…  1 ms",
			"价格         slow…",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &page{width: tt.width}
			give := sampleTable()
			p.table(give)
			if got, want := p.b.String(), strings.Join(tt.want, "\n")+"\n"; got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if len(give.columns) != 6 || len(give.rows[1]) != 6 || give.rows[1][5].text != "slow, and rather long" {
				t.Error("the table was changed")
			}
		})
	}
}

func TestTableMarkdown(t *testing.T) {
	tab := sampleTable()
	tab.rows[1][0].text = "  <b>|"
	want := "|  | count | p50 | p99 | note |\n|---|--:|--:|--:|---|\n" +
		"| connect | 10 | 1 ms | 20 ms |  |\n" +
		"| &ensp;&ensp;&lt;b&gt;&#124; | 1,000 |  | 3 ms | slow, and rather long |\n"
	if got := strings.Join(tab.markdown(), ""); got != want {
		t.Errorf("got\n%s", got)
	}
}
