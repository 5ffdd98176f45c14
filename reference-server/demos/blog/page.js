// The posts: what the server had, and what the stream says since.

import { edit, remove, showTools } from "./admin.js";
import { connect, indicate } from "./connect.js";

const most = 1000; // posts that are kept, as by the server
const byId = (id) => document.getElementById(id);
const articles = new Map(); // of the posts, by id
let stream = null;

// load shows the posts as they are now, and then what happens to them.
async function load(attempt = 0) {
  indicate("connecting", "connecting …");
  try {
    const answer = await fetch("api/posts");
    const { posts, lastEventId, error } = await answer.json();
    if (!answer.ok) throw new Error(error);
    byId("posts").replaceChildren();
    articles.clear();
    for (const post of posts.reverse()) add(post);
    byId("none").hidden = articles.size > 0;
    if (stream) stream.open(lastEventId);
    else stream = connect("events", { types: Object.keys(on), lastEventId, onevent: hear });
  } catch (error) {
    const wait = Math.min(30000, 1000 * 2 ** attempt);
    indicate("connecting", `no posts, trying again in ${wait / 1000} s: ${error.message}`);
    setTimeout(load, wait, attempt + 1);
  }
}

// hear passes an event on, unless it is one that the blog did not publish.
function hear(event) {
  if (event.type === "reset") return begin();
  try {
    on[event.type]?.(JSON.parse(event.data));
  } catch (error) {
    console.warn(`event ${event.lastEventId} is passed over: ${error.message}`);
  }
}

// begin starts anew after the server said that events were missed.
function begin() {
  tell("Some events were missed: all posts were loaded again.");
  stream.close();
  load();
}

const on = {
  post(post) {
    check(post, post.at);
    if (articles.has(post.id)) return;
    add(post);
    tell(`New: ${post.title}`);
  },
  update(post) {
    check(post, post.edited);
    const article = articles.get(post.id);
    if (!article) return;
    write(article, post);
    tell(`Edited: ${post.title}`);
  },
  delete({ id }) {
    const article = articles.get(id);
    if (!article) return;
    tell(`Deleted: ${article.querySelector("h2").textContent}`);
    drop(id);
  },
  views({ views }) {
    for (const [id, n] of Object.entries(views)) if (articles.has(id) && n >= 0) count(articles.get(id), n);
  },
};

// check throws unless the server takes this for a post as well.
function check({ id, title, body }, at) {
  const text = (value, limit) => typeof value === "string" && value.trim() && new TextEncoder().encode(value).length <= limit;
  if (!text(id, Infinity) || !text(title, 200) || !text(body, 10000) || !(Date.parse(at) > 0)) throw new TypeError("it is no post");
}

function tell(news) {
  byId("news").textContent = news;
}

// A post is shown as text: what looks like markup in it stays what was written.

function add(post) {
  const article = byId("template").content.firstElementChild.cloneNode(true);
  article.id = `post-${post.id}`;
  date(article.querySelector(".at"), post.at);
  write(article, post);
  count(article, post.views);
  article.querySelector(".edit").onclick = () => edit(post.id, article);
  article.querySelector(".delete").onclick = () => remove(post.id, article);
  showTools(article);
  articles.set(post.id, article);
  byId("posts").prepend(article);
  if (articles.size > most) drop(articles.keys().next().value);
  byId("none").hidden = true;
  sight.observe(article);
}

function write(article, post) {
  article.querySelector("h2").textContent = post.title;
  article.querySelector(".text").textContent = post.body;
  const edited = article.querySelector(".edited");
  edited.hidden = !post.edited;
  if (post.edited) date(edited.querySelector("time"), post.edited);
}

function date(element, at) {
  element.dateTime = at;
  element.textContent = new Date(at).toLocaleString();
}

function count(article, n) {
  article.querySelector(".views").textContent = n === 1 ? "1 view" : `${n} views`;
}

function drop(id) {
  articles.get(id).remove();
  articles.delete(id);
  byId("none").hidden = articles.size > 0;
}

// A post that comes into sight is viewed, once for each visit of the page.
const viewed = new Set();
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const id = target.id.slice("post-".length);
    if (!isIntersecting || viewed.has(id)) continue;
    viewed.add(id);
    fetch(`api/posts/${id}/views`, { method: "POST" }).catch(() => viewed.delete(id)); // no answer
  }
});

load();
