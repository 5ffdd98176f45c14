package specs

import (
	"slices"

	"github.com/ssegauge/ssegauge/specs/wire"
)

// redirected is the scene of a first stream that came to that answer by way of
// these URLs.
func redirected(answer tape, urls ...string) scene {
	own := *answer.Transcript
	answer.Transcript = &own
	for i := 1; i < len(urls); i++ {
		answer.Redirects = append(answer.Redirects, wire.Redirect{Method: "GET", URL: urls[i-1], Status: 302, Location: urls[i], Target: urls[i]})
		answer.URL = urls[i]
	}
	return sceneOf(probeReach, answer)
}

func redirectRows() []row {
	const ends, same, tls = "redirect-ends", "redirect-same-origin", "redirect-keeps-https"
	stream := live(firstStream, "")
	direct := sceneOf(probeReach, stream)
	loop := taped(firstStream, text("HTTP/1.1 302 Found\r\n‸Location: /b\r\n\r\n"), wire.Piece{End: wire.EndTooManyRedirects})
	around := slices.Repeat([]string{"http://h/a", "http://h/b"}, 10)
	gone := taped(firstStream, wire.Piece{End: wire.EndDialError})
	return []row{
		{ends, "one", redirected(stream, "http://h/a", "http://h/b"), keeps("1 redirects, to http://h/b")},
		{ends, "none", direct, doesNotApply("does not redirect")},
		{ends, "a loop", redirected(loop, around...), breaks(because("do not come to an end", "at most 20", "http://h/a -> http://h/b -> http://h/a"))},
		{ends, "no Location", redirected(taped(firstStream, text("‸HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"))), breaks(because("leads nowhere", "a Location", "no Location"))},
		{ends, "another scheme", redirected(taped(firstStream, text("HTTP/1.1 307 Temporary Redirect\r\n‸Location: ftp://h/\r\nContent-Length: 0\r\n\r\n")), "http://h/a", "http://h/b"), breaks(because("leads nowhere", "a Location", "ftp://h/"))},
		{ends, "nobody there", redirected(gone, "http://h/a", "http://h/b"), leavesOpen("was not answered")},
		{ends, "nothing asked", sceneOf(probeReach), leavesOpen("no request")},

		{same, "another path", redirected(stream, "http://h/a", "http://H:80/b"), keeps("http://h/a")},
		{same, "http to https", redirected(stream, "http://h:8080/a", "https://h/a"), keeps("http://h:8080/a")},
		{same, "another host", redirected(stream, "https://h/a", "https://i/a"), breaks(because("another origin", "within https://h:443", "https://h/a -> https://i/a"))},
		{same, "another port", redirected(stream, "http://h/a", "http://h:81/a"), breaks(because("another origin", "within http://h:80", ":81/a"))},
		{same, "none", direct, doesNotApply("does not redirect")},
		{same, "nothing asked", sceneOf(probeReach), leavesOpen("no request")},

		{tls, "https", redirected(stream, "https://h/a", "https://h/b"), keeps("https://h/a")},
		{tls, "on the way", redirected(stream, "https://h/a", "http://h/a", "https://h/b"), breaks(because("from https to http", "https", "https://h/a -> http://h/a"))},
		{tls, "none", direct, doesNotApply("does not redirect")},
	}
}
