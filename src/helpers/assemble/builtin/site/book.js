// What the page does beyond plain HTML: theme, tabs, figures, tables. Without it everything can still be read.
"use strict";

(() => {
  const html = document.documentElement;
  const main = document.querySelector("main");
  const about = document.body.dataset;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  // ------------------------------------------------------------ light and dark

  const system = matchMedia("(prefers-color-scheme: dark)");
  const toggle = document.querySelector(".theme");
  const current = () => html.dataset.theme ?? (system.matches ? "dark" : "light");
  const showTheme = () => toggle.setAttribute("aria-pressed", String(current() === "dark"));

  toggle.addEventListener("click", () => {
    const chosen = current() === "dark" ? "light" : "dark";
    const asSystem = chosen === (system.matches ? "dark" : "light");
    if (asSystem) delete html.dataset.theme;
    else html.dataset.theme = chosen;
    try {
      if (asSystem) localStorage.removeItem("farbschema");
      else localStorage.setItem("farbschema", chosen);
    } catch {
      // the choice then holds for this page only
    }
    showTheme();
  });
  system.addEventListener("change", showTheme);
  showTheme();

  // ------------------------------------------------------------ tabs

  const select = (tabset, index) => {
    const tabs = tabset.querySelectorAll(":scope > .tablist > button");
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(i === index));
      tab.tabIndex = i === index ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = i !== index;
    });
    return tabs[index];
  };

  const choose = (tabset, index) => {
    const tab = select(tabset, index);
    const { group } = tabset.dataset;
    if (!group) return tab;
    for (const other of document.querySelectorAll(`.tabset[data-group="${CSS.escape(group)}"]`)) {
      const titles = [...other.querySelectorAll(":scope > .tablist > button")].map((t) => t.textContent);
      const same = titles.indexOf(tab.textContent);
      if (other !== tabset && same >= 0) select(other, same);
    }
    return tab;
  };

  for (const tabset of document.querySelectorAll(".tabset")) {
    const panels = [...tabset.querySelectorAll(":scope > .tab")];
    const list = make("div", { class: "tablist", role: "tablist" });
    panels.forEach((panel, i) => {
      const id = `${panel.id}-knopf`;
      const title = panel.querySelector(".tab-title").textContent;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", id);
      panel.tabIndex = 0;
      list.append(
        make("button", { type: "button", role: "tab", id, "aria-controls": panel.id, click: () => choose(tabset, i) }, title),
      );
    });
    list.addEventListener("keydown", (event) => {
      const at = [...list.children].indexOf(document.activeElement);
      const last = panels.length - 1;
      const to = {
        ArrowRight: at === last ? 0 : at + 1,
        ArrowLeft: at === 0 ? last : at - 1,
        Home: 0,
        End: last,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(tabset, to).focus();
    });
    tabset.prepend(list);
    tabset.classList.add("ready");
    select(tabset, 0);
  }

  // ------------------------------------------------------------ links into what is folded away

  const fragment = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return ""; // not an address of ours
    }
  };

  const reveal = () => {
    const target = document.getElementById(fragment());
    if (!target) return;
    let moved = false;
    for (let element = target; element && element !== main; element = element.parentElement) {
      if (element.matches("details:not([open])")) {
        element.open = true;
        moved = true;
      } else if (element.matches(".tab[hidden]")) {
        const tabset = element.parentElement;
        choose(tabset, [...tabset.querySelectorAll(":scope > .tab")].indexOf(element));
        moved = true;
      }
    }
    if (moved) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });

  // ------------------------------------------------------------ where we are on the page

  const places = new Map([...document.querySelectorAll(".toc a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of places.values()) link.classList.remove("here");
        places.get(entry.target.id).classList.add("here");
      }
    },
    { rootMargin: "-10% 0px -70% 0px" },
  );
  for (const id of places.keys()) {
    const heading = document.getElementById(id);
    if (heading) watcher.observe(heading);
  }

  // In a long contents list the current chapter is brought into view, without moving the page.
  const here = document.querySelector(".contents [aria-current]");
  const sidebar = here?.closest(".contents");
  if (sidebar && sidebar.scrollHeight > sidebar.clientHeight) {
    sidebar.scrollTop = here.offsetTop - sidebar.clientHeight / 2;
  }

  // ------------------------------------------------------------ sizes that a style sheet cannot know

  for (const row of document.querySelectorAll(".grid-row")) {
    const shares = row.dataset.columns.split(" ");
    if (new Set(shares).size > 1 || shares.length > 4) {
      row.style.setProperty("--columns", shares.map((share) => `minmax(0, ${share}fr)`).join(" "));
    }
  }
  for (const element of document.querySelectorAll("[data-width]")) element.style.width = element.dataset.width;

  // ------------------------------------------------------------ dialogs

  const dialog = (kind, title, ...content) => {
    const close = make("button", { type: "button", click: () => box.close() }, "Schließen");
    const heading = make("h2", { id: "dialog-titel" }, title);
    const box = make(
      "dialog",
      { class: kind, "aria-labelledby": "dialog-titel" },
      make("div", { class: "dialog-head" }, heading, close),
      ...content,
    );
    box.addEventListener("close", () => box.remove());
    box.addEventListener("click", (event) => {
      if (event.target === box) box.close(); // a click beside it
    });
    document.body.append(box);
    box.showModal();
    return box;
  };

  // ------------------------------------------------------------ figures and tables: enlarge, picture, citation

  const caption = (float) => float.querySelector(":scope > figcaption, :scope > .table-scroll > table > caption")?.textContent.trim() ?? "";

  const enlargeChart = (figure, chart) => {
    const place = document.createComment("");
    chart.replaceWith(place);
    dialog("enlarged", caption(figure), make("div", { class: "large", role: "region", "aria-labelledby": "dialog-titel", tabindex: "0" }, chart))
      .addEventListener("close", () => place.replaceWith(chart));
  };

  const enlarge = (figure, image) => {
    const copy = make("img", { src: image.src, alt: image.alt, width: image.width, height: image.height });
    const shape = image.getAttribute("width") / image.getAttribute("height");
    if (shape) copy.style.setProperty("--shape", shape);
    dialog("enlarged", caption(figure), make("div", { class: "large", role: "region", "aria-labelledby": "dialog-titel", tabindex: "0" }, copy));
  };

  const citation = (float) => {
    const address = location.protocol.startsWith("http") ? ` ${location.href.split(/[?#]/)[0]}#${float.id}` : "";
    const by = [about.author, about.year && `(${about.year})`].filter(Boolean).join(" ");
    const text = caption(float).replace(/\s+/g, " ").replace(/[.\s]+$/, "");
    return `${by ? `${by}: ` : ""}${about.title}. ${text}.${address}`;
  };

  const cite = (float) => {
    const text = make("textarea", { readonly: "", "aria-label": "Quellenangabe" });
    text.value = citation(float);
    const status = make("p", { role: "status" });
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(text.value);
        status.textContent = "Kopiert.";
      } catch {
        text.select(); // no clipboard here: the reader copies what is marked
        status.textContent = "Bitte mit Strg+C kopieren.";
      }
    };
    dialog(
      "cite",
      "Zitieren",
      text,
      make("div", { class: "cite-foot" }, make("button", { type: "button", class: "copy", click: copy }, "Kopieren"), status),
    );
  };

  for (const float of document.querySelectorAll(".float-fig, .float-tbl")) {
    const own = (selector) => [...float.querySelectorAll(selector)].filter((e) => e.closest("figure") === float);
    const images = own("img");
    const charts = own(".chart");
    const name = float.querySelector(".caption-label")?.textContent.replace(/:$/, "") ?? "";
    const action = (label, click) =>
      make("button", { type: "button", click }, label, make("span", { class: "visually-hidden" }, ` (${name})`));
    const actions = [];
    if (images.length === 1) {
      const [image] = images;
      const source = image.getAttribute("src");
      if (!own("a.download").some((link) => link.getAttribute("href") === source)) {
        actions.push(make("a", { href: source, download: "" }, `Bild (${source.split(".").pop().toUpperCase()})`));
      }
      if (!image.closest("a")) {
        actions.push(action("Vergrößern", () => enlarge(float, image)));
        image.addEventListener("click", () => enlarge(float, image));
      }
    }
    if (charts.length === 1) actions.push(action("Vergrößern", () => enlargeChart(float, charts[0])));
    if (float.id && caption(float) && !float.matches(".float-part")) actions.push(action("Zitieren", () => cite(float)));
    if (!actions.length) continue;
    const row = own("a.download")[0]?.closest("p") ?? float.appendChild(make("p", { class: "actions" }));
    row.classList.add("actions");
    row.append(...actions);
  }

  // ------------------------------------------------------------ tables: sorting; tables and figures: the stop for the keyboard only where there is something to scroll

  // "1.234,5", "25,6 %", "–3" → number; no number → NaN
  const number = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f%€]/g, "").replace(/^[–−]/, "-");
    if (!/^[+-]?[\d.]+(,\d+)?$/.test(plain)) return NaN;
    return Number(plain.replace(/\./g, "").replace(",", "."));
  };
  const german = new Intl.Collator("de", { numeric: true });
  const head = (row) => row.cells[0].textContent.trim();
  const isTotal = (row) => /^(ins)?gesamt|^(summe|zusammen)\b/i.test(head(row));
  const isPart = (row) => /^(darunter|davon)\b/i.test(head(row)); // belongs to the row above it

  const sortable = (table) => {
    const rows = table.tBodies[0]?.rows ?? [];
    return (
      table.tHead?.rows.length === 1 &&
      table.tBodies.length === 1 &&
      rows.length >= 4 &&
      ![...rows].some(isPart) &&
      !table.querySelector("[colspan], [rowspan]") &&
      [...table.tHead.rows[0].cells].every((cell) => cell.textContent.trim()) &&
      [...rows].filter((row) => !Number.isNaN(number(row.cells[row.cells.length - 1].textContent))).length > 1
    );
  };

  const sort = (table, column, header) => {
    const body = table.tBodies[0];
    const up = header.getAttribute("aria-sort") !== "ascending";
    const value = (row) => row.cells[column].textContent.trim();
    const rows = [...body.rows].sort((a, b) => {
      if (isTotal(a) !== isTotal(b)) return isTotal(a) - isTotal(b); // totals stay at the end
      const [x, y] = [number(value(a)), number(value(b))];
      if (Number.isNaN(x) && Number.isNaN(y)) return (up ? 1 : -1) * german.compare(value(a), value(b));
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y); // without a number: always last
      return up ? x - y : y - x;
    });
    for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...rows);
  };

  const offerSorting = (table) => {
    if (!sortable(table)) return;
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = make("button", { type: "button", class: "sort", click: () => sort(table, column, header) });
      button.append(...header.childNodes);
      header.append(button);
    });
  };

  // Only what holds the words stays; totals go, too, where they do not hold them.
  const offerFilter = (table) => {
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const region = table.closest(".table-scroll");
    if (rows.length < 12 || !region || table.querySelector("[rowspan]")) return;
    const status = make("span", { role: "status" });
    const input = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
      const left = rows.filter((row) => !row.hidden).length;
      status.textContent = words.length ? `${left} von ${rows.length} Zeilen` : "";
    };
    const field = make("input", { type: "search", autocomplete: "off", input });
    region.prepend(make("p", { class: "filter" }, make("label", {}, "Zeilen filtern: ", field), " ", status));
  };

  const offer = (table) => {
    offerSorting(table);
    offerFilter(table);
  };
  for (const table of document.querySelectorAll("main table")) offer(table);
  document.addEventListener("table", (event) => offer(event.detail)); // made by charts.js

  // ------------------------------------------------------------ the reader's own district

  const districts = [...document.querySelectorAll(".district a")];
  if (districts.length) {
    const status = make("span", { role: "status" });
    const field = make("input", { list: "stadtteile", autocomplete: "off", autocapitalize: "words" });
    const submit = (event) => {
      event.preventDefault();
      const wish = field.value.trim().toLowerCase();
      const named = (link) => link.textContent.toLowerCase();
      const fits = districts.filter((link) => wish && named(link).includes(wish));
      const [place] = fits.length === 1 ? fits : fits.filter((link) => named(link) === wish);
      if (place) location.href = place.href;
      else status.textContent = fits.length ? `${fits.length} passen: ${fits.map((link) => link.textContent).join(", ")}` : "Nicht gefunden; alle stehen darunter.";
    };
    const options = districts.map((link) => make("option", { value: link.textContent }));
    const form = document.querySelector(".district form");
    form.addEventListener("submit", submit);
    form.append(make("label", {}, "Name: ", field), make("datalist", { id: "stadtteile" }, ...options), make("button", {}, "Zum Profil"), status);
  }

  // The style sheet shows what goes on to the right. A pixel is not more: widths are rounded.
  const hidden = (region) => region.scrollWidth - region.clientWidth;
  const showMore = (region) => region.toggleAttribute("data-more", hidden(region) - region.scrollLeft > 1);
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (hidden(target) > 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
      showMore(target);
    }
  });
  for (const region of document.querySelectorAll(".table-scroll, .figure-scroll")) {
    sizes.observe(region);
    region.addEventListener("scroll", () => showMore(region), { passive: true });
  }
})();
