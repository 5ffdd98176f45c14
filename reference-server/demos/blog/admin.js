// The form that publishes, edits and deletes. What it has done comes back by the stream,
// as it does to everybody else.

const byId = (id) => document.getElementById(id);
const admin = byId("admin"), title = byId("title"), body = byId("body"), token = byId("token");
let editing = ""; // the id of the post that is edited, "" for a new one
let draft = ["", ""]; // the new post, while another one is edited

token.value = sessionStorage.getItem("token") ?? "";

// edit puts a post into the form.
export function edit(id, article) {
  if (!editing) draft = [title.value, body.value];
  fill(id, article.querySelector("h2").textContent, article.querySelector(".text").textContent);
  title.focus();
  byId("form").scrollIntoView({ block: "nearest" });
}

// remove deletes a post, if that is meant.
export async function remove(id, article) {
  if (!confirm(`Delete “${article.querySelector("h2").textContent}”?`)) return;
  await send("DELETE", `api/posts/${id}`, "Deleted.");
}

// showTools offers to edit and delete a post while the form is open.
export function showTools(article) {
  article.querySelector(".tools").hidden = !admin.open;
}

admin.addEventListener("toggle", () => document.querySelectorAll("#posts article").forEach(showTools));

byId("cancel").addEventListener("click", () => fill("", ...draft));

byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("save").disabled = true;
  const post = { title: title.value, body: body.value };
  const done = editing
    ? await send("PUT", `api/posts/${editing}`, "Saved.", post)
    : await send("POST", "api/posts", "Published.", post);
  byId("save").disabled = false;
  if (!done || title.value !== post.title || body.value !== post.body) return; // somebody writes on
  if (editing) fill("", ...draft);
  else fill("", "", "");
});

function fill(id, ...text) {
  editing = id;
  [title.value, body.value] = text;
  byId("doing").textContent = id ? "Edit post" : "New post";
  byId("save").textContent = id ? "Save" : "Publish";
  byId("cancel").hidden = !id;
}

// send reports whether the server did what was asked. What was written stays otherwise.
async function send(method, path, done, content) {
  sessionStorage.setItem("token", token.value);
  const headers = { "Content-Type": "application/json" };
  if (token.value) headers.Authorization = `Bearer ${token.value}`;
  say("", "…");
  try {
    const answer = await fetch(path, { method, headers, body: content && JSON.stringify(content) });
    if (answer.ok) {
      say("", done);
      return true;
    }
    const { error, hint } = await answer.json();
    say("bad", hint ? `${error} – ${hint}` : error);
  } catch (error) {
    say("bad", `no answer from the server: ${error.message}`);
  }
  return false;
}

function say(kind, text) {
  const answer = byId("answer");
  answer.className = kind;
  answer.textContent = text;
  if (kind) answer.scrollIntoView({ block: "nearest" });
}
