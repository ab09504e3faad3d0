"use strict";
// Search and filter. Without this script every line is shown.
(() => {
  const form = document.getElementById("filter");
  const words = document.getElementById("words");
  const below = document.getElementById("below");
  const shown = document.getElementById("shown");
  const boxes = [...form.querySelectorAll("input[name=verdict]")];
  const lines = [...document.querySelectorAll("li.line")].map((element) => ({
    element,
    verdict: element.dataset.verdict,
    below: "below" in element.dataset,
    text: null,
  }));
  const around = [...document.querySelectorAll("main .claim, main article.derivation, main .question, main .document")]
    .filter((e) => e.querySelector("li.line"));

  // What can be searched of a line: what is written there, and the headings above it.
  const text = (line) => {
    if (line.text === null) {
      const parts = [line.element.textContent];
      for (const m of line.element.querySelectorAll("math[alttext]")) parts.push(m.getAttribute("alttext"));
      for (let e = line.element.closest(".claim"); e; e = e.parentElement.closest("article, .question, .document")) {
        const heading = e.querySelector("h2, h3, h4, h5");
        if (heading) parts.push(heading.textContent);
        const first = e.querySelector(":scope > .formula math[alttext], :scope > p code");
        if (first) parts.push(first.getAttribute("alttext") || first.textContent);
      }
      line.text = parts.join(" ").normalize("NFKC").toLowerCase();
    }
    return line.text;
  };

  const apply = () => {
    const wanted = new Set(boxes.filter((b) => b.checked).map((b) => b.value));
    const sought = words.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const line of lines) {
      const show = wanted.has(line.verdict) && !(below && below.checked && !line.below)
        && sought.every((w) => text(line).includes(w));
      line.element.hidden = !show;
      n += show;
    }
    for (const e of around) e.hidden = !e.querySelector("li.line:not([hidden])");
    shown.textContent = `${n} of ${lines.length} step${lines.length === 1 ? "" : "s"} shown`;
  };

  // A link to something that is filtered away shows everything again.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    form.reset();
    apply();
    target.scrollIntoView();
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (e) => e.preventDefault());
  window.addEventListener("hashchange", reveal);
})();
