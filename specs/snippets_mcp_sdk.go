package specs

func mcpExpressTransport() Snippet {
	return Snippet{"TypeScript SDK", "js", `const transport = new StreamableHTTPServerTransport({
  sessionIdGenerator: () => crypto.randomUUID(),
  onsessioninitialized: (id) => { transports[id] = transport; },
});
await server.connect(transport);
await transport.handleRequest(req, res, req.body); // parsed already`}
}

func mcpExpressNoGet() Snippet {
	return Snippet{"Express", "js", `app.get("/mcp", (req, res) =>
  res.status(405).set("Allow", "POST, DELETE").end());`}
}

func mcpExpressSession() Snippet {
	return Snippet{"Express", "js", `const id = req.get("Mcp-Session-Id");
if (!id) return res.status(400).send("Mcp-Session-Id is missing");
const transport = transports[id];
if (!transport) return res.status(404).send("the session has ended");
transport.onclose = () => { delete transports[id]; };`}
}

func mcpExpressOrigin() Snippet {
	return Snippet{"Express", "js", `app.use("/mcp", (req, res, next) => {
  const origin = req.get("Origin");
  if (origin && !trusted.has(origin)) return res.status(403).end();
  next();
});`}
}

func mcpPythonOrigin() Snippet {
	return Snippet{"Python SDK", "python", `security = TransportSecuritySettings(
    enable_dns_rebinding_protection=True,
    allowed_hosts=["127.0.0.1:*", "localhost:*"],
    allowed_origins=["http://127.0.0.1:*", "http://localhost:*"],
)`}
}

func mcpExpressStore() Snippet {
	return Snippet{"TypeScript SDK", "js", `new StreamableHTTPServerTransport({
  sessionIdGenerator: () => crypto.randomUUID(),
  eventStore, // gives out ids, and replays
  retryInterval: 5000, // milliseconds, sent before it closes
});`}
}
