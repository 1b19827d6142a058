// Search in the whole book: parts of words, German spelling (ä = ae, ß = ss) and inflections. The index is loaded when
// the search is first used, by a <script> element, so that it works from file://, too.
"use strict";

(() => {
  const SHOWN = 40;
  const FOLD = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", "\u00ad": "", "\u00a0": " ", "\u202f": " ", "–": "-", "‑": "-", "−": "-" };
  const ENDINGS = ["ern", "en", "em", "er", "es", "e", "n", "s"];
  const LETTER = /\p{L}/u;

  // Text as it is compared, and for each of its characters the place in the original.
  const fold = (text) => {
    let folded = "";
    const at = [];
    for (let i = 0; i < text.length; i += 1) {
      const lower = text[i].toLowerCase();
      const plain = FOLD[lower] ?? lower.normalize("NFD").replace(/\p{M}/gu, "");
      for (let k = 0; k < plain.length; k += 1) at.push(i);
      folded += plain;
    }
    at.push(text.length);
    return { folded, at };
  };

  // "Schülern" → "schuel": what inflected forms have in common; short words stay whole
  const stem = (word) => {
    const ending = ENDINGS.find((e) => word.endsWith(e) && word.length - e.length >= 4);
    return ending && /^\p{L}+$/u.test(word) ? word.slice(0, -ending.length) : word;
  };

  const parse = (query) =>
    query
      .replace(/["„“”‚‘«»]/g, " ")
      .split(/\s+/)
      .map((raw) => fold(raw).folded)
      .filter((whole) => whole.length > 1) // single letters stand everywhere
      .map((whole) => ({ whole, stem: stem(whole) }));

  // "Städten" → "Stadt": only asked when nothing else was found
  const withoutUmlauts = (words) =>
    words.map(({ whole, stem: root }) => {
      const plain = (word) => word.replace(/([aou])e/g, "$1");
      return { whole: plain(whole), stem: plain(root) };
    });

  // All places [from, to) of the words in a text. An inflected end belongs to the place: "Quoten" for "Quote".
  const places = (text, words) => {
    const { folded, at } = fold(text);
    const found = [];
    for (const { whole, stem: root } of words) {
      for (let i = folded.indexOf(root); i >= 0; i = folded.indexOf(root, i + root.length)) {
        let end = i + (folded.startsWith(whole, i) ? whole.length : root.length);
        let tail = end;
        while (tail < folded.length && LETTER.test(folded[tail])) tail += 1;
        if (tail - end <= 3) end = tail;
        found.push([at[i], at[end]]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    return found.filter(([from], k) => !found.slice(0, k).some(([, to]) => from < to));
  };

  // The text with its places marked, as nodes: text stays text.
  const marked = (text, found) => {
    const nodes = [];
    let last = 0;
    for (const [from, to] of found) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      nodes.push(text.slice(last, from), mark);
      last = to;
    }
    return [...nodes, text.slice(last)];
  };

  const make = (tag, ...children) => {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  };

  // ------------------------------------------------------------ highlighting on the page that was looked for

  const query = new URLSearchParams(location.search).get("q");
  if (query) {
    const words = parse(query);
    const skip = ".chart, script, style, button, textarea, math, .anchor, .caption-label, .heading-number";
    const highlight = (asked) => {
      const walker = document.createTreeWalker(document.querySelector("main .text"), NodeFilter.SHOW_TEXT, (node) =>
        node.parentElement.closest(skip) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
      );
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      let count = 0;
      for (const node of nodes) {
        const found = places(node.data, asked);
        count += found.length;
        if (found.length) node.replaceWith(...marked(node.data, found));
      }
      return count;
    };
    const count = highlight(words) || highlight(withoutUmlauts(words));
    if (count) {
      const remove = make("button", "Hervorhebung entfernen");
      remove.type = "button";
      const note = make("div", make("p", `„${query}“: ${count === 1 ? "1 Stelle" : `${count} Stellen`} hervorgehoben`), remove);
      note.className = "found";
      remove.addEventListener("click", () => {
        for (const mark of document.querySelectorAll("main .text mark")) {
          const parent = mark.parentNode;
          mark.replaceWith(...mark.childNodes);
          parent.normalize();
        }
        note.remove();
        history.replaceState(null, "", location.pathname + location.hash);
        document.querySelector("main").focus({ preventScroll: true });
      });
      document.querySelector("main").append(note);
    }
  }

  // ------------------------------------------------------------ the search itself

  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const results = form.querySelector(".results");
  const status = form.querySelector("[role=status]");
  const { root } = document.body.dataset;

  let loading;
  const index = () => {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = form.dataset.index;
      script.onload = () =>
        resolve(
          window.SEARCH.map((section) => ({
            ...section,
            foldedTitle: fold(section.title).folded,
            folded: fold(section.text).folded,
          })),
        );
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  };

  const count = (text, word) => text.split(word).length - 1;

  // 0: not found. The title of a chapter counts most, then that of a section, the word as typed more than its stem, often more than once; what a
  // term of the glossary means, and the annex, come after what the report says.
  const score = (section, words) => {
    let sum = 0;
    for (const { whole, stem: root_ } of words) {
      const inTitle = section.foldedTitle.includes(root_);
      const inText = count(section.folded, root_);
      if (!inTitle && !inText) return 0;
      const title = section.href.includes("#") ? 20 : 60;
      sum += (section.foldedTitle.includes(whole) ? title : inTitle ? title / 2 : 0) + Math.min(inText, 5) + Math.min(count(section.folded, whole), 5);
    }
    return section.also || /^[A-Z]/.test(section.number) ? sum / 4 : sum;
  };

  // Terms for which a lay word stands: "Kitaplatz" → "Betreuungsquote". All of it must be there, "Hartz" alone means nothing.
  const meant = (sections, words) => {
    const asked = words.map(({ stem: root_ }) => root_).join(" ");
    const stems = (text) => parse(text).map(({ stem: root_ }) => root_).join(" ");
    return sections.filter(({ also }) => also?.some((word) => stems(word) === asked)).map(({ title }) => parse(title.replace(/ \(.*/, "")));
  };

  const find = (sections, words) => {
    const ways = [words, ...meant(sections, words)];
    return sections
      .map((section) => ({ section, points: Math.max(...ways.map((way) => score(section, way))) }))
      .filter(({ points }) => points > 0)
      .sort((a, b) => b.points - a.points)
      .map(({ section }) => section);
  };

  const snippet = (text, words) => {
    const first = places(text, words)[0]?.[0] ?? 0;
    let from = Math.max(0, first - 60);
    if (from > 0) from = text.indexOf(" ", from) + 1 || from;
    const part = text.slice(from, from + 170).replace(/\S*$/, (word) => (from + 170 < text.length ? "" : word));
    return [from > 0 ? "… " : "", ...marked(part, places(part, words)), from + 170 < text.length ? " …" : ""];
  };

  const address = (section, asked) => {
    const [page, id] = section.href.split("#");
    return `${root}${page}?q=${encodeURIComponent(asked)}${id ? `#${id}` : ""}`;
  };

  const entry = (section, words, asked) => {
    const title = [section.number, section.title].filter(Boolean).join(" ");
    const link = make("a", make("strong", ...marked(title, places(title, words))), make("small", ...snippet(section.text, words)));
    link.href = address(section, asked);
    return make("li", link);
  };

  const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

  const show = async () => {
    const asked = input.value.trim();
    if (!parse(asked).length) {
      close();
      return;
    }
    let sections;
    try {
      sections = await index();
    } catch {
      status.textContent = "Die Suche konnte nicht geladen werden.";
      results.replaceChildren(make("p", status.textContent));
      results.hidden = false;
      return;
    }
    if (asked !== input.value.trim()) return; // typed on meanwhile
    let words = parse(asked);
    let hits = find(sections, words);
    if (!hits.length) {
      words = withoutUmlauts(words);
      hits = find(sections, words);
    }
    const chapters = new Map();
    for (const hit of hits.slice(0, SHOWN)) chapters.set(hit.chapter, [...(chapters.get(hit.chapter) ?? []), hit]);
    const text = hits.length
      ? `${plural(hits.length, "Abschnitt", "Abschnitte")} in ${plural(new Set(hits.map((h) => h.chapter)).size, "Kapitel", "Kapiteln")}`
      : `Nichts gefunden für „${asked}“. Tipp: ein kürzeres Wort oder einen Wortteil eingeben.`;
    status.textContent = text;
    const summary = make("p", hits.length > SHOWN ? `${text}, die besten ${SHOWN}:` : text);
    summary.setAttribute("aria-hidden", "true"); // the status says it
    results.replaceChildren(summary);
    for (const [chapter, found] of chapters) {
      const heading = make("p", chapter);
      heading.className = "chapter";
      results.append(heading, make("ul", ...found.map((section) => entry(section, words, asked))));
    }
    results.hidden = false;
    results.scrollTop = 0;
  };

  const close = () => {
    results.hidden = true;
    status.textContent = "";
  };

  input.addEventListener("focus", () => index().catch(() => {}), { once: true });
  input.addEventListener("input", show);
  input.addEventListener("click", () => {
    if (input.value && results.hidden) show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show().then(() => results.querySelector("a")?.focus());
  });
  form.addEventListener("keydown", (event) => {
    const stops = [input, ...results.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape" && !results.hidden) {
      event.preventDefault();
      input.focus();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !results.hidden && at >= 0) {
      event.preventDefault();
      stops[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), stops.length - 1)].focus();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.contains(event.target)) close();
  });
})();
