package specs

func graphQLWireOperation() Snippet {
	return Snippet{"event stream", "text", `event: next
data: {"data":{"countdown":1}}

event: next
data: {"data":{"countdown":0}}

event: complete
data:

: the response ends here`}
}

func graphQLWireErrors() Snippet {
	return Snippet{"event stream", "text", `event: next
data: {"errors":[{"message":"Cannot query field \"tick\"."}]}

event: complete
data:`}
}

func graphQLGoResults() Snippet {
	return Snippet{"Go", "go", `for result := range results {
	data, err := json.Marshal(result) // {"data":…} or {"errors":…}
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "event: next\ndata: %s\n\n", data)
	if err := control.Flush(); err != nil {
		return err
	}
}
fmt.Fprint(w, "event: complete\ndata:\n\n")`}
}

func graphQLGoRefuse() Snippet {
	return Snippet{"Go", "go", `if err := json.NewDecoder(r.Body).Decode(&operation); err != nil {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest) // before anything of a stream
	fmt.Fprintln(w, ` + "`" + `{"errors":[{"message":"the body is not JSON"}]}` + "`" + `)
	return
}`}
}

func graphQLNodeComplete() Snippet {
	return Snippet{"Node.js", "js", `const beat = setInterval(() => res.write(":\n\n"), 12_000);
try {
  for await (const result of results) next(res, result);
} catch (error) {
  next(res, { errors: [{ message: error.message }] });
} finally {
  clearInterval(beat);
  res.end("event: complete\ndata:\n\n"); // the mark, and the end
}`}
}

func graphQLNodeInvalid() Snippet {
	return Snippet{"Node.js", "js", `const errors = validate(schema, document);
if (errors.length > 0) {
  res.writeHead(200, { "Content-Type": "text/event-stream" });
  const data = JSON.stringify({ errors }); // each has a message
  res.write("event: next\ndata: " + data + "\n\n");
  return res.end("event: complete\ndata:\n\n");
}`}
}

func graphQLBrowser() Snippet {
	return Snippet{"browser", "js", `const source = new EventSource("/graphql/stream?query=" + query);
source.addEventListener("next", (e) => show(JSON.parse(e.data)));
source.addEventListener("complete", () => source.close());`}
}
