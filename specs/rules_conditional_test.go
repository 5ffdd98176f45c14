package specs

import "strings"

// storedRows are about what only a cache would answer.
func storedRows() []row {
	const conditional, ranges, age, expiry = "caching-not-conditional", "caching-no-range", "caching-no-age", "caching-no-expiry"
	base := live(plainStream, "")
	answered := func(name, answer string) scene { return sceneOf(probeCaching, base, taped(name, text(answer))) }
	with := func(lines string) scene {
		return sceneOf(probeCaching, taped(plainStream, text(strings.TrimSuffix(streamHead, "\r\n")+lines+"\r\n"), closedAt(sec)))
	}
	partial := "‸HTTP/1.1 206 Partial Content\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n"
	none := sceneOf(probeCaching, taped(plainStream, text(notFoundYet)))
	const date, soon = "Date: Sat, 21 Nov 2026 10:00:00 GMT\r\n", "Expires: Sat, 21 Nov 2026 10:05:00 GMT\r\n"
	return []row{
		{conditional, "the stream", sceneOf(probeCaching, base, live(noneMatchStream, ""), live(modifiedSinceStream, "")), keeps("2 conditional")},
		{conditional, "304", answered(noneMatchStream, "‸HTTP/1.1 304 Not Modified\r\n\r\n"), breaks(because("If-None-Match gets no stream", "200", "status 304"))},
		{conditional, "412", answered(modifiedSinceStream, "‸HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\n\r\n"), breaks(because("If-Modified-Since gets no stream", "200", "status 412"))},
		{conditional, "no room", answered(noneMatchStream, refusedBusy), leavesOpen("no conditional request")},
		{conditional, "no stream", none, leavesOpen("no event stream")},

		{ranges, "the stream", sceneOf(probeCaching, base, live(rangeStream, "")), keeps("status 200")},
		{ranges, "206", answered(rangeStream, partial), breaks(because("a part of the stream", "200", "status 206"))},
		{ranges, "not tried", none, leavesOpen("not answered")},

		{age, "nothing said", with(""), keeps("1 streams")},
		{age, "passed on", with("Age: 0\r\nX-Cache: MISS\r\n"), keeps("1 streams")},
		{age, "a minute", with("‸Age: 60\r\n"), breaks(because("stored for 60 s", "from its server", "Age: 60"))},
		{age, "a hit", with("‸X-Cache: Hit from cloudfront\r\n"), breaks(because("a cache says", "from its server", "Hit"))},
		{age, "a hit in a list", with("‸Cache-Status: edge; hit\r\n"), breaks(because("a cache says", "from its server", "edge"))},
		{age, "a word that holds it", with("X-Cache: white\r\n"), keeps("1 streams")},
		{age, "no stream", none, leavesOpen("no event stream")},

		{expiry, "nothing said", with(""), keeps("1 streams")},
		{expiry, "for a CDN", with("Cache-Control: no-store\r\n‸CDN-Cache-Control: max-age=60\r\n"), breaks(because("may keep the stream", "nothing", "max-age=60"))},
		{expiry, "for a surrogate", with("‸Surrogate-Control: max-age=60+30\r\n"), breaks(because("may keep the stream", "nothing", "max-age=60"))},
		{expiry, "not for a CDN", with("CDN-Cache-Control: no-store, max-age=60\r\nSurrogate-Control: max-age=0\r\n"), keeps("1 streams")},
		{expiry, "Expires", with(date + "‸" + soon), breaks(because("for a while", "no Expires", "10:05"))},
		{expiry, "Expires that is overruled", with(date + "Cache-Control: no-store\r\n" + soon), keeps("1 streams")},
		{expiry, "Expires in the past", with("Date: Sat, 21 Nov 2026 11:00:00 GMT\r\n" + soon), keeps("1 streams")},
		{expiry, "Expires that is no date", with("Expires: 0\r\n"), keeps("1 streams")},
	}
}
