// Toasts show notifications in the page, for a while.

const list = document.getElementById("toasts");
const keep = document.getElementById("keep");
const most = 3; // that are shown at a time
const showFor = 8000; // ms

// A toast goes by itself, but not while somebody points at it or has the focus in it.
const timers = new Map(); // by toast

function hold(toast) {
  clearTimeout(timers.get(toast));
}

function release(toast) {
  hold(toast);
  if (!keep.checked && !toast.matches(":hover, :focus-within")) timers.set(toast, setTimeout(dismiss, showFor, toast));
}

function dismiss(toast) {
  hold(toast);
  timers.delete(toast);
  const next = toast.matches(":focus-within") && (toast.nextElementSibling?.lastElementChild ?? document.getElementById("log"));
  toast.remove();
  if (next) next.focus();
}

keep.onchange = () => timers.forEach((_, toast) => release(toast));

// show shows a notification.
export function show({ title, body }) {
  const toast = document.createElement("li");
  const heading = document.createElement("strong");
  heading.textContent = title;
  const text = document.createElement("p");
  text.textContent = body;
  const button = document.createElement("button");
  button.textContent = "Dismiss";
  button.onclick = () => dismiss(toast);
  toast.className = "card";
  toast.append(...(title ? [heading] : []), text, button);
  for (const type of ["mouseenter", "mouseleave", "focusin", "focusout"]) toast.addEventListener(type, () => release(toast));
  list.append(toast);
  timers.set(toast, 0);
  release(toast);
  if (timers.size > most) dismiss(list.firstElementChild); // it is in the list
}
