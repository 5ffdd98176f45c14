package specs

import (
	"strings"
)

// encodingRows are about UTF-8, U+FFFD and byte order marks.
func encodingRows() []row {
	const utf8, replacement, bom = "encoding-utf-8", "encoding-no-replacement-character", "encoding-bom-only-at-start"
	notUTF8 := func(b string) evidence { return because("a byte that is not UTF-8", "UTF-8", b) }
	hides := func(at string) evidence {
		return because("a byte order mark at the start of a line", "at most as the first character", "U+FEFF at byte "+at)
	}
	broke := because("U+FFFD", "", "")
	return append([]row{
		{utf8, "characters of each length", watched("data: aé日😀\n\n"), keeps("18 bytes of UTF-8")},
		{utf8, "a character cut by our close", watched("data: a\n\ndata: \xF0\x9F\x98"), keeps("18 bytes")},
		{utf8, "U+FFFD itself", watched("data: \uFFFD\n\n"), keeps("11 bytes")},
		{utf8, "Latin-1", watched("data: caf‸\xE9\n\n"), breaks(notUTF8("0xE9"))},
		{utf8, "a surrogate", watched("data: ‸\xED‸\xA0‸\x80\n\n"), breaks(notUTF8("0xED"), notUTF8("0xA0"), notUTF8("0x80"))},
		{utf8, "overlong", watched("data: ‸\xC0‸\xAF\n\n"), breaks(notUTF8("0xC0"), notUTF8("0xAF"))},
		{utf8, "a character cut by a line end", watched("data: ‸\xE6‸\x97\n\n"), breaks(notUTF8("0xE6"), notUTF8("0x97"))},
		{utf8, "in a comment", watched(": ‸\xFF\n\n"), breaks(notUTF8("0xFF"))},
		{utf8, "a hundred bytes", watched("data: " + strings.Repeat("‸\xFF", 20) + strings.Repeat("\xFF", 80) + "\n\n"), breaks(times(20, notUTF8("0xFF"))...)},

		{replacement, "none", watched("data: �"[:6] + "a\n\n"), keeps("no U+FFFD in 9 bytes")},
		{replacement, "bytes that are not UTF-8", watched("data: \xFF\n\n"), keeps("no U+FFFD")},
		{replacement, "in data", watched("data: ‸\uFFFDa\n\n"), breaks(broke)},
		{replacement, "twice", watched("data: ‸\uFFFD‸\uFFFD\n\n"), breaks(broke, broke)},

		{bom, "none", watched("data: a\n\n"), keeps("no line begins with")},
		{bom, "at the start", watched("\uFEFFdata: a\n\n"), keeps("no line begins with")},
		{bom, "inside a line", watched("data: \uFEFFa\n\n"), keeps("no line begins with")},
		{bom, "before the second event", watched("\uFEFFdata: a\n\n‸\uFEFFdata: b\n\n"), breaks(hides("12"))},
		{bom, "behind a lone CR", watched(": a\r‸\uFEFFdata: b\r\r"), breaks(hides("4"))},
	}, unseenRows(utf8, replacement, bom)...)
}

func times(n int, e evidence) []evidence {
	all := make([]evidence, n)
	for i := range all {
		all[i] = e
	}
	return all
}

// unseenRows returns the rows in which there is nothing to look at, for Rules of
// the main stream.
func unseenRows(requirements ...string) []row {
	var all []row
	for _, id := range requirements {
		all = append(
			all,
			row{id, "no stream", sceneOf(probeStream), leavesOpen("no request was made")},
			row{id, "status 500", sceneOf(probeStream, taped(mainStream, text("HTTP/1.1 500 No\r\n\r\n"))), leavesOpen("status 500 No")},
			row{id, "coded", sceneOf(probeStream, taped(mainStream, text(strings.Replace(streamHead, "\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", 1)))), leavesOpen(`content coding "gzip"`)},
			row{id, "nothing arrived", watched(""), leavesOpen("no frame arrived in 10s")},
		)
	}
	return all
}
