// Areas similar to one, by conditions that the reader chooses, and whether they certainly do better.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const { $, root, chosen, choose, sortable } = window.PORTAL;
  const form = $("#aehnlich"), shown = $("#liste");
  const { areas, themes } = window.AEHNLICH;
  const byName = new Map(areas.map((area, i) => [area[2], i]));
  const byTheme = new Map(themes.map(theme => [theme.id, theme]));
  form.hidden = false;
  const standardised = values => {
    const known = values.filter(value => value !== null);
    const mean = known.reduce((a, b) => a + b, 0) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length) || 1;
    return values.map(value => value === null ? null : (value - mean) / deviation);
  };
  const measures = {
    einwohner: () => areas.map(area => area[5] ? Math.log(area[5]) : null),
    dichte: () => areas.map(area => area[5] && area[6] ? Math.log(area[5] / area[6]) : null),
  };
  const show = () => {
    const mine = areas.findIndex(area => area[0] === chosen().get("gebiet"));
    if (mine < 0) { shown.hidden = true; $("#satz").textContent = "Bitte ein Gebiet eingeben."; return; }
    form.elements.gebiet.value = areas[mine][2];
    const by = [...form.querySelectorAll("[name=nach]:checked")].map(box => standardised((measures[box.value] || (() => byTheme.get(box.value).values))()));
    const theme = byTheme.get(form.elements.kennzahl.value);
    const distances = areas.map((area, i) => {
      const parts = by.map(values => values[i] === null || values[mine] === null ? null : (values[i] - values[mine]) ** 2).filter(part => part !== null);
      return parts.length === by.length && by.length ? [Math.sqrt(parts.reduce((a, b) => a + b, 0) / parts.length), i] : null;
    }).filter(Boolean).filter(([, i]) => i !== mine && (!form.elements.art.checked || areas[i][4] === areas[mine][4]) && (!form.elements.land.checked || areas[i][3] === areas[mine][3]));
    distances.sort((a, b) => a[0] - b[0]);
    const nearest = distances.slice(0, 12);
    const better = i => {
      // As `better` in portal_pages.py: by more than 1.96 standard errors of the difference.
      const [one, other] = [theme.variances[i], theme.variances[mine]];
      if (one === null || other === null || theme.values[i] === null || theme.values[mine] === null) return false;
      return (theme.values[i] - theme.values[mine]) * theme.polarity > 1.96 * Math.sqrt(one + other);
    };
    const text = value => value === null ? "–" : value.toLocaleString("de", { minimumFractionDigits: theme.decimals, maximumFractionDigits: theme.decimals });
    const table = document.createElement("table");
    table.className = "figures";
    const row = (cells, own) => {
      const line = document.createElement("tr");
      if (own) line.className = "own";
      cells.forEach((cell, i) => { const box = document.createElement(i ? "td" : "th"); if (!i) box.scope = "row"; else if (i < 3) box.className = "n"; box.append(cell); line.append(box); });
      return line;
    };
    const head = document.createElement("thead");
    head.innerHTML = "<tr><th scope=col>Gebiet</th><th scope=col class=n>Abstand</th><th scope=col class=n></th><th scope=col>Gegenüber dem gewählten</th></tr>";
    head.querySelectorAll("th")[2].textContent = `${theme.name}, ${theme.when}${theme.unit ? ` (${theme.unit})` : ""}`;
    const body = document.createElement("tbody");
    body.append(row([areas[mine][2], "", text(theme.values[mine]), ""], true), ...nearest.map(([distance, i]) => {
      const link = document.createElement("a");
      link.href = `${root}kreise/${areas[i][1]}.html`;
      link.textContent = areas[i][2];
      return row([link, distance.toLocaleString("de", { minimumFractionDigits: 2, maximumFractionDigits: 2 }), text(theme.values[i]), better(i) ? "besser" : ""]);
    }));
    table.append(head, body);
    shown.replaceChildren(table);
    shown.hidden = false;
    const count = nearest.filter(([, i]) => better(i)).length;
    $("#satz").textContent = by.length ? `${nearest.length} ähnliche Gebiete, ${count} davon mit sicher besserem Wert bei „${theme.name}“.` : "Bitte mindestens ein Merkmal wählen.";
  };
  form.addEventListener("change", event => {
    if (event.target.name === "gebiet") { const i = byName.get(event.target.value); if (i !== undefined) choose({ gebiet: areas[i][0] }); }
    if (event.target.name === "kennzahl") choose({ kennzahl: event.target.value });
    show();
  });
  form.addEventListener("submit", event => event.preventDefault());
  window.addEventListener("hashchange", show);
  if (byTheme.has(chosen().get("kennzahl"))) form.elements.kennzahl.value = chosen().get("kennzahl");
  show();
});
