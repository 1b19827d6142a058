// The table builder: areas × indicators × periods from the interface's files, as table, bars and downloads.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const { $, all, root, svg, chosen, choose, sortable } = window.PORTAL;
  const form = $("#bauen"), shown = $("#ergebnis"), picture = $("#bild"), state = $("#stand");
  if (location.protocol === "file:") { state.parentElement.hidden = true; form.insertAdjacentHTML("beforebegin", "<p>Eigene Tabellen lassen sich zusammenstellen, wenn die Seiten auf einem Webserver liegen; als Ordner auf dem eigenen Rechner gibt es die fertigen Tabellen.</p>"); return; }
  form.hidden = false;
  const loaded = new Map();
  const load = path => { if (!loaded.has(path)) loaded.set(path, fetch(`${root}api/v1/${path}`).then(answer => { if (!answer.ok) throw new Error(path); return answer.json(); })); return loaded.get(path); };
  const several = select => [...select.selectedOptions].map(option => option.value);
  const BREAKDOWN = by => Object.entries(by).map(([name, value]) => `${name}=${value}`).join("|");
  let result = null;

  const wanted = async () => {
    const { areas } = await load("areas.json");
    const keys = several(form.elements.gebiet);
    const isCity = area => ["kreisfreie Stadt", "Stadtkreis", "Stadtstaat"].includes(area.kind);
    const fits = area => keys.some(key =>
      key === "kreise" ? area.ags.length === 5 : key === "staedte" ? isCity(area)
        : key === "laender" ? area.ags.length === 2
          : key.endsWith("*") ? area.ags.length === 5 && area.land === key.slice(0, 2)
            : key.endsWith("+") ? isCity(area) && area.land === key.slice(0, 2) : area.ags === key);
    return areas.filter(fits);
  };
  const build = async () => {
    const ids = several(form.elements.kennzahl);
    if (!ids.length) { shown.hidden = picture.hidden = $("#dazu").hidden = true; state.textContent = "Bitte mindestens eine Kennzahl wählen."; result = null; return; }
    const [areas, cubes] = await Promise.all([wanted(), Promise.all(ids.map(id => load(`indicators/${id}.json`)))]);
    const possible = [...new Set(cubes.flatMap(cube => cube.breakdowns.map(by => Object.keys(by).join(","))))].filter(Boolean);
    const now = form.elements.nach.value || chosen().get("nach") || "";
    form.elements.nach.replaceChildren(new Option("insgesamt", ""), ...possible.map(by => new Option(by.replaceAll(",", " und "), by)));
    form.elements.nach.value = possible.includes(now) ? now : "";
    const by = form.elements.nach.value, from = Number(form.elements.von.value) || 0, to = Number(form.elements.bis.value) || 9999;
    const columns = cubes.flatMap(cube => {
      const periods = cube.periods.map((period, i) => [period, i]).filter(([period]) => Number(period.slice(0, 4)) >= from && Number(period.slice(0, 4)) <= to);
      const parts = cube.breakdowns.map((part, i) => [part, i]).filter(([part]) => Object.keys(part).join(",") === by);
      return parts.flatMap(([part, b]) => periods.map(([period, p]) => ({ cube, part, b, p, period })))
        .filter(({ b, p }) => areas.some(area => cube.values[b][cube.areas.indexOf(area.ags)]?.[p] != null));
    });
    // Without years the newest period of each indicator that most of the chosen areas have.
    const kept = from || form.elements.bis.value ? columns : columns.filter(column => {
      const count = p => areas.filter(area => column.cube.values[column.b][column.cube.areas.indexOf(area.ags)]?.[p] != null).length;
      const mine = columns.filter(other => other.cube === column.cube && other.b === column.b);
      const most = Math.max(...mine.map(other => count(other.p)));
      return column === mine.filter(other => count(other.p) >= 0.8 * most).at(-1);
    });
    const rows = areas.map(area => [area.ags, area.name, ...kept.map(({ cube, b, p }) => cube.values[b][cube.areas.indexOf(area.ags)]?.[p] ?? null)]);
    const names = ["AGS", "Gebiet", ...kept.map(({ cube, part, period }) => `${cube.name}${BREAKDOWN(part) ? `, ${Object.values(part).join(", ")}` : ""}, ${period}${cube.unit ? ` (${cube.unit})` : ""}`)];
    result = { names, rows, decimals: kept.map(({ cube }) => cube.decimals), ids, sources: [...new Set(cubes.flatMap(cube => cube.sources.map(source => `${source.attribution}${source.licence && !source.attribution.includes(source.licence) ? ` (${source.licence})` : ""}`)))], notes: [...new Set(cubes.flatMap(cube => [...cube.notes, ...cube.series_breaks.map(change => `${cube.name}, Bruch der Zeitreihe: ${change.reason}`)]))] };
    draw();
    choose({ kennzahl: ids.join(","), gebiet: several(form.elements.gebiet).join(","), nach: by, von: form.elements.von.value, bis: form.elements.bis.value });
  };
  const draw = () => {
    const { names, rows, decimals } = result;
    const table = document.createElement("table");
    table.className = "areas";
    const head = document.createElement("thead"), body = document.createElement("tbody");
    const line = document.createElement("tr");
    names.forEach((name, i) => { const cell = document.createElement("th"); cell.scope = "col"; if (i > 1) cell.className = "n"; cell.textContent = name; line.append(cell); });
    head.append(line);
    for (const row of rows) {
      const tr = document.createElement("tr");
      row.forEach((found, i) => {
        const cell = document.createElement(i === 1 ? "th" : "td");
        if (i === 1) cell.scope = "row";
        if (i > 1) cell.className = "n";
        cell.textContent = i < 2 ? found : found === null ? "–" : found.toLocaleString("de", { minimumFractionDigits: decimals[i - 2], maximumFractionDigits: decimals[i - 2] });
        tr.append(cell);
      });
      body.append(tr);
    }
    table.append(head, body);
    sortable(table);
    shown.replaceChildren(table);
    shown.hidden = false;
    const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;
    state.textContent = `${counted(rows.length, "Gebiet", "Gebiete")}, ${counted(names.length - 2, "Spalte", "Spalten")} mit Zahlen.`;
    const list = (target, texts) => { $(target).replaceChildren(...texts.map(text => { const item = document.createElement("li"); item.textContent = text; return item; })); $(target).hidden = $(target).previousElementSibling.hidden = !texts.length; };
    list("#herkunft", result.sources);
    list("#hinweise", result.notes);
    $("#dazu").hidden = false;
    bars();
  };
  // Bars of the last column, the thirty highest.
  const bars = () => {
    const { names, rows } = result, column = names.length - 1;
    const found = rows.filter(row => row[column] !== null && column > 1).sort((a, b) => b[column] - a[column]).slice(0, 30);
    $("svg", picture)?.remove();
    picture.hidden = !found.length;
    if (!found.length) return;
    const most = Math.max(...found.map(row => Math.abs(row[column]))) || 1;
    const drawing = svg("svg", { viewBox: `0 0 612 ${found.length * 20 + 4}`, role: "img", "aria-label": `Balken: ${names[column]}; dieselben Zahlen stehen in der Tabelle.` });
    found.forEach((row, i) => {
      svg("text", { x: 190, y: i * 20 + 15, "text-anchor": "end" }, drawing).textContent = row[1].length > 26 ? `${row[1].slice(0, 25)}…` : row[1];
      svg("rect", { x: 196, y: i * 20 + 3, width: 330 * Math.abs(row[column]) / most, height: 14, fill: "var(--primary)" }, drawing);
      svg("text", { x: 200 + 330 * Math.abs(row[column]) / most, y: i * 20 + 15 }, drawing).textContent = row[column].toLocaleString("de", { maximumFractionDigits: result.decimals.at(-1) });
    });
    picture.prepend(drawing);
    $("figcaption", picture).textContent = `${names[column]}${rows.length > found.length ? ", die 30 höchsten Werte" : ""}`;
  };

  const quoted = cell => cell === null ? "" : /[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell);
  // A table of text has no place for its sources: they stand in a last column, once.
  const files = {
    csv: () => ["text/csv", new TextEncoder().encode([[...result.names, "Quellen und Lizenz"], ...result.rows.map((row, i) => [...row, i ? null : result.sources.join("; ")])].map(row => `${row.map(quoted).join(",")}\n`).join(""))],
    json: () => ["application/json", new TextEncoder().encode(`${JSON.stringify({ columns: result.names, rows: result.rows, sources: result.sources, notes: result.notes, address: location.href })}\n`)],
    xlsx: () => ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook()],
  };
  form.addEventListener("click", async event => {
    const kind = event.target.closest("button")?.value;
    if (!kind || !result) return;
    if (kind === "adresse") { await navigator.clipboard.writeText(location.href); state.textContent = "Die Adresse ist kopiert."; return; }
    const [type, bytes] = files[kind]();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = `tabelle.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  // A workbook is a ZIP of a few XML files (ECMA-376); uncompressed, it needs no library.
  const xml = text => String(text).replace(/[<>&"]/g, sign => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[sign]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
  const sheet = rows => `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map(row => `<row>${row.map(cell => cell === null ? "<c/>" : typeof cell === "number" ? `<c><v>${cell}</v></c>` : `<c t="inlineStr"><is><t>${xml(cell)}</t></is></c>`).join("")}</row>`).join("")}</sheetData></worksheet>`;
  const workbook = () => {
    const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", pack = "http://schemas.openxmlformats.org/package/2006/";
    const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    return zip([
      ["[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="${pack}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${kind}worksheet+xml"/></Types>`],
      ["_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${pack}relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      ["xl/workbook.xml", `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Daten" sheetId="1" r:id="r1"/><sheet name="Angaben" sheetId="2" r:id="r2"/></sheets></workbook>`],
      ["xl/_rels/workbook.xml.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="${pack}relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${office}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`],
      ["xl/worksheets/sheet1.xml", sheet([result.names, ...result.rows])],
      ["xl/worksheets/sheet2.xml", sheet([...result.sources.map(text => ["Quelle", text]), ...result.notes.map(text => ["Hinweis", text]), ["Adresse", location.href]])],
    ]);
  };
  const checksums = Uint32Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
  const crc = bytes => (bytes.reduce((sum, byte) => checksums[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const zip = entries => {
    const parts = [], central = [];
    let offset = 0;
    const numbers = (...given) => { const view = new DataView(new ArrayBuffer(given.reduce((sum, [, size]) => sum + size, 0))); let at = 0; for (const [number, size] of given) { if (size === 2) view.setUint16(at, number, true); else view.setUint32(at, number, true); at += size; } return new Uint8Array(view.buffer); };
    for (const [name, text] of entries) {
      const path = new TextEncoder().encode(name), bytes = new TextEncoder().encode(text);
      const same = [[20, 2], [0x800, 2], [0, 2], [0, 2], [33, 2], [crc(bytes), 4], [bytes.length, 4], [bytes.length, 4], [path.length, 2], [0, 2]];
      parts.push(numbers([0x04034b50, 4], ...same), path, bytes);
      central.push(numbers([0x02014b50, 4], [20, 2], ...same, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), path);
      offset += 30 + path.length + bytes.length;
    }
    const size = central.reduce((sum, part) => sum + part.length, 0);
    return new Uint8Array([...parts, ...central, numbers([0x06054b50, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [size, 4], [offset, 4], [0, 2])].flatMap(part => [...part]));
  };

  const restore = () => {
    const now = chosen();
    for (const name of ["kennzahl", "gebiet"]) if (now.get(name)) { const values = now.get(name).split(","); for (const option of form.elements[name].options) option.selected = values.includes(option.value); }
    form.elements.von.value = now.get("von") || "";
    form.elements.bis.value = now.get("bis") || "";
  };
  const run = () => build().catch(() => { state.textContent = "Die Zahlen ließen sich nicht laden. Bitte die Seite neu laden."; });
  form.addEventListener("change", run);
  form.addEventListener("submit", event => event.preventDefault());
  window.addEventListener("hashchange", () => { restore(); run(); });
  restore();
  run();
});
