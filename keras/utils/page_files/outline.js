// The list of layers: a table of contents, and what the search goes through.
// On paper it's the table of the model.

function outlineRow({ path, part, call }, act) {
  const depth = path.split("/").length - 1;
  const count = part.trainable + part.fixed;
  const row = element(
    "li",
    { "data-path": path, hue: hueOf(part), onclick: () => act.choose(path) },
    element("span", { class: "name", title: part.name }, part.name),
    element("span", { class: "kind" }, kindOf(part)),
    element("span", { class: "shape" }, shapesText(call.outputs)),
    element("span", { class: "number" }, count ? countText(count) : ""),
  );
  row.style.setProperty("--depth", depth);
  if (part.inner !== null) {
    const turn = (event) => {
      event.stopPropagation();
      act.toggle(path);
    };
    const attributes = { class: "turn", "aria-label": "Fold", onclick: turn };
    row.prepend(element("button", attributes));
  }
  return row;
}

class Outline {
  constructor(list, act) {
    this.rows = new Map();
    this.found = [];
    for (const one of allCalls()) {
      const row = outlineRow(one, act);
      this.rows.set(one.path, { row, ...one });
      list.append(row);
    }
  }

  // Lists the layers in open models; while there is a search, all it finds.
  show(open, words) {
    const sought = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
    this.found = [];
    for (const { row, path, part, parent } of this.rows.values()) {
      const text = `${part.name} ${kindOf(part)}`.toLowerCase();
      const isFound = sought.every((word) => text.includes(word));
      const isListed = sought.length ? isFound : isShown(parent, open);
      if (isListed) this.found.push(path);
      row.hidden = !isListed;
      row.classList.toggle("open", open.has(path));
    }
  }

  choose(path) {
    for (const { row } of this.rows.values()) row.classList.remove("chosen");
    const chosen = this.rows.get(path)?.row;
    chosen?.classList.add("chosen");
    if (chosen && !chosen.hidden) chosen.scrollIntoView({ block: "nearest" });
  }
}

// Whether all models around are open, the given one too.
function isShown(path, open) {
  return !path || (open.has(path) && isShown(parentOf(path), open));
}
