// On paper the drawing stands in columns, cut where it cuts no layer.
const PAPER = { width: 680, height: 860, least: 0.5, most: 0.72 };

// Columns fill the paper, unless that makes them too small to be read.
function paperScale(width) {
  const columns = Math.ceil(PAPER.width / (PAPER.most * width));
  const scale = PAPER.width / (columns * width);
  const fewer = PAPER.width / (Math.max(1, columns - 1) * width);
  return scale < PAPER.least ? Math.min(fewer, PAPER.most) : scale;
}

// Heights at which the drawing is cut, each at most `most` after the last.
function cuts(layout, most) {
  const boxes = placed(layout).sort((a, b) => a.top - b.top);
  const end = layout.height + 2 * MARGIN;
  const found = [0];
  while (end - found.at(-1) > most) {
    const start = found.at(-1);
    let cut = start + most;
    // Up to above all boxes that it would cut; one taller than a page is cut.
    for (let i = boxes.length - 1; i >= 0; i--) {
      const { top, bottom } = boxes[i];
      if (top - 6 < cut && bottom + 6 > cut) cut = top - 6;
    }
    found.push(cut > start + 20 ? cut : start + most);
  }
  return [...found, end];
}

function slices(layout) {
  const width = layout.width + 2 * MARGIN;
  const scale = paperScale(width);
  const ends = cuts(layout, PAPER.height / scale);
  return ends.slice(1).map((end, i) => {
    const top = ends[i];
    const height = end - top;
    const span = { top: top - MARGIN, bottom: end - MARGIN };
    return shape(
      "svg",
      {
        viewBox: `0 ${top} ${width} ${height}`,
        width: Math.floor(width * scale),
        height: height * scale,
      },
      drawnLayout(layout, MARGIN, MARGIN, span),
    );
  });
}
