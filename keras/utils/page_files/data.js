"use strict";
// What the page shows, as model_page.py wrote it: parts[0] is the model.
const data = JSON.parse(document.getElementById("data").textContent);

// A call is told by its path: the numbers of the calls around it, and its own.
const pathOf = (parent, number) => parent ? `${parent}/${number}` : `${number}`;
const parentOf = (path) => path.split("/").slice(0, -1).join("/");

function structureAt(path) {
  const part = path ? partAt(path) : data.parts[0];
  return data.structures[part.inner];
}

function callAt(path) {
  const numbers = path.split("/");
  const last = numbers.pop();
  let structure = data.structures[data.parts[0].inner];
  for (const number of numbers) {
    const part = data.parts[structure.calls[number].part];
    structure = data.structures[part.inner];
  }
  return structure.calls[last];
}

const partAt = (path) => data.parts[callAt(path).part];

// Each call with its path, inner ones after their model.
function* allCalls(parent = "") {
  const calls = structureAt(parent).calls;
  for (let number = 0; number < calls.length; number++) {
    const path = pathOf(parent, number);
    const part = data.parts[calls[number].part];
    yield { path, part, call: calls[number], parent };
    if (part.inner !== null) yield* allCalls(path);
  }
}

const kindOf = (part) => part.class + (part.wrapped ? `(${part.wrapped})` : "");

function shapeText(tensor) {
  if (tensor.shape === null) return "unknown rank";
  const sizes = tensor.shape.map((n) => n ?? "None").join(", ");
  return tensor.shape.length === 1 ? `(${sizes},)` : `(${sizes})`;
}

function shapesText(tensors) {
  if (!tensors.length) return "";
  const more = tensors.length > 1 ? ` +${tensors.length - 1}` : "";
  return shapeText(tensors[0]) + more;
}

// Bytes for one example, NaN where a size is free.
function bytesOf(tensor) {
  if (!tensor.shape || !tensor.shape.length || !tensor.item) return NaN;
  const count = tensor.shape.slice(1).reduce((a, n) => a * (n ?? NaN), 1);
  return count * tensor.item;
}

const countText = (count) => count.toLocaleString("en-US");

function shortCount(count) {
  const units = ["", "K", "M", "B", "T"];
  let unit = 0;
  while (count >= 999.5 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  const digits = unit && count < 99.5 ? 1 : 0;
  return count.toFixed(digits).replace(/\.0$/, "") + units[unit];
}

function memoryText(bytes) {
  if (Number.isNaN(bytes)) return "";
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit ? bytes.toFixed(2) : bytes} ${units[unit]}`;
}

// An element with attributes and children; texts are never read as HTML.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") made.addEventListener("click", value);
    else if (name === "hue") made.style.setProperty("--hue", value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

// The text, with places where a line may end.
function breakable(text) {
  const words = text.split(/(?<=[_/.])/);
  return words.flatMap((word, i) => (i ? [element("wbr"), word] : [word]));
}

const hueOf = (part) => data.hues[part.family];
