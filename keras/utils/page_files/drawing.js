// Boxes and arrows as SVG.
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;

function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function label(text, name, x, y, anchor = "start") {
  return shape("text", { class: name, x, y, "text-anchor": anchor }, text);
}

// A line through the points that is round at the bends.
function curve(points) {
  const [first, ...rest] = points;
  let line = `M${first.x} ${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const { x, y } = rest[i];
    const next = rest[i + 1];
    const isLast = i === rest.length - 2;
    const end = isLast ? next : { x: (x + next.x) / 2, y: (y + next.y) / 2 };
    line += `Q${x} ${y} ${end.x} ${end.y}`;
  }
  return rest.length > 1 ? line : `${line}L${rest[0].x} ${rest[0].y}`;
}

function drawnArrow({ from, to, points, tensor }) {
  const line = shape("path", {
    class: "arrow",
    d: curve(points),
    "data-from": from,
    "data-to": to,
    "marker-end": "url(#tip)",
  });
  if (tensor) {
    const told = [shapeText(tensor), tensor.dtype].filter(Boolean).join(" ");
    line.append(shape("title", {}, told));
  }
  return line;
}

function drawnBox(box) {
  const { part, texts, width, height } = box;
  const group = shape("g", {
    class: `box${part.inner === null ? "" : " model"}`,
    "data-path": box.path,
    transform: `translate(${box.x} ${box.y})`,
    tabindex: 0,
    role: "button",
    "aria-label": `${part.name}, ${kindOf(part)}`,
  });
  group.style.setProperty("--hue", hueOf(part));
  if (part.inner !== null) {
    group.append(shape("rect", { class: "under", x: 5, y: 5, width, height }));
  }
  group.append(
    shape("title", {}, `${part.name} · ${kindOf(part)}`),
    shape("rect", { class: "face", width, height, rx: 7 }),
    shape("path", {
      class: "stripe",
      d: `M7 0H6Q0 0 0 7V${height - 7}Q0 ${height} 6 ${height}H7Z`,
    }),
    label(texts.name, "name", BOX.padding + 3, 20),
    label(texts.kind, "kind", BOX.padding + 3, 36),
    label(texts.shape, "shape", BOX.padding + 3, 51),
    label(texts.count, "count", width - 10, 51, "end"),
  );
  if (part.inner !== null) group.append(fold(width - 20, 15, "+"));
  return group;
}

function drawnFrame(box, span) {
  const { part, texts, inner, width, height } = box;
  const left = (width - inner.width) / 2;
  const above = box.y + FRAME.head;
  const inside = { top: span.top - above, bottom: span.bottom - above };
  const group = shape("g", {
    class: "frame",
    "data-path": box.path,
    transform: `translate(${box.x} ${box.y})`,
    tabindex: 0,
    role: "button",
    "aria-label": `${part.name}, ${kindOf(part)}, unfolded`,
  });
  group.style.setProperty("--hue", hueOf(part));
  const name = label(texts.name, "name", 14, 21);
  name.append(shape("tspan", { class: "kind", dx: 8 }, texts.kind));
  group.append(
    shape("rect", { class: "face", width, height, rx: 10 }),
    name,
    fold(width - 20, 17, "−"),
    drawnLayout(inner, left, FRAME.head, inside),
  );
  return group;
}

function fold(x, y, sign) {
  return shape(
    "g",
    { class: "fold", transform: `translate(${x} ${y})` },
    shape("title", {}, sign === "+" ? "Unfold" : "Fold"),
    shape("circle", { r: 8 }),
    label(sign, "sign", 0, 4, "middle"),
  );
}

// What of a layout is between two heights in it: all, or a slice for paper.
const ALL = { top: -Infinity, bottom: Infinity };

function drawnLayout({ boxes, arrows }, x, y, span = ALL) {
  const isIn = (top, bottom) => bottom > span.top && top < span.bottom;
  const inner = boxes.filter((box) => isIn(box.y, box.y + box.height));
  const between = arrows.filter(({ points }) =>
    isIn(points[0].y, points.at(-1).y),
  );
  return shape(
    "g",
    { transform: `translate(${x} ${y})` },
    ...between.map(drawnArrow),
    ...inner.map((box) => (box.inner ? drawnFrame(box, span) : drawnBox(box))),
  );
}

// What a page must not cut, with its place in the drawing: boxes that hold no
// other, and the heads of frames.
function placed(layout, x = MARGIN, y = MARGIN) {
  return layout.boxes.flatMap((box) => {
    const [left, top] = [x + box.x, y + box.y];
    if (!box.inner) {
      return [{ ...box, left, top, bottom: top + box.height }];
    }
    const inside = left + (box.width - box.inner.width) / 2;
    const head = { ...box, left, top, bottom: top + FRAME.head };
    return [head, ...placed(box.inner, inside, top + FRAME.head)];
  });
}
