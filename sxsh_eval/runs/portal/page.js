
"use strict";
(() => {
  const root = document.documentElement;
  const all = (what, inside = document) => [...inside.querySelectorAll(what)];
  const one = (what, inside = document) => inside.querySelector(what);
  const byId = (id) => document.getElementById(id);
  const make = (tag, look = "", text = "") => Object.assign(document.createElement(tag), { className: look, textContent: text });
  const fold = (text) => text.toLowerCase().replace(/[đð]/g, "d").normalize("NFD").replace(/\p{M}/gu, "");
  const collator = new Intl.Collator("vi");
  const years = (period) => period.replace("-", "–");
  let language = "vi";
  let absent = "";

  /* Numbers are printed in Vietnamese style; in English the comma and the point change places. */
  const english = (text) => text.replace(/[.,]/g, (sign) => (sign === "," ? "." : ",")).replace(" đến ", " to ");
  const inStyle = (text) => (language === "en" ? english(text) : text);
  const numberOf = (value) => value.toLocaleString(language === "en" ? "en-GB" : "vi-VN", { maximumFractionDigits: 2 });
  const printed = new Map(all(".n").map((cell) => [cell, cell.textContent]));

  /* ---- map ---- */
  const tables = all("details.values").map((box) => ({
    box, ...box.dataset,
    limits: (box.dataset.edges || "").split(" ").filter(Boolean).map(Number),
    common: (box.dataset.shared || "").split(" ").filter(Boolean).map(Number),
    columns: all("thead th[data-period]", box).map((head) => ({ period: head.dataset.period, grid: head.dataset.grid })),
    rows: new Map(all("tbody tr", box).map((row) => [row.dataset.p, [...row.cells].slice(1)])),
  }));
  const grids = new Map(all(".grid").map((grid) => [grid.dataset.grid, grid]));
  const jobs = all(".jobs > tbody > tr");
  const chosen = { run: "", table: tables[0], period: tables[0] ? tables[0].columns.at(-1).period : "" };
  const words = (item) => item.dataset[language];
  const title = (table) => (language === "en" ? table.en : table.vi);
  const unit = (table) => (language === "en" ? table.unitEn : table.unitVi);
  const cellOf = (table, period, place) => {
    const at = table.columns.findIndex((column) => column.period === period);
    return at < 0 || !table.rows.has(place) ? null : table.rows.get(place)[at];
  };
  const lookOf = (cell, limits) => {
    if (!cell || (!("v" in cell.dataset) && !("c" in cell.dataset))) return "missing";
    if ("c" in cell.dataset) return "hidden";
    const value = Number(cell.dataset.v);
    return "q" + Math.max(0, Math.min(limits.slice(1, -1).filter((limit) => value >= limit).length, limits.length - 2));
  };
  const told = (table, cell, look) => look === "missing" ? absent
    : look === "hidden" ? ":c" : `${inStyle(printed.get(cell))} ${unit(table)}`;
  const reportOf = (table, period, place) => {
    const fits = (row) => row.dataset.run === table.run && row.dataset.period === period && row.dataset.province === place;
    const row = jobs.find((job) => fits(job) && one("a[data-open]", job));
    return row && (one(`a[data-open=${language}]`, row) || one("a[data-open]", row)).getAttribute("href");
  };
  const options = (select, pairs, value) => {
    select.replaceChildren(...pairs.map(([key, text]) => new Option(text, key, false, key === value)));
  };
  const legend = (box, limits, text) => {
    all(":scope > span:not(.fixed)", box).forEach((item) => item.remove());
    const items = [make("span", "unit", text)];
    limits.slice(0, -1).forEach((low, at) => {
      const item = make("span");
      item.append(make("i", `q${at}`), make("span", "", `${numberOf(low)} – ${numberOf(limits[at + 1])}`));
      items.push(item);
    });
    box.prepend(...items);
  };
  const drawMain = (table, period) => {
    const { grid } = table.columns.find((column) => column.period === period);
    for (const [name, list] of grids) list.hidden = name !== grid;
    for (const tile of all(".tile", grids.get(grid))) {
      const cell = cellOf(table, period, tile.dataset.p);
      const look = lookOf(cell, table.limits);
      const href = reportOf(table, period, tile.dataset.p);
      tile.className = `tile ${look}`;
      one(".name", tile).textContent = words(tile);
      const value = one("b", tile);
      if (value) value.textContent = look === "missing" ? "" : inStyle(printed.get(cell)).replace(/ \(.*/, "");
      tile.title = `${words(tile)}: ${told(table, cell, look)}`;
      tile.setAttribute("aria-label", tile.title);
      if (href) { tile.setAttribute("href", href); tile.removeAttribute("tabindex"); tile.removeAttribute("role"); }
      else { tile.removeAttribute("href"); tile.tabIndex = 0; tile.setAttribute("role", "img"); }
    }
    const head = byId("map-title");
    head.textContent = title(table);
    byId("map-when").textContent = `${years(period)}${unit(table) ? `, ${unit(table)}` : ""}`;
    byId("map-synthetic").hidden = !table.synthetic;
    legend(byId("legend"), table.limits, unit(table));
  };
  const drawSmall = (table, period) => {
    const across = byId("compare").value === "indicators";
    const alike = tables.filter((other) => other.run === table.run && other.unit === table.unit && other.columns.some((column) => column.period === period));
    const maps = across ? alike.map((other) => [other, period]) : table.columns.map((column) => [table, column.period]);
    const limits = across ? table.common : table.limits;
    byId("small").replaceChildren(...maps.map(([other, when]) => {
      const figure = make("figure");
      const caption = make("figcaption");
      const button = make("button", "", across ? title(other) : years(when));
      button.type = "button";
      button.setAttribute("aria-pressed", String(other === table && when === period));
      button.addEventListener("click", () => { chosen.table = other; chosen.period = when; drawMap(); one("[aria-pressed=true]", byId("small")).focus(); });
      caption.append(button);
      const mini = make("div", "mini");
      mini.setAttribute("aria-hidden", "true");
      const { grid } = other.columns.find((column) => column.period === when);
      for (const tile of all(".tile", grids.get(grid))) {
        const cell = cellOf(other, when, tile.dataset.p);
        const look = lookOf(cell, limits);
        const square = make("i", `${tile.parentNode.className} ${look}`);
        square.title = `${words(tile)}: ${told(other, cell, look)}`;
        mini.append(square);
      }
      figure.append(caption, mini);
      return figure;
    }));
    byId("small-legend").hidden = !across;
    if (across) legend(byId("small-legend"), limits, unit(table));
  };
  const drawMap = () => {
    if (!tables.length) return;
    const run = chosen.run || tables[0].run;
    absent = one(`#legend .missing ~ span[lang=${language}]`).textContent;
    const here = tables.filter((table) => table.run === run);
    byId("map").classList.toggle("empty", !here.length);
    all(".columns, .controls", byId("map")).concat(byId("values")).forEach((part) => { part.hidden = !here.length; });
    if (!here.length) return;
    if (chosen.table.run !== run) chosen.table = here.find((table) => table.series === chosen.table.series) || here[0];
    const table = chosen.table;
    if (!table.columns.some((column) => column.period === chosen.period)) chosen.period = table.columns.at(-1).period;
    options(byId("indicator"), here.map((other) => [other.series, title(other)]), table.series);
    options(byId("period"), table.columns.map((column) => [column.period, years(column.period)]), chosen.period);
    for (const other of tables) { other.box.hidden = other !== table; other.box.open = other === table; }
    drawMain(table, chosen.period);
    drawSmall(table, chosen.period);
  };

  /* ---- sorting tables of values: the interval stays beside the value ---- */
  const sortable = (head, sort) => {
    const button = make("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head));
  };
  const toggled = (head) => {
    const rising = head.getAttribute("aria-sort") !== "ascending";
    all("th", head.parentNode).forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    return rising ? 1 : -1;
  };
  for (const { box } of tables) {
    all("thead th", box).forEach((head, column) => sortable(head, () => {
      const sign = toggled(head);
      const body = one("tbody", box);
      const value = (row) => ("v" in row.cells[column].dataset ? Number(row.cells[column].dataset.v) : null);
      const name = (row) => row.cells[0].innerText;
      body.append(...[...body.rows].sort((a, b) => {
        if (column === 0) return sign * collator.compare(name(a), name(b));
        const [x, y] = [value(a), value(b)];
        if (x === null || y === null) return (x === null) - (y === null) || collator.compare(name(a), name(b));
        return sign * (x - y) || collator.compare(name(a), name(b));
      }));
    }));
    const first = one("thead th", box);
    if (first) first.setAttribute("aria-sort", "ascending");
  }

  /* ---- list ---- */
  const search = byId("search");
  const filters = all("[data-filter]");
  const folded = new Map(jobs.map((row) => [row, fold(`${row.dataset.search} ${one("small", row) ? one("small", row).textContent : ""}`)]));
  const states = ["failed", "damaged", "done", "unchanged"];
  const regions = all("#f-region option").map((option) => option.value);
  const name = (a, b) => (b.dataset.province === "national") - (a.dataset.province === "national") || collator.compare(words(a), words(b)) || collator.compare(a.dataset.period, b.dataset.period);
  const falling = (key) => (a, b) => b.dataset[key] - a.dataset[key] || name(a, b);
  const orders = {
    name,
    region: (a, b) => regions.indexOf(a.dataset.region) - regions.indexOf(b.dataset.region) || name(a, b),
    period: (a, b) => collator.compare(a.dataset.period, b.dataset.period) || name(a, b),
    state: (a, b) => states.indexOf(a.dataset.state) - states.indexOf(b.dataset.state) || name(a, b),
    warnings: falling("warnings"), started: falling("started"), seconds: falling("seconds"),
  };
  const filter = () => {
    if (!search) return;
    const wanted = fold(search.value).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    let left = 0;
    for (const row of jobs) {
      const fits = (!chosen.run || row.dataset.run === chosen.run)
        && filters.every((box) => !box.value || row.dataset[box.dataset.filter] === box.value)
        && wanted.every((word) => folded.get(row).includes(word));
      row.hidden = !fits;
      left += fits;
    }
    const status = byId("left");
    status.textContent = status.dataset[`${language}Text`].replace("{n}", left).replace("{all}", jobs.length);
    byId("nothing").hidden = left > 0;
  };
  const sortList = (way, sign = 1) => {
    one(".jobs > tbody").append(...jobs.sort((a, b) => sign * orders[way](a, b)));
  };
  const heads = all(".jobs th[data-sort]");
  for (const head of heads) {
    sortable(head, () => { sortList(head.dataset.sort, toggled(head)); byId("sort").value = head.dataset.sort; });
  }
  const pick = (id, act) => { const box = byId(id); if (box) box.addEventListener("change", () => act(box.value)); };
  pick("sort", (way) => {
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    const head = heads.find((other) => other.dataset.sort === way);
    if (head) head.setAttribute("aria-sort", "ascending");
    sortList(way);
  });
  pick("run", (run) => { chosen.run = run; filter(); drawMap(); });
  pick("indicator", (series) => { chosen.table = tables.find((table) => table.run === chosen.table.run && table.series === series); drawMap(); });
  pick("period", (period) => { chosen.period = period; drawMap(); });
  pick("compare", drawMap);
  filters.forEach((box) => box.addEventListener("change", filter));
  if (search) {
    search.addEventListener("input", filter);
    byId("reset").addEventListener("click", () => { search.value = ""; filters.forEach((box) => { box.value = ""; }); filter(); search.focus(); });
  }

  /* ---- language ---- */
  const speak = (code) => {
    language = code;
    root.lang = code;
    all("#languages button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.set === code)));
    all("option[data-vi]").forEach((option) => { option.textContent = words(option); });
    all("[data-label-vi]").forEach((item) => item.setAttribute("aria-label", code === "en" ? item.dataset.labelEn : item.dataset.labelVi));
    if (search) search.placeholder = code === "en" ? search.dataset.hintEn : search.dataset.hintVi;
    for (const [cell, text] of printed) cell.textContent = inStyle(text);
    filter();
    drawMap();
  };
  all("#languages button").forEach((button) => button.addEventListener("click", () => speak(button.dataset.set)));

  root.classList.add("js");
  byId("languages").hidden = false;
  if (heads.length) { heads[0].setAttribute("aria-sort", "ascending"); sortList("name"); }
  speak("vi");
})();
