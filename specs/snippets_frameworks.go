package specs

func springEmitter() Snippet {
	return Snippet{"Spring MVC", "java", `@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
SseEmitter events() {
    var emitter = new SseEmitter(0L); // no limit on its age
    clients.add(emitter);
    emitter.onCompletion(() -> clients.remove(emitter));
    return emitter;
}`}
}

func springHeartbeat() Snippet {
	return Snippet{"Spring MVC", "java", `@Scheduled(fixedRate = 15_000)
void beat() {
    for (var emitter : clients) { // a CopyOnWriteArrayList
        try {
            emitter.send(SseEmitter.event().comment("ping"));
        } catch (IOException | IllegalStateException e) {
            clients.remove(emitter);
        }
    }
}`}
}

func springNoETag() Snippet {
	return Snippet{"Spring MVC", "java", `ShallowEtagHeaderFilter.disableContentCaching(request);`}
}

func servletCharset() Snippet {
	return Snippet{"Servlet", "java", `response.setContentType("text/event-stream");
response.setCharacterEncoding("UTF-8"); // before getWriter()
var out = response.getWriter();`}
}

func javaUTF8() Snippet {
	return Snippet{"Java", "java", `var out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);`}
}

func javaFrame() Snippet {
	return Snippet{"Java", "java", `static String frame(String data) {
    var lines = data.split("\r\n|\r|\n", -1); // -1 keeps an empty last one
    return "data: " + String.join("\ndata: ", lines) + "\n\n";
}`}
}

func railsNoETag() Snippet {
	return Snippet{"Rails", "ruby", `# config/application.rb
config.middleware.delete Rack::ETag`}
}

func dotnetUTF8() Snippet {
	return Snippet{".NET", "csharp", `var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var writer = new StreamWriter(response.Body, utf8); // one for all events`}
}

func dotnetNewLine() Snippet {
	return Snippet{".NET", "csharp", `writer.NewLine = "\n"; // it is "\r\n" on Windows`}
}

func aspNetFlush() Snippet {
	return Snippet{"ASP.NET Core", "csharp", `context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
await context.Response.WriteAsync(frame);
await context.Response.Body.FlushAsync();`}
}

func phpFlush() Snippet {
	return Snippet{"PHP", "php", `while (ob_get_level() > 0) {
    ob_end_flush(); // output_buffering, before the first event
}
echo $frame;
flush();`}
}
