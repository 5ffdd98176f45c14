package specs

func pythonFrame() Snippet {
	return Snippet{"Python", "python", `def frame(data: str) -> str:
    lines = re.split("\r\n|\r|\n", data)
    return "".join(f"data: {line}\n" for line in lines) + "\n"`}
}

func pythonRawHead() Snippet {
	return Snippet{"Python", "python", `head = (
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: text/event-stream\r\n"
    "Cache-Control: no-store, no-transform\r\n"
    "Connection: close\r\n"  # the body is not chunked
    "\r\n"
)`}
}

func pythonChunk() Snippet {
	return Snippet{"Python", "python", `def chunk(text: str) -> bytes:  # if there is no way around doing it by hand
    body = text.encode("utf-8")
    return b"%x\r\n%s\r\n" % (len(body), body)`}
}

func pythonTranscode() Snippet {
	return Snippet{"Python", "python", `with open("orders.csv", encoding="cp1252") as file:  # what the file is in
    text = file.read()
body = frame(text).encode("utf-8")  # what every stream is in`}
}

func pythonDecodeStream() Snippet {
	return Snippet{"Python", "python", `decode = codecs.getincrementaldecoder("utf-8")().decode
for chunk in upstream:
    text = decode(chunk)  # keeps half a character for the next chunk`}
}

func pythonNoBOM() Snippet {
	return Snippet{"Python", "python", `text = raw.decode("utf-8-sig")  # takes a mark away if there is one
body = frame(text).encode("utf-8")  # not utf-8-sig, which puts one there`}
}

func pythonRetry() Snippet {
	return Snippet{"Python", "python", `yield f"retry: {round(seconds * 1000)}\n\n"`}
}

func pythonHeartbeat() Snippet {
	return Snippet{"Python asyncio", "python", `while True:
    try:
        text = await asyncio.wait_for(queue.get(), timeout=15)
        yield frame(text)
    except asyncio.TimeoutError:
        yield ": ping\n\n"`}
}

func pythonSkipBad() Snippet {
	return Snippet{"Python", "python", `for event in history.after(last_id):
    try:
        text = encode(event)
    except (TypeError, ValueError):
        log.exception("skip event %s", event.id)
        continue
    yield text`}
}

func pythonParseID() Snippet {
	return Snippet{"Python", "python", `text = request.headers.get("Last-Event-ID", "")  # what is odd is no error
last_id = int(text) if re.fullmatch("[0-9]{1,18}", text) else None`}
}

func pythonSubscribeFirst() Snippet {
	return Snippet{"Python asyncio", "python", `queue = hub.subscribe(topic)  # first: what happens meanwhile waits there
last = last_id
for event in await history.after(topic, last_id):
    yield encode(event)
    last = event.id
while True:
    event = await queue.get()
    if event.id > last:  # not sent by the replay
        yield encode(event)`}
}

func pythonListen() Snippet {
	return Snippet{"Python, psycopg 3", "python", `db = await psycopg.AsyncConnection.connect(dsn, autocommit=True)
await db.execute("LISTEN events")
async for _ in db.notifies():  # woken at once, in every process
    last_id = await send_events_after(last_id)`}
}

func flaskStream() Snippet {
	return Snippet{"Flask", "python", `@app.get("/events")
def events():
    def stream():
        yield ": hello\n\n"  # WSGI sends the head with the first chunk
        for text in source():
            yield frame(text)

    return Response(stream(), mimetype="text/event-stream")`}
}

func fastAPIStream() Snippet {
	return Snippet{"FastAPI", "python", `@app.get("/events")
async def events():
    async def stream():
        async for text in source():
            yield frame(text)

    return StreamingResponse(
        stream(),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store, no-transform"},
    )`}
}

func fastAPISafeFields() Snippet {
	return Snippet{"FastAPI", "python", `if re.search("[\x00\r\n]", event.id) or re.search("[\r\n]", event.type):
    raise HTTPException(400, "id and event: want one line")`}
}

func sseStarletteSep() Snippet {
	return Snippet{"sse-starlette", "python", `return EventSourceResponse(stream(), sep="\n")  # "\r\n" by default`}
}

func gunicornThreads() Snippet {
	return Snippet{"Gunicorn", "sh", `gunicorn --worker-class gthread --threads 200 app:app`}
}
