// What clicks, keys and buttons do.
function onPointer(page) {
  const view = find("view");
  let held = null;
  view.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    const { scrollLeft, scrollTop } = view;
    held = { x: event.x + scrollLeft, y: event.y + scrollTop, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    const [left, top] = [held.x - event.x, held.y - event.y];
    const way = Math.hypot(left - view.scrollLeft, top - view.scrollTop);
    held.moved ||= way > 4;
    if (held.moved) view.scrollTo(left, top);
  });
  view.addEventListener("click", (event) => {
    const moved = held?.moved;
    held = null;
    if (moved) return;
    const box = event.target.closest("[data-path]");
    if (event.target.closest(".fold")) page.toggle(box.dataset.path);
    else page.choose(box ? box.dataset.path : "");
  });
  view.addEventListener("dblclick", (event) => {
    const box = event.target.closest("[data-path]");
    const isFold = event.target.closest(".fold");
    if (box && !isFold && partAt(box.dataset.path).inner !== null) {
      page.toggle(box.dataset.path);
    }
  });
  view.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const factor = Math.exp(-event.deltaY / 300);
      page.zoomTo(page.zoom * factor, event.x, event.y);
    },
    { passive: false },
  );
}

function onKeys(page) {
  const search = find("search");
  search.addEventListener("input", () => page.search(search.value));
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") page.next(event.shiftKey ? -1 : 1);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      page.next(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      search.value = "";
      page.search("");
      page.choose("");
    } else if (event.key === "Enter" || event.key === " ") {
      const box = event.target.closest("#graph [data-path]");
      if (box) page.choose(box.dataset.path);
    }
  });
}

function onButtons(page) {
  const does = {
    unfold: () => page.setAll(true),
    fold: () => page.setAll(false),
    smaller: () => page.zoomTo(page.zoom / ZOOM.step),
    larger: () => page.zoomTo(page.zoom * ZOOM.step),
    zoom: () => page.zoomTo(1),
    fit: () => page.fit(),
    print: () => window.print(),
    list: () => document.body.classList.toggle("listed"),
    close: () => page.choose(""),
  };
  for (const [id, act] of Object.entries(does)) {
    find(id).addEventListener("click", act);
  }
  const hasModels = data.parts.slice(1).some((part) => part.inner !== null);
  find("folding").hidden = !hasModels;
}

function start() {
  const { name, trainable, fixed, size } = data.parts[0];
  const parts = structureAt("").calls.map((call) => call.part);
  const layers = countText(new Set(parts).size);
  const count = countText(trainable + fixed);
  find("name").textContent = name;
  find("totals").textContent =
    `${layers} layers · ${count} parameters · ${memoryText(size)}`;
  const page = new Page();
  onPointer(page);
  onKeys(page);
  onButtons(page);
  window.addEventListener("beforeprint", () => {
    find("paper").replaceChildren(...slices(page.layout));
  });
  return page;
}

const page = start();
