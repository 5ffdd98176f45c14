// A line chart of the last minutes, drawn in an SVG element.

const span = 180_000; // ms that are shown
const most = 3000; // points that are kept
const margin = { left: 40, right: 8, top: 8, bottom: 20 }; // px

export class Chart {
  // The figure has a figcaption, with the title and the current value, and an svg.
  constructor(figure) {
    this.figure = figure;
    this.svg = figure.querySelector("svg");
    this.current = figure.querySelector("strong");
    this.title = figure.querySelector("span").textContent;
    this.unit = figure.dataset.unit ?? "";
    this.divisor = Number(figure.dataset.divisor ?? 1);
    this.stepped = "stepped" in figure.dataset; // a value holds until the next
    this.points = []; // by time, in ms; where the value is null, the line is broken
    this.levels = [0, 0.5, 1].map((share) => ({ share, line: this.add("line", "grid"), text: this.add("text") }));
    this.times = [3, 2, 1, 0].map((minutes) => ({ minutes, text: this.add("text") }));
    this.line = this.add("path", "line");
  }

  add(name, className = "") {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    element.setAttribute("class", className);
    this.svg.append(element);
    return element;
  }

  // put adds a point, which may be older than others.
  put(time, value) {
    this.figure.hidden = false;
    const late = time < this.points.at(-1)?.time;
    this.points.push({ time, value: value / this.divisor });
    if (late) this.points.sort((a, b) => a.time - b.time);
    if (this.points.length > most) this.points.splice(0, this.points.length - most);
  }

  // part breaks the line after the last point, which held up to a time.
  part(time) {
    const last = this.points.at(-1);
    if (last) this.points.push({ time: Math.max(time, last.time), value: null });
  }

  // draw shows the points up to now; live says that the last one still holds.
  draw(now, live) {
    const first = this.points.findLastIndex((p) => p.time < now - span); // where the line comes from
    const shown = this.points.slice(Math.max(0, first));
    const values = shown.filter((p) => p.value !== null).map((p) => p.value);
    if (values.length === 0) return;
    const top = ceiling(Math.max(...values));
    const width = this.svg.clientWidth - margin.left - margin.right;
    const height = this.svg.clientHeight - margin.top - margin.bottom;
    const x = (time) => margin.left + Math.max(0, 1 - (now - time) / span) * width;
    const y = (value) => margin.top + (1 - value / top) * height;
    this.drawFrame(width, y, top);
    const holds = live && this.stepped && shown.at(-1).value !== null;
    this.line.setAttribute("d", this.path(shown, x, y) + (holds ? `H${x(now)}` : ""));
    this.tell(values);
  }

  drawFrame(width, y, top) {
    for (const { share, line, text } of this.levels) {
      const value = top * share;
      place(line, { x1: margin.left, x2: margin.left + width, y1: y(value), y2: y(value) });
      place(text, { x: margin.left - 6, y: y(value) + 4, "text-anchor": "end" });
      text.textContent = short(value);
    }
    for (const { minutes, text } of this.times) {
      const x = margin.left + (1 - (minutes * 60_000) / span) * width;
      place(text, { x, y: y(0) + 16, "text-anchor": minutes ? "middle" : "end" });
      text.textContent = minutes ? `−${minutes} min` : "now";
    }
  }

  path(points, x, y) {
    let path = "";
    let pen = "M"; // "L" within a line
    for (const { time, value } of points) {
      if (pen === "L" && this.stepped) path += `H${x(time).toFixed(1)}`;
      if (value !== null) path += `${pen}${x(time).toFixed(1)} ${y(value).toFixed(1)}h0`; // one alone is a dot
      pen = value === null ? "M" : "L";
    }
    return path;
  }

  // tell says in words what the chart shows.
  tell(values) {
    const [now, low, high] = [values.at(-1), Math.min(...values), Math.max(...values)].map(short);
    this.current.textContent = `${now} ${this.unit}`;
    this.svg.setAttribute("aria-label", `${this.title}, last three minutes: now ${now} ${this.unit}, lowest ${low}, highest ${high}`);
  }
}

function place(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

// ceiling returns the next of 1, 2, 5, 10, 20, 50 and so on.
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? power * 10;
}

// short writes a value with three digits or so.
function short(value) {
  return value.toLocaleString("en", { maximumSignificantDigits: 3, notation: Math.abs(value) >= 10_000 ? "compact" : "standard" });
}
