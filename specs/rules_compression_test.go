package specs

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
)

// codedHead is the head of a stream in gzip, with this field besides.
func codedHead(field string) string {
	return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + field + "Content-Encoding: gzip\r\n\r\n"
}

// zipped returns the pieces of texts in one gzip stream, each of them flushed.
func zipped(texts ...string) []string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	var pieces []string
	for _, text := range texts {
		_, _ = io.WriteString(z, text)
		_ = z.Flush()
		pieces = append(pieces, out.String())
		out.Reset()
	}
	return pieces
}

// offers is the scene of the probe "compression" with these streams between two
// that are not coded.
func offers(coded ...tape) scene {
	return sceneOf(probeCompression, slices.Concat([]tape{live(identityStream, "")}, coded, []tape{live(controlStream, "")})...)
}

func compressionRows() []row {
	const offered, decodable, vary = "compression-offered-only", "compression-decodable", "compression-vary"
	head := func(name, head string) tape { return taped(name, text(head), closedAt(sec)) }
	body := func(body string) scene { return offers(taped("gzip", text(codedHead("")+body), closedAt(sec))) }
	silent := taped("gzip", closedAt(4*sec))
	inTurn := sceneOf(probeCompression, live(identityStream, ""), silent, taped(controlStream, later(11*sec, streamHead), closedAt(12*sec)))
	undecoded := func(actual string) want {
		return breaks(because("cannot be decoded", "from its first byte on", actual))
	}
	unvarying := func(actual string) want { return breaks(because("depends on the request", "Vary: Accept", actual)) }
	good := zipped("data: a\n\n")[0]
	inZstd := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n‸Content-Encoding: zstd\r\n\r\n"
	rows := []row{
		{offered, "as offered", offers(head("gzip", codedHead(""))), keeps("offered: gzip")},
		{offered, "x-gzip", offers(head("gzip", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: X-GZip, identity\r\n\r\n")), keeps("offered: gzip")},
		{offered, "another", offers(head("br", inZstd), head("zstd", codedHead("‸"))), breaks(because("does not offer", "br, or none", "zstd"), because("does not offer", "zstd, or none", "gzip"))},
		{decodable, "gzip", body(good), keeps("decoded: gzip")},
		{decodable, "an end amid a block", body(good[:len(good)-7]), keeps("decoded: gzip")},
		{decodable, "text", body("‸data: a\n\n"), undecoded("no gzip header")},
		{decodable, "text in front", body("‸: hi\n\n" + good), undecoded("no gzip header")},
		{decodable, "nothing yet", body(""), leavesOpen("no body")},
		{decodable, "a coding that nobody knows", offers(head("gzip", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: lzw\r\n\r\nx")), leavesOpen("no body")},
		{decodable, "more than anybody keeps", body(zipped(string(make([]byte, 9<<20)))[0]), keeps("decoded: gzip")},
		{vary, "said", offers(head("gzip", codedHead("Vary: Origin, accept-encoding\r\n"))), keeps("Vary: Accept-Encoding")},
		{vary, "not said", offers(head("gzip", codedHead("‸"))), unvarying("Vary: ")},
		{vary, "another field", offers(head("gzip", codedHead("Vary: Origin\r\n‸"))), unvarying("Vary: Origin")},
		{vary, "nothing is stored", offers(head("gzip", codedHead("Cache-Control: no-store\r\n"))), doesNotApply("no cache may store")},
	}
	for _, id := range []string{offered, decodable, vary} {
		rows = append(
			rows,
			row{id, "never answered", offers(silent), leavesOpen("were not answered")},
			row{id, "each waits until the one before has left", inTurn, leavesOpen("no stream that offers a coding")},
			row{id, "not compressed", offers(live("gzip", "")), doesNotApply("compresses no stream")},
			row{id, "refused", offers(head("gzip", refusedBusy)), leavesOpen("no stream that offers a coding")},
			row{id, "coded without an offer", sceneOf(probeCompression, head(identityStream, codedHead("")), live("gzip", "")), doesNotApply("whatever is offered")},
			row{id, "no stream", sceneOf(probeCompression), leavesOpen("no request was made")},
		)
	}
	return append(rows, codedDeliveryRows()...)
}
