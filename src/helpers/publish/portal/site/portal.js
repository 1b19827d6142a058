// What the portal's pages do with a script: search, filter, sort, name areas, map, course over the years.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fold = text => text.toLocaleLowerCase("de").normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
  const root = document.body.dataset.root || "";
  const svg = (name, given, parent) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
    parent?.append(element);
    return element;
  };
  // The choice stands in the address: #gebiet=09761,14612&kennzahl=…
  const chosen = () => new URLSearchParams(location.hash.slice(1));
  const choose = values => {
    const now = chosen();
    for (const [key, value] of Object.entries(values)) if (value) now.set(key, value); else now.delete(key);
    history.replaceState(null, "", `#${now.toString().replaceAll("%2C", ",")}`);
  };
  window.PORTAL = { $, all, fold, root, svg, chosen, choose };

  const button = $(".theme");
  if (button) {
    const html = document.documentElement;
    const dark = () => (html.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const show = () => button.setAttribute("aria-pressed", dark());
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      html.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("farbschema", html.dataset.theme); } catch { /* storage may be forbidden */ }
      show();
    });
  }

  // Search fields show what fits in the list that they name; Enter opens the first.
  for (const field of all("[data-filter]")) {
    const list = $(field.dataset.filter);
    const shown = () => all("li", list).filter(item => !item.hidden);
    field.addEventListener("input", () => {
      const asked = fold(field.value.trim());
      for (const item of all("li", list)) item.hidden = !(fold(item.textContent).includes(asked) || (item.dataset.ags || "").startsWith(asked) || (asked && (window.PLZ?.[item.dataset.ags] || "").split(" ").some(code => code.startsWith(asked))));
      for (const section of all("section", list)) section.hidden = !$("li:not([hidden])", section);
      const status = field.parentElement.querySelector("[role=status]");
      if (status) status.textContent = asked ? `${shown().length} gefunden` : "";
    });
    field.addEventListener("keydown", event => {
      if (event.key === "Enter" && shown().length) { event.preventDefault(); $("a", shown()[0]).click(); }
    });
  }

  const value = cell => {
    const text = cell.textContent.trim();
    const digits = text.replace(/\s.*$/, "").replaceAll(".", "").replace(",", ".").replace("−", "-");
    return text === "–" || text === "" ? null : Number.isNaN(Number(digits)) ? text : Number(digits);
  };
  const sortable = table => all("thead th", table).forEach((head, column) => {
    const press = document.createElement("button");
    press.type = "button";
    press.append(...head.childNodes);
    if (!$("a", press)) head.append(press); else { head.append(...press.childNodes); return; }
    press.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      all("thead th", table).forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = all("tbody tr", table).map(row => [value(row.cells[column]), row]);
      rows.sort(([a], [b]) => (a === null) - (b === null) || (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "de")) * (down ? -1 : 1));
      $("tbody", table).append(...rows.map(([, row]) => row));
    });
  });
  all("table.areas").forEach(sortable);
  window.PORTAL.sortable = sortable;

  // Names of the chosen areas stand above the distribution, each with a line to its circle, the left ones lowest.
  const label = (drawing, keys) => {
    all(".label", drawing).forEach(old => old.remove());
    const [, , width, height] = (drawing.dataset.box ||= drawing.getAttribute("viewBox")).split(" ").map(Number);
    const dots = keys.map(key => $(`#p${CSS.escape(key)}`, drawing)).filter(Boolean).sort((a, b) => a.getAttribute("cx") - b.getAttribute("cx"));
    const room = dots.length * 18;
    drawing.setAttribute("viewBox", `0 ${-room} ${width} ${height + room}`);
    dots.forEach((dot, i) => {
      const [x, y] = [Number(dot.getAttribute("cx")), -6 - 18 * i];
      const text = $("title", dot).textContent;
      svg("path", { class: "label", d: `M${x} ${y + 3}V${Number(dot.getAttribute("cy")) - 5}` }, drawing);
      svg("text", { class: "label", x: x > width / 2 ? x - 5 : x + 5, y, "text-anchor": x > width / 2 ? "end" : "start" }, drawing).textContent = text;
    });
  };

  const table = $("table.areas[data-id]");
  const form = $("form.filters");
  if (table && form) {
    const rows = all("tbody tr", table);
    const byName = new Map(rows.map(row => [row.cells[0].textContent, row.dataset.a]));
    for (const row of rows) { const dot = $(`#p${CSS.escape(row.dataset.a)}`); if (dot) svg("title", {}, dot).textContent = `${row.cells[0].textContent}: ${row.cells[2].textContent}`; }
    $("#namen").append(...[...byName.keys()].map(name => new Option(name, name)));
    form.hidden = false;
    const named = () => (chosen().get("gebiet") || "").split(",").filter(Boolean);
    const show = () => {
      const now = chosen();
      let count = 0;
      for (const row of rows) {
        row.hidden = Boolean((now.get("land") && row.dataset.l !== now.get("land")) || (now.get("art") && row.dataset.k !== now.get("art")) || (now.get("groesse") && row.dataset.g !== now.get("groesse")));
        count += !row.hidden;
        const mine = named().includes(row.dataset.a);
        row.classList.toggle("chosen", mine);
        $(`#p${row.dataset.a}`)?.classList.toggle("chosen", mine);
      }
      // Circles that are named lie above the others.
      for (const key of named()) { const dot = $(`#p${CSS.escape(key)}`); dot?.parentElement.append(dot); }
      label($(".dots svg"), named());
      $("#anzahl").textContent = `${count} von ${rows.length} Gebieten`;
      for (const name of ["land", "art", "groesse"]) form.elements[name].value = now.get(name) || "";
      map(named());
      course(named());
    };
    form.addEventListener("change", event => {
      if (event.target.name === "gebiet") {
        const key = byName.get(event.target.value);
        if (key) { choose({ gebiet: [...new Set([...named(), key])].join(",") }); event.target.value = ""; }
      } else choose({ [event.target.name]: event.target.value });
      show();
    });
    form.addEventListener("submit", event => event.preventDefault());
    window.addEventListener("hashchange", show);

    const map = keys => {
      if (!window.KARTE) return;
      const figure = $("#karte");
      if (!$("svg", figure)) {
        const values = rows.map(row => value(row.cells[2])).filter(found => found !== null).sort((a, b) => a - b);
        const bounds = [1, 2, 3, 4].map(part => values[Math.floor(values.length * part / 5)]);
        const of = new Map(rows.map(row => [row.dataset.a, row]));
        const drawing = svg("svg", { viewBox: `0 0 ${KARTE.width} ${KARTE.height}`, role: "img", "aria-label": "Karte in fünf Klassen mit gleich vielen Gebieten; alle Werte stehen in der Tabelle." });
        for (const [key, path] of Object.entries(KARTE.paths)) {
          const row = of.get(key);
          const found = row ? value(row.cells[2]) : null;
          const shape = svg("path", { d: path, "data-a": key, class: found === null ? "" : `k${1 + bounds.filter(bound => found >= bound).length}` }, drawing);
          svg("title", {}, shape).textContent = row ? `${row.cells[0].textContent}: ${row.cells[2].textContent}` : "keine Zahl";
        }
        figure.prepend(drawing);
        $("figcaption", figure).textContent = `Karte: fünf Klassen mit gleich vielen Gebieten, je dunkler, desto höher (im dunklen Modus je heller); Grenzen der Klassen ${bounds.map(bound => bound.toLocaleString("de")).join(" · ")}. ${KARTE.attribution}`;
        figure.hidden = false;
      }
      for (const shape of all("path", figure)) shape.classList.toggle("chosen", keys.includes(shape.dataset.a));
    };
    // The map comes last: rows can be read before its borders have arrived.
    const borders = document.createElement("script");
    borders.src = `${root}site/karte.js`;
    borders.addEventListener("load", () => map(named()));
    document.head.append(borders);

    let figures = null;
    const course = async keys => {
      const figure = $("#verlauf");
      if (location.protocol === "file:") return;  // pages from a folder may not load files
      if (!keys.length) { figure.hidden = true; return; }
      figures ??= fetch(`${root}api/v1/indicators/${table.dataset.id}.json`).then(answer => answer.json());
      const cube = await figures;
      const at = cube.breakdowns.findIndex(by => !Object.keys(by).length);
      const dates = cube.periods.map(period => Number(period.slice(0, 4)) + (period.length === 10 ? (Number(period.slice(5, 7)) - 1) / 12 : 0));
      const series = [...keys, "DG"].map(key => ({ key, points: (cube.values[at][cube.areas.indexOf(key)] || []).map((found, i) => [dates[i], found]).filter(([, found]) => found !== null) })).filter(({ points }) => points.length);
      const numbers = series.flatMap(({ points }) => points);
      if (!numbers.length) return;
      const [first, last] = [Math.min(...numbers.map(p => p[0])), Math.max(...numbers.map(p => p[0]))];
      const [low, high] = [Math.min(...numbers.map(p => p[1])), Math.max(...numbers.map(p => p[1]))];
      const x = when => 10 + 420 * (when - first) / ((last - first) || 1);
      const y = found => 200 - 180 * (found - low) / ((high - low) || 1);
      $("svg", figure)?.remove();
      const drawing = svg("svg", { viewBox: "0 0 620 235", role: "img", "aria-label": `Verlauf von ${Math.floor(first)} bis ${Math.floor(last)}; die Zahlen stehen in den Dateien unten.` });
      const breaks = new Set(cube.breaks.filter(([key]) => keys.includes(key) || key === "DG").map(([key, period]) => `${key} ${period}`));
      const labels = [];
      series.forEach(({ key, points }, i) => {
        let path = "";
        points.forEach(([when, found], j) => {
          const period = cube.periods[dates.indexOf(when)];
          path += `${j && !breaks.has(`${key} ${period}`) ? "L" : "M"}${x(when).toFixed(1)} ${y(found).toFixed(1)}`;
        });
        svg("path", { d: path, style: `stroke: ${key === "DG" ? "var(--text)" : ["var(--primary)", "var(--accent)", "var(--strong-line)"][i % 3]}; stroke-width: 2.5; ${i > 2 ? "stroke-dasharray: 6 4" : ""}` }, drawing);
        labels.push([y(points.at(-1)[1]), x(points.at(-1)[0]), key === "DG" ? "Deutschland" : rows.find(row => row.dataset.a === key)?.cells[0].textContent || key, points.at(-1)[1]]);
      });
      labels.sort((a, b) => a[0] - b[0]);
      labels.forEach((label, i) => { if (i) label[0] = Math.max(label[0], labels[i - 1][0] + 15); });
      for (const [top, left, name, found] of labels) svg("text", { x: left + 6, y: top + 4 }, drawing).textContent = `${name} ${found.toLocaleString("de", { minimumFractionDigits: cube.decimals, maximumFractionDigits: cube.decimals })}`;
      svg("text", { x: 10, y: 228 }, drawing).textContent = Math.floor(first);
      svg("text", { x: 430, y: 228, "text-anchor": "end" }, drawing).textContent = Math.floor(last);
      figure.prepend(drawing);
      figure.hidden = false;
    };
    show();
  }
  if (document.body.classList.contains("frame-page")) {
    const keys = (chosen().get("gebiet") || "").split(",").filter(Boolean);
    const names = keys.map(key => $(`#p${CSS.escape(key)}`)).filter(Boolean);
    for (const dot of names) { dot.classList.add("chosen"); dot.parentElement.append(dot); }
    if (names.length) { $("#gewaehlt").prepend(`${names.map(dot => dot.textContent).join("; ")}. `); label($(".dots svg"), keys); }
  }
})();
