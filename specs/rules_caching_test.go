package specs

// field is the scene of a stream with these lines in its head.
func field(lines string) scene {
	return reached("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + lines + "\r\n")
}

// noField is field where a Finding points to the status line.
func noField(lines string) scene {
	return reached("‸HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + lines + "\r\n")
}

func notAStream() scene {
	return reached("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
}

// cachingRows are about the fields that caches and proxies go by.
func cachingRows() []row {
	const store, shared, validator = "response-cache-no-store", "response-no-shared-cache", "response-no-validator"
	again := func(actual string) evidence {
		return because("may be stored and served again", "nothing that permits it", actual)
	}
	unsaid := func(actual string) want {
		return breaks(because("Cache-Control does not say no-store or no-cache", "no-store or no-cache", actual))
	}
	return []row{
		{store, "no-store", field("Cache-Control: no-store\r\n"), keeps("no-store")},
		{store, "no-cache", field("Cache-Control: private, no-cache\r\n"), keeps("no-cache")},
		{store, "in the second of two fields, in odd case", field("Cache-Control: private\r\ncache-control: x=1 ,No-Store\r\n"), keeps("private")},
		{store, "no Cache-Control", noField(""), unsaid("no Cache-Control")},
		{store, "an empty one", field("‸Cache-Control:\r\n"), unsaid("no Cache-Control")},
		{store, "another directive", field("‸Cache-Control: max-age=0, must-revalidate\r\n"), unsaid("max-age=0")},
		{store, "a directive that ends like it", field("‸Cache-Control: x-no-store\r\n"), unsaid("x-no-store")},
		{store, "a directive in a quoted value", field("‸Cache-Control: a=\"no-store\"\r\n"), unsaid("no-store")},
		{store, "no stream", notAStream(), leavesOpen("the response is no event stream")},

		{shared, "nothing said", field(""), keeps("nothing permits a cache")},
		{shared, "max-age=0", field("Cache-Control: max-age=0, s-maxage=\"0\", private\r\n"), keeps("nothing permits a cache")},
		{shared, "a max-age that is none", field("Cache-Control: max-age=soon\r\n"), keeps("nothing permits a cache")},
		{shared, "public", field("‸Cache-Control: Public\r\n"), breaks(again("Cache-Control: public"))},
		{shared, "max-age", field("‸Cache-Control: private, max-age=60\r\n"), breaks(again("max-age=60"))},
		{shared, "max-age in quotes", field("‸Cache-Control: max-age=\"60\"\r\n"), breaks(again("max-age=60"))},
		{shared, "more than a number holds", field("‸Cache-Control: max-age=99999999999999999999\r\n"), breaks(again("max-age="))},
		{
			shared, "public and s-maxage", field("‸‸Cache-Control: public, s-maxage=9\r\n"),
			breaks(again("Cache-Control: public"), again("s-maxage=9")),
		},
		{shared, "Age", field("Cache-Control: no-store\r\n‸Age: 0\r\n"), breaks(again("Age: 0"))},
		{shared, "no stream", notAStream(), leavesOpen("the response is no event stream")},

		{validator, "none", field("Date: now\r\n"), keeps("no ETag, no Last-Modified")},
		{validator, "ETag", field("‸ETag: W/\"1\"\r\n"), breaks(because("no validator", "no ETag", `ETag: W/"1"`))},
		{
			validator, "both", field("‸etag: \"1\"\r\n‸Last-Modified: now\r\n"),
			breaks(because("no validator", "no ETag", `ETag: "1"`), because("no validator", "no Last-Modified", "Last-Modified: now")),
		},
		{validator, "no stream", notAStream(), leavesOpen("the response is no event stream")},
	}
}

// proxyRows are about the fields that keep proxies from buffering.
func proxyRows() []row {
	const transform, accel = "response-no-transform", "response-no-accel-buffering"
	held := func(actual string) want {
		return breaks(because("a proxy such as nginx may hold events back", "X-Accel-Buffering: no", actual))
	}
	return []row{
		{transform, "said", field("Cache-Control: no-store, No-Transform\r\n"), keeps("No-Transform")},
		{transform, "said in a field of its own", field("Cache-Control: no-store\r\nCache-Control: no-transform\r\n"), keeps("no-store")},
		{
			transform, "not said", field("‸Cache-Control: no-store\r\n"),
			breaks(because("does not say no-transform", "no-transform", "no-store")),
		},
		{transform, "no stream", notAStream(), leavesOpen("the response is no event stream")},

		{accel, "no", field("X-Accel-Buffering: no\r\n"), keeps("X-Accel-Buffering: no")},
		{accel, "no, in odd case", field("x-accel-buffering: No \r\n"), keeps("X-Accel-Buffering: no")},
		{accel, "no, behind nginx", field("Server: nginx\r\nX-Accel-Buffering: no\r\n"), keeps("X-Accel-Buffering: no")},
		{accel, "missing", noField("Server: Caddy\r\n"), held("no X-Accel-Buffering")},
		{accel, "yes", field("Server: nginx\r\n‸X-Accel-Buffering: yes\r\n"), held("yes")},
		{accel, "missing, behind nginx", field("Server: Nginx/1.27\r\n"), doesNotApply("the response comes through nginx")},
		{accel, "no stream", notAStream(), leavesOpen("the response is no event stream")},
	}
}
