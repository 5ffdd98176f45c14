package specs

func jsFrame() Snippet {
	return Snippet{"JavaScript", "js", `function frame(data) {
  const lines = data.split(/\r\n|\r|\n/);
  return lines.map((line) => "data: " + line + "\n").join("") + "\n";
}`}
}

func jsOptionalFields() Snippet {
	return Snippet{"JavaScript", "js", `let text = "";
if (id) text += "id: " + id + "\n";
if (type) text += "event: " + type + "\n";
text += frame(data);`}
}

func jsDecodeStream() Snippet {
	return Snippet{"JavaScript", "js", `const decoder = new TextDecoder();
for await (const chunk of upstream.body) {
  text += decoder.decode(chunk, { stream: true }); // keeps half a character
}
text += decoder.decode();`}
}

func jsCompareIDs() Snippet {
	return Snippet{"JavaScript", "js", `const missed = history.filter((event) => BigInt(event.id) > BigInt(lastID));`}
}

func browserFailed() Snippet {
	return Snippet{"browser", "js", `source.addEventListener("failed", (event) => show(JSON.parse(event.data)));
source.onerror = () => {
  if (source.readyState === EventSource.CLOSED) offerReload();
};`}
}

func browserReset() Snippet {
	return Snippet{"browser", "js", `source.addEventListener("reset", () => loadState());`}
}
