// What the page does: search, the dark, and a panel for each column once it is near the window. Texts from the data are set as
// text only, never as markup.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(find(id).textContent);
  const body = document.body;

  // The dark: as the system has it, until somebody chooses.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const button = find("dark");
  let chosen = null;
  const paint = () => {
    const dark = chosen ?? system.matches;
    body.classList.toggle("dark", dark);
    button.setAttribute("aria-pressed", String(dark));
  };
  system.addEventListener("change", paint);
  button.addEventListener("click", () => {
    chosen = !body.classList.contains("dark");
    paint();
  });
  paint();

  const { facts: labels, columns } = read("data");
  const specifications = read("charts");
  const rows = [...document.querySelectorAll("#overview tbody tr")];
  const names = columns.map((column) => column.name.toLowerCase());

  const kinds = { "differs": "differs", "the same": "same" };

  const element = (tag, words, kind) => {
    const made = document.createElement(tag);
    if (words !== undefined) made.textContent = words;
    if (kind) made.className = kind;
    return made;
  };

  // Panels ----------------------------------------------------------------------------------------------------------

  const config = {
    background: null,
    font: "system-ui, sans-serif",
    view: { stroke: null },
    range: { category: ["var(--ref)", "var(--cur)"] },
    axis: { labelColor: "var(--soft)", titleColor: "var(--soft)", gridColor: "var(--line)", domainColor: "var(--line)",
      tickColor: "var(--line)", titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 11 },
    legend: { disable: true },
  };

  const draw = (place, name, column) => {
    const specification = { ...structuredClone(specifications[name]), width: "container", config,
      datasets: { column: [column] } };
    // A height in steps would not go with a width that is the window's.
    const lines = { texts: 2.3 * column.cells.length, contributions: column.cells.length, certainty: column.ways.length + 3 };
    if (name in lines) specification.height = specification.height.step * lines[name];
    if (name === "contributions") specification.encoding.color.scale.range = ["var(--fewer)", "var(--more)"];
    vegaEmbed(place, specification, { actions: false, renderer: "svg", ast: true, defaultStyle: false }).catch(
      (error) => place.textContent = String(error),
    );
  };

  const chart = (charts, name, title, column) => {
    const figure = element("figure");
    const place = element("div", undefined, "chart");
    figure.append(element("figcaption", title), place);
    charts.append(figure);
    draw(place, name, column);
  };

  const cellTable = (column) => {
    const table = element("table");
    const head = element("tr");
    for (const [i, words] of ["cell", "reference, %", "current, %", "% of the divergence"].entries()) {
      const cell = element("th", words, i > 0 ? "n" : "");
      cell.scope = "col";
      head.append(cell);
    }
    const lines = column.cells.map((label, i) => {
      const line = element("tr");
      const first = element("th", label);
      first.scope = "row";
      first.dir = "auto";
      line.append(first, ...["cell_ref", "cell_cur", "cell_js"].map((key) => element("td", column[key][i], "n")));
      return line;
    });
    const top = element("thead"), rest = element("tbody");
    top.append(head);
    rest.append(...lines);
    table.append(top, rest);
    return table;
  };

  const details = (column) => {
    const numbers = element("details");
    numbers.append(element("summary", "The numbers, cell by cell"));
    numbers.addEventListener("toggle", () => {
      if (!numbers.open || numbers.children.length > 1) return;
      const scroll = element("div", undefined, "scroll");
      scroll.append(cellTable(column));
      numbers.append(scroll);
    });
    return numbers;
  };

  const mount = (panel, column) => {
    const charts = element("div", undefined, "charts");
    const facts = element("dl", undefined, "facts");
    column.facts.forEach((words, i) => {
      if (words === null) return;
      const pair = element("div");
      pair.append(element("dt", labels[i]), element("dd", words));
      facts.append(pair);
    });
    panel.append(element("p", column.changed), charts);
    panel.querySelector("p").dir = "auto";
    if (column.notes.length > 0) {
      const notes = element("ul", undefined, "remarks");
      notes.append(...column.notes.map((words) => element("li", words)));
      panel.append(notes);
    }
    panel.append(facts, details(column));
    chart(charts, column.chart, "Both distributions", column);
    chart(charts, "contributions", "Which cells make the difference", column);
    chart(charts, "certainty", "How sure it is", column);
  };

  // Shells for all columns, so that links and the scroll bar are right; what is inside comes when it is near.
  const shells = columns.map((column, i) => {
    const panel = element("article", undefined, "panel");
    const title = element("h3");
    const name = element("bdi", column.name);
    panel.id = "c" + i;
    panel.tabIndex = -1;
    title.id = "h" + i;
    panel.setAttribute("aria-labelledby", title.id);
    title.append(name, element("span", column.verdict, "verdict " + (kinds[column.verdict] ?? "")));
    panel.append(title);
    return panel;
  });
  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      mount(target, columns[shells.indexOf(target)]);
    }
  }, { rootMargin: "300px" });
  find("panels").append(...shells);

  // Search ----------------------------------------------------------------------------------------------------------

  const search = find("search"), verdict = find("verdict"), count = find("count");
  const filter = () => {
    const words = search.value.trim().toLowerCase(), wanted = verdict.value;
    let left = 0;
    columns.forEach((column, i) => {
      const shown = names[i].includes(words) && (wanted === "" || column.verdict === wanted);
      rows[i].hidden = shells[i].hidden = !shown;
      if (shown) ++left;
    });
    count.textContent = left === columns.length ? "" : `${left} of ${columns.length} columns`;
  };
  search.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    event.preventDefault();
    search.focus();
  });
  filter();

  // A link to a panel moves the keyboard there too.
  find("overview").addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#c']");
    if (link) setTimeout(() => find(link.hash.slice(1)).focus({ preventScroll: true }));
  });

  // Vega comes last on the page, so that all else works before it is read.
  addEventListener("DOMContentLoaded", () => shells.forEach((shell) => near.observe(shell)));
})();
