package report

// ColumnsOf lets tests of the API measure lines.
func ColumnsOf(s string) int { return columnsOf(s) }
