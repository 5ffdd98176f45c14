package specs

func llmWireEnd() Snippet {
	return Snippet{"event stream", "text", `data: {"choices":[{"index":0,"delta":{"content":"."}}]}

data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

data: [DONE]

: the response ends here`}
}

func llmWireError() Snippet {
	return Snippet{"event stream", "text", `data: {"choices":[{"index":0,"delta":{"content":"The"}}]}

data: {"error":{"message":"the model is overloaded","type":"server_error"}}

: the response ends here, without [DONE]`}
}

func llmGoTokens() Snippet {
	return Snippet{"Go", "go", `for token := range tokens {
	chunk, err := json.Marshal(chunkOf(token))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "data: %s\n\n", chunk)
	if err := control.Flush(); err != nil { // after each token
		return err // the client is gone: let the model stop as well
	}
}`}
}

func llmGoRefuse() Snippet {
	return Snippet{"Go", "go", `if err := json.NewDecoder(r.Body).Decode(&prompt); err != nil {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest) // before anything of a stream
	fmt.Fprintln(w, ` + "`" + `{"error":{"message":"the body is not JSON"}}` + "`" + `)
	return
}`}
}

func llmFastAPIAnswer() Snippet {
	return Snippet{"FastAPI", "python", `async def answer():
    try:
        async for chunk in model.stream(prompt):
            yield f"data: {json.dumps(chunk)}\n\n"
        yield "data: [DONE]\n\n"  # only when the answer is complete
    except Exception as error:
        yield f"data: {json.dumps({'error': {'message': str(error)}})}\n\n"`}
}

func llmFastAPIRefuse() Snippet {
	return Snippet{"FastAPI", "python", `@app.post("/v1/chat/completions")
async def complete(prompt: Prompt):  # what does not fit is refused: 422
    answer = stream_answer(prompt)
    return StreamingResponse(answer, media_type="text/event-stream")`}
}

func llmNodeAnswer() Snippet {
	return Snippet{"Node.js", "js", `for await (const chunk of model.stream(prompt)) {
  res.write("data: " + JSON.stringify(chunk) + "\n\n");
}
res.end("data: [DONE]\n\n"); // the mark, and the end of the response`}
}

func llmClientTruncated() Snippet {
	return Snippet{"JavaScript client", "js", `let done = false;
for await (const { data } of events(response)) {
  if (data === "[DONE]") { done = true; break; }
  const chunk = JSON.parse(data);
  if (chunk.error) throw new Error(chunk.error.message);
  show(chunk);
}
if (!done) throw new Error("the answer was cut off");`}
}

func llmRelayNoTimeout() Snippet {
	return Snippet{"nginx", "nginx", `location /v1/ {
    proxy_pass http://models;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_read_timeout 10m; # longer than the model may think
}`}
}

func llmVLLMWarm() Snippet {
	return Snippet{"vLLM", "sh", `vllm serve "$MODEL" --enable-prefix-caching --enable-chunked-prefill`}
}
