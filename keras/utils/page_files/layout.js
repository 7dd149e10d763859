// Where boxes and arrows stand. An open model is laid out by itself first, and
// is one large box in the model around it.
const BOX = { least: 132, most: 260, height: 60, padding: 14 };
const FRAME = { head: 34, padding: 16 };
const FONTS = {
  name: "600 13px ui-sans-serif, system-ui, sans-serif",
  kind: "11px ui-sans-serif, system-ui, sans-serif",
  shape: "11px ui-monospace, Menlo, Consolas, monospace",
};
// Finer ranks take dagre minutes in a graph of so many calls.
const MANY_CALLS = 600;

const pen = document.createElement("canvas").getContext("2d");

function textWidth(text, font) {
  pen.font = FONTS[font];
  return pen.measureText(text).width;
}

// The text, or its two ends where it's too long: names differ at the end.
function fitted(text, font, width) {
  if (textWidth(text, font) <= width) return text;
  let low = 0;
  let high = text.length;
  const cut = (kept) => {
    const end = Math.floor(kept / 2);
    return text.slice(0, kept - end) + "…" + (end ? text.slice(-end) : "");
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(cut(middle), font) <= width) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

function boxOf(call, path) {
  const part = data.parts[call.part];
  const count = part.trainable + part.fixed;
  const isBent = part.activation && part.activation !== "linear";
  const texts = {
    name: part.name,
    kind: kindOf(part) + (isBent ? ` · ${part.activation}` : ""),
    shape: shapesText(call.outputs),
    count: count ? shortCount(count) : "",
  };
  const room = part.inner === null ? 0 : 22;
  const aside = texts.count ? textWidth(texts.count, "kind") + 12 : 0;
  const wanted = Math.max(
    textWidth(texts.name, "name") + room,
    textWidth(texts.kind, "kind"),
    textWidth(texts.shape, "shape") + aside,
  );
  const inside = Math.min(Math.max(wanted, BOX.least), BOX.most);
  texts.name = fitted(texts.name, "name", inside - room);
  texts.kind = fitted(texts.kind, "kind", inside);
  texts.shape = fitted(texts.shape, "shape", inside - aside);
  const width = Math.ceil(inside) + 2 * BOX.padding;
  return { path, part, texts, width, height: BOX.height };
}

function frameOf(call, path, open) {
  const part = data.parts[call.part];
  const inner = layOut(path, open);
  const texts = {
    name: part.name,
    kind: `${kindOf(part)} · ${countText(part.trainable + part.fixed)}`,
  };
  const head = textWidth(texts.name, "name") + textWidth(texts.kind, "kind");
  return {
    path,
    part,
    texts,
    inner,
    width: Math.max(inner.width + 2 * FRAME.padding, head + 72),
    height: inner.height + FRAME.head + FRAME.padding,
  };
}

// Boxes with x and y, their top left corner, and arrows with points.
function layOut(parent, open) {
  const structure = structureAt(parent);
  const boxes = structure.calls.map((call, number) => {
    const path = pathOf(parent, number);
    const part = data.parts[call.part];
    const isOpen = part.inner !== null && open.has(path);
    return isOpen ? frameOf(call, path, open) : boxOf(call, path);
  });
  return structure.graph ? ranked(structure, boxes) : stacked(boxes);
}

function ranked(structure, boxes) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    nodesep: 28,
    ranksep: 34,
    edgesep: 14,
    ranker: boxes.length > MANY_CALLS ? "longest-path" : "network-simplex",
  });
  boxes.forEach(({ width, height }, number) => {
    graph.setNode(`${number}`, { width, height });
  });
  structure.calls.forEach((call, number) => {
    for (const [source, output] of call.sources) {
      const tensor = structure.calls[source].outputs[output];
      graph.setEdge(`${source}`, `${number}`, { tensor });
    }
  });
  dagre.layout(graph);
  boxes.forEach((box, number) => {
    const { x, y } = graph.node(`${number}`);
    box.x = x - box.width / 2;
    box.y = y - box.height / 2;
  });
  const arrows = graph.edges().map((ends) => {
    const { points, tensor } = graph.edge(ends);
    return { from: boxes[ends.v].path, to: boxes[ends.w].path, points, tensor };
  });
  const { width, height } = graph.graph();
  return { boxes, arrows, width: width || 0, height: height || 0 };
}

// A model that computes in Python: its layers one below the other, no arrows.
function stacked(boxes) {
  let y = 0;
  for (const box of boxes) {
    box.x = 0;
    box.y = y;
    y += box.height + 14;
  }
  const width = Math.max(0, ...boxes.map((box) => box.width));
  return { boxes, arrows: [], width, height: Math.max(0, y - 14) };
}
