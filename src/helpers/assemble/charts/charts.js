// Charts: values on hover, focus and tap; the table behind them, made when it is opened. Without it, a title shows each value.
"use strict";

(() => {
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // The value whose box is nearest; across counts more, so that a line answers by its year.
  const nearest = (marks, x, y) => {
    const far = ({ at }) => 4 * Math.max(at.x - x, 0, x - at.x - at.width) ** 2 + Math.max(at.y - y, 0, y - at.y - at.height) ** 2;
    return marks.reduce((best, mark, i) => (far(mark) < far(marks[best]) ? i : best), 0);
  };

  const readable = (chart, svg, name) => {
    const marks = [...svg.querySelectorAll(".wert")].map((box) => {
      const title = box.querySelector("title");
      const text = title.textContent;
      title.remove(); // shown by us, at once
      return { box, text };
    });
    if (!marks.length) return;
    const { width, height } = svg.viewBox.baseVal;
    const measure = () => { // late: what is folded away has no extent
      for (const mark of marks) mark.at = mark.box.getBBox();
    };
    const slider = make("span", {
      class: "wertleser", role: "slider", tabindex: "0", "aria-label": `Werte ablesen: ${name}`,
      "aria-valuemin": "1", "aria-valuemax": String(marks.length), "aria-valuenow": "1", "aria-valuetext": marks[0].text,
    });
    const tip = make("span", { class: "ablesung", "aria-hidden": "true" });
    tip.hidden = true;
    let now = 0;

    const hide = () => {
      marks[now].box.classList.remove("an");
      tip.hidden = true;
    };
    const show = (index) => {
      hide();
      if (!marks[0].at?.width) measure();
      now = index;
      const mark = marks[now];
      mark.box.classList.add("an");
      const [x, y] = [(mark.at.x + mark.at.width / 2) / width, mark.at.y / height];
      tip.textContent = mark.text;
      tip.style.left = `${100 * x}%`;
      tip.style.top = `${100 * (y < 0.2 ? (mark.at.y + mark.at.height) / height : y)}%`;
      tip.className = `ablesung${x < 0.25 ? " links" : x > 0.75 ? " rechts" : ""}${y < 0.2 ? " unten" : ""}`;
      tip.hidden = false;
      slider.setAttribute("aria-valuenow", String(now + 1));
      slider.setAttribute("aria-valuetext", mark.text);
    };
    const point = (event) => {
      if (!marks[0].at?.width) measure();
      const hit = marks.findIndex(({ box }) => box.contains(event.target));
      if (hit >= 0) return show(hit);
      const box = svg.getBoundingClientRect();
      show(nearest(marks, ((event.clientX - box.left) * width) / box.width, ((event.clientY - box.top) * height) / box.height));
    };

    chart.onpointermove = chart.onpointerdown = point;
    chart.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && document.activeElement !== slider) hide();
    });
    slider.addEventListener("focus", () => {
      if (slider.matches(":focus-visible")) show(now);
    });
    slider.addEventListener("blur", hide);
    slider.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, PageUp: 10, End: 1e9, ArrowLeft: -1, ArrowDown: -1, PageDown: -10, Home: -1e9 }[event.key];
      if (event.key === "Escape") hide();
      if (!step) return;
      event.preventDefault();
      show(Math.max(0, Math.min(now + step, marks.length - 1)));
    });
    document.addEventListener("pointerdown", (event) => {
      if (!chart.contains(event.target)) hide();
    });
    chart.classList.add("bereit");
    chart.append(slider, tip);
  };

  const table = ({ columns, align, rows }, name) => {
    const cell = (tag, text, i, scope) =>
      make(tag, { ...(align[i] === "right" && { class: "right" }), ...(scope && { scope }) }, text);
    return make("div", { class: "table-scroll", role: "region", tabindex: "0", "aria-label": `Tabelle: ${name}` },
      make("table", {},
        make("thead", {}, make("tr", {}, ...columns.map((text, i) => cell("th", text, i, "col")))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((text, i) => (i || !text ? cell("td", text, i) : cell("th", text, i, "row"))))))));
  };

  const tables = JSON.parse(document.getElementById("chart-tables")?.textContent ?? "{}");
  for (const chart of document.querySelectorAll(".chart")) {
    const figure = chart.closest("figure.float, .quarto-float, figure") ?? chart.parentElement;
    const name = figure.querySelector("figcaption")?.textContent.trim().replace(/\s+/g, " ") ?? "Abbildung";
    readable(chart, chart.querySelector("svg"), name);
    for (const text of chart.querySelectorAll("[textLength]")) text.setAttribute("lengthAdjust", "spacingAndGlyphs");
    const data = tables[chart.id.replace(/-chart$/, "")];
    const details = make("details", { class: "als-tabelle" }, make("summary", {}, "Als Tabelle"));
    details.addEventListener("toggle", () => {
      if (!details.open || details.children.length > 1) return;
      const copy = make("button", { type: "button" }, "Zahlen kopieren");
      const status = make("span", { role: "status" });
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText([data.columns, ...data.rows].map((row) => row.join("\t")).join("\n"));
          status.textContent = " Kopiert.";
        } catch {
          status.textContent = " Bitte die CSV-Datei nehmen.";
        }
      });
      details.append(table(data, name), make("p", {}, copy, status));
      document.dispatchEvent(new CustomEvent("table", { detail: details.querySelector("table") }));
    });
    const body = chart.closest(".float-body") ?? chart.closest("p") ?? chart;
    body.after(details);
  }
})();
