// What is open, chosen and sought, and what the page shows of it.
const find = (id) => document.getElementById(id);
const ZOOM = { least: 0.08, most: 2.5, step: 1.25, readable: 0.6 };

class Page {
  constructor() {
    this.open = new Set();
    this.chosen = "";
    this.zoom = 1;
    this.outline = new Outline(find("layers"), {
      choose: (path) => this.choose(path),
      toggle: (path) => this.toggle(path),
    });
    this.draw();
    this.fit(ZOOM.readable, false);
    this.tell();
  }

  // Lays the graph out, and draws it.
  draw() {
    this.layout = layOut("", this.open);
    const drawing = drawnLayout(this.layout, MARGIN, MARGIN);
    find("graph").replaceChildren(drawing);
    this.boxes = new Map();
    for (const box of drawing.querySelectorAll("[data-path]")) {
      this.boxes.set(box.dataset.path, box);
    }
    this.arrows = [...drawing.querySelectorAll(".arrow")];
    this.resize();
    this.search(find("search").value);
  }

  resize() {
    const width = this.layout.width + 2 * MARGIN;
    const height = this.layout.height + 2 * MARGIN;
    const graph = find("graph");
    graph.setAttribute("viewBox", `0 0 ${width} ${height}`);
    graph.setAttribute("width", width * this.zoom);
    graph.setAttribute("height", height * this.zoom);
    find("zoom").textContent = `${Math.round(100 * this.zoom)}%`;
  }

  // Changes the size, while a point of the window stays where it is.
  zoomTo(zoom, x, y) {
    const view = find("view");
    const graph = find("graph");
    const seen = view.getBoundingClientRect();
    const at = { x: x ?? seen.x + seen.width / 2, y: y ?? seen.y };
    const before = graph.getBoundingClientRect();
    const along = (at.x - before.x) / before.width;
    const down = (at.y - before.y) / before.height;
    this.zoom = Math.min(Math.max(zoom, ZOOM.least), ZOOM.most);
    this.resize();
    const after = graph.getBoundingClientRect();
    view.scrollLeft += after.x + along * after.width - at.x;
    view.scrollTop += after.y + down * after.height - at.y;
  }

  // All of the graph, or all its width; but not smaller than `least`.
  fit(least = ZOOM.least, isWhole = true) {
    const view = find("view");
    const across = view.clientWidth / (this.layout.width + 2 * MARGIN);
    const down = view.clientHeight / (this.layout.height + 2 * MARGIN);
    const zoom = Math.min(across, isWhole ? down : 1, 1);
    this.zoomTo(Math.max(zoom, least));
    view.scrollTop = 0;
    // A wide graph begins in the middle of its first layer.
    const [{ x, width } = { x: 0, width: 0 }] = this.layout.boxes;
    const middle = (MARGIN + x + width / 2) * this.zoom;
    view.scrollLeft = middle - view.clientWidth / 2;
  }

  toggle(path) {
    if (!this.open.delete(path)) this.open.add(path);
    this.redraw(path);
  }

  setAll(isOpen) {
    this.open.clear();
    for (const { path, part } of allCalls()) {
      if (isOpen && part.inner !== null) this.open.add(path);
    }
    this.redraw(this.chosen);
  }

  redraw(path) {
    if (!isShown(parentOf(this.chosen), this.open)) this.chosen = "";
    this.draw();
    this.tell();
    if (this.boxes.has(path)) this.center(path);
  }

  choose(path) {
    let isHidden = false;
    for (let up = parentOf(path); up; up = parentOf(up)) {
      isHidden ||= !this.open.has(up);
      this.open.add(up);
    }
    this.chosen = path;
    document.body.classList.remove("listed");
    if (isHidden) this.draw();
    this.tell();
    if (path) this.center(path);
  }

  // Shows what is chosen: in the panel, the list and the graph.
  tell() {
    const choose = (path) => this.choose(path);
    const shown = this.chosen
      ? layerDetails(this.chosen, choose)
      : modelDetails();
    find("told").replaceChildren(...shown.filter(Boolean));
    find("told").scrollTop = 0;
    document.body.classList.toggle("told", Boolean(this.chosen));
    this.outline.choose(this.chosen);
    for (const [path, box] of this.boxes) {
      box.classList.toggle("chosen", path === this.chosen);
    }
    for (const arrow of this.arrows) {
      const { from, to } = arrow.dataset;
      const isNear = from === this.chosen || to === this.chosen;
      arrow.classList.toggle("near", isNear);
    }
  }

  center(path) {
    const view = find("view");
    const seen = view.getBoundingClientRect();
    const box = this.boxes.get(path).getBoundingClientRect();
    const isInside =
      box.top >= seen.top &&
      box.left >= seen.left &&
      box.right <= seen.right &&
      box.bottom <= seen.bottom;
    if (isInside) return;
    const down = Math.min(box.height, seen.height) / 2;
    view.scrollTop += box.top + down - (seen.top + seen.height / 2);
    view.scrollLeft += box.left + box.width / 2 - (seen.left + seen.width / 2);
  }

  search(words) {
    this.outline.show(this.open, words);
    const found = this.outline.found;
    const isSought = Boolean(words.trim());
    // A layer in a folded model is found in the model's box.
    const marked = new Set();
    for (let path of isSought ? found : []) {
      while (path && !this.boxes.has(path)) path = parentOf(path);
      marked.add(path);
    }
    for (const [path, box] of this.boxes) {
      box.classList.toggle("found", marked.has(path));
    }
    document.body.classList.toggle("sought", isSought);
    find("hits").textContent = isSought ? `${found.length} found` : "";
  }

  // The next of the listed layers, or the one before.
  next(step) {
    const found = this.outline.found;
    if (!found.length) return;
    const at = found.indexOf(this.chosen);
    const first = step > 0 ? 0 : found.length - 1;
    const next = (at + step + found.length) % found.length;
    this.choose(found[at < 0 ? first : next]);
  }
}
