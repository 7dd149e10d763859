// The panel beside the graph: all of one layer, or the model as a whole.

function rows(...pairs) {
  const kept = pairs.filter(([, value]) => value !== "" && value !== null);
  const cells = kept.flatMap(([name, value]) => [
    element("dt", {}, name),
    element("dd", {}, value),
  ]);
  return element("dl", {}, ...cells);
}

function section(title, ...content) {
  return element("section", {}, element("h3", {}, title), ...content);
}

function table(headings, lines) {
  const cells = (tag, line) =>
    element("tr", {}, ...line.map((cell) => element(tag, {}, cell)));
  return element(
    "table",
    {},
    element("thead", {}, cells("th", headings)),
    element("tbody", {}, ...lines.map((line) => cells("td", line))),
  );
}

// A value of a config, as Python would show it.
function valueText(value) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value !== "object") return String(value);
  if ("class_name" in value && "config" in value) {
    const given = value.config;
    if (given === null || typeof given !== "object") return valueText(given);
    const inside = Object.entries(given).map(
      ([name, one]) => `${name}=${valueText(one)}`,
    );
    return `${value.class_name}(${inside.join(", ")})`;
  }
  const inside = Object.entries(value).map(
    ([name, one]) => `'${name}': ${valueText(one)}`,
  );
  return `{${inside.join(", ")}}`;
}

function configSection(part) {
  if (part.problem) return section("Config", element("p", {}, part.problem));
  const pairs = Object.entries(part.config).map(([name, value]) => [
    name,
    element("code", {}, valueText(value)),
  ]);
  return pairs.length ? section("Config", rows(...pairs)) : null;
}

function tensorLines(word, tensors) {
  return tensors.map((tensor, number) => [
    tensors.length > 1 ? `${word} ${number}` : word,
    element("code", {}, shapeText(tensor)),
    tensor.dtype ?? "",
    memoryText(bytesOf(tensor)),
  ]);
}

function shapesSection(call) {
  const lines = [
    ...tensorLines("input", call.inputs),
    ...tensorLines("output", call.outputs),
  ];
  if (!lines.length) return null;
  return section("Shapes", table(["", "shape", "type", "per example"], lines));
}

// Without what all names of a layer begin with.
function weightName({ name, trainable }, part) {
  const start = `${part.name}/`;
  const short = name.startsWith(start) ? name.slice(start.length) : name;
  return element(
    "span",
    { class: trainable ? "" : "fixed", title: name },
    ...breakable(short.replace(/:0$/, "")),
  );
}

function parametersSection(part) {
  const count = part.trainable + part.fixed;
  if (!count) return section("Parameters", rows(["all", "none"]));
  const totals = rows(
    ["all", countText(count)],
    ["trainable", countText(part.trainable)],
    ["not trainable", countText(part.fixed)],
    ["memory", memoryText(part.size)],
  );
  const lines = part.weights.map((weight) => [
    weightName(weight, part),
    element("code", {}, shapeText(weight)),
    weight.dtype,
    memoryText(weight.size),
  ]);
  const headings = ["weight", "shape", "type", "memory"];
  const listed = lines.length ? table(headings, lines) : null;
  return section("Parameters", totals, listed);
}

function linkTo(path, choose) {
  const part = partAt(path);
  return element(
    "button",
    { class: "link", hue: hueOf(part), onclick: () => choose(path) },
    ...breakable(part.name),
  );
}

function connectionsSection(path, choose) {
  const parent = parentOf(path);
  const calls = structureAt(parent).calls;
  const mine = Number(path.split("/").pop());
  const from = [...new Set(calls[mine].sources.map(([source]) => source))];
  const to = calls.flatMap((call, number) =>
    call.sources.some(([source]) => source === mine) ? [number] : [],
  );
  const links = (numbers) =>
    numbers.length
      ? element(
          "span",
          { class: "links" },
          ...numbers.map((number) => linkTo(pathOf(parent, number), choose)),
        )
      : "";
  if (!from.length && !to.length) return null;
  return section("Connections", rows(["from", links(from)], ["to", links(to)]));
}

function badges(part, path) {
  const words = [];
  if (!part.is_trainable) words.push("frozen");
  if (!part.is_built) words.push("not built");
  const uses = structureAt(parentOf(path)).calls.filter(
    (call) => data.parts[call.part] === part,
  ).length;
  if (uses > 1) words.push(`used ${uses} times`);
  return words.map((word) => element("span", { class: "badge" }, word));
}

function heading(part, path) {
  return element(
    "header",
    { hue: hueOf(part) },
    element("h2", {}, ...breakable(part.name)),
    element("span", { class: "badge kind" }, kindOf(part)),
    ...(path ? badges(part, path) : []),
  );
}

function pythonNote(part) {
  if (part.inner === null || data.structures[part.inner].graph) return null;
  const told =
    "Computes in Python: its layers are known, the way between them isn't.";
  return element("p", { class: "note" }, told);
}

function layerDetails(path, choose) {
  const part = partAt(path);
  return [
    heading(part, path),
    pythonNote(part),
    shapesSection(callAt(path)),
    parametersSection(part),
    connectionsSection(path, choose),
    configSection(part),
  ];
}

// Of each class how many layers there are, and what they hold, largest first.
function kinds() {
  const found = new Map();
  const seen = new Set();
  for (const { part } of allCalls()) {
    const own = part.weights.reduce((sum, { count }) => sum + count, 0);
    if (seen.has(part) || (part.inner !== null && !own)) continue;
    seen.add(part);
    const kind = kindOf(part);
    const row = found.get(kind) ?? { kind, part, layers: 0, count: 0 };
    row.layers += 1;
    row.count += own;
    found.set(kind, row);
  }
  return [...found.values()].sort(
    (a, b) => b.count - a.count || b.layers - a.layers,
  );
}

function kindsSection() {
  const found = kinds();
  const most = Math.max(1, ...found.map((row) => row.count));
  const bars = found.map(({ kind, part, layers, count }) => {
    const bar = element("span", { class: "bar" });
    bar.hidden = !count;
    bar.style.width = `${(100 * count) / most}%`;
    return element(
      "li",
      { hue: hueOf(part) },
      element("span", {}, kind),
      element("span", { class: "times" }, `× ${layers}`),
      element("span", { class: "number" }, countText(count)),
      bar,
    );
  });
  const list = element("ul", { class: "bars" }, ...bars);
  return section("Parameters by layer", list);
}

function modelDetails() {
  const part = data.parts[0];
  return [
    heading(part, ""),
    pythonNote(part),
    parametersSection(part),
    kindsSection(),
  ];
}
