"use strict";
(function () {
  var root = document.documentElement;
  var edition = root.dataset.edition;
  var shelf = "curate-handout-" + edition;
  var who = document.getElementById("name");
  var answers = document.getElementById("answers");
  var state = document.getElementById("state");
  var sheets = Array.prototype.slice.call(document.querySelectorAll("article[data-key]"));

  function said(name) { return state.dataset[name] || ""; }
  function tell(name) { state.textContent = said(name); }
  function clean(text) { return text.replace(/\r\n?/g, "\n").trim(); }
  function field(sheet, name) { return sheet.querySelector("textarea." + name); }
  function chosen(sheet, name) {
    var box = sheet.querySelector("input." + name + ":checked");
    return box ? box.value : "";
  }

  // What is the same as on the hand-out is not an answer: what was changed is.
  function written(sheet, name) {
    var box = field(sheet, name), now = clean(box.value);
    return now === clean(box.defaultValue) ? "" : now;
  }
  function answer(sheet) {
    return {
      key: sheet.dataset.key, basis: sheet.dataset.basis, title: sheet.querySelector("h2").textContent.trim(),
      commentary: written(sheet, "commentary"), context: written(sheet, "context"),
      rating: chosen(sheet, "rating"), approve: chosen(sheet, "approve")
    };
  }
  function filled(row) { return row.commentary || row.context || row.rating || row.approve; }
  function rows() { return sheets.map(answer).filter(filled); }
  function escaped(text) { return text.replace(/\[(?=\s*\\*\[)/g, "\\["); }
  function line(text) { return escaped(text.replace(/\s+/g, " ").trim()); }

  function asText() {
    var lines = ["[[curate handout " + edition + " =&<\u00e9]]", "[[from]] " + line(who.value), ""];
    rows().forEach(function (row) {
      lines.push("[[item " + row.key + " " + row.basis + "]]", line(row.title));
      ["commentary", "context"].forEach(function (name) {
        if (row[name]) { lines.push("[[" + name + "]]", escaped(row[name]), ""); }
      });
      ["rating", "approve"].forEach(function (name) {
        if (row[name]) { lines.push("[[" + name + "]] " + row[name]); }
      });
      lines.push("");
    });
    lines.push("[[end]]");
    return lines.join("\n") + "\n";
  }

  // The browser may forbid any of this on a page from a disk: then it is simply not remembered.
  function remember() {
    var kept = { name: who.value, sheets: {} };
    sheets.forEach(function (sheet) {
      kept.sheets[sheet.dataset.key] = {
        commentary: field(sheet, "commentary").value, context: field(sheet, "context").value,
        rating: chosen(sheet, "rating"), approve: chosen(sheet, "approve")
      };
    });
    try { window.localStorage.setItem(shelf, JSON.stringify(kept)); } catch (error) { /* see above */ }
  }
  function choose(sheet, name, value) {
    Array.prototype.forEach.call(sheet.querySelectorAll("input." + name), function (box) { box.checked = box.value === value; });
  }
  function recall() {
    var kept = null;
    try { kept = JSON.parse(window.localStorage.getItem(shelf) || "null"); } catch (error) { return; }
    if (!kept || typeof kept !== "object" || !kept.sheets) { return; }
    who.value = String(kept.name || "");
    sheets.forEach(function (sheet) {
      var row = kept.sheets[sheet.dataset.key];
      if (!row) { return; }
      field(sheet, "commentary").value = String(row.commentary);
      field(sheet, "context").value = String(row.context);
      choose(sheet, "rating", row.rating);
      choose(sheet, "approve", row.approve);
    });
  }

  function grow(box) { box.style.height = "auto"; box.style.height = (box.scrollHeight + 4) + "px"; }
  function growAll() { Array.prototype.forEach.call(document.querySelectorAll("article textarea"), grow); }

  // A link that is too long opens an empty mail in some programs; 1,900 characters is what Windows passes on.
  function offerMail() {
    var link = document.getElementById("mail");
    if (!link) { return; }
    var href = "mailto:" + link.dataset.to + "?subject=" + encodeURIComponent(document.title)
      + "&body=" + encodeURIComponent(asText().replace(/\n/g, "\r\n"));
    var fits = href.length <= 1900;
    link.hidden = !fits;
    document.getElementById("long").hidden = fits;
    if (fits) { link.href = href; }
  }

  function ready() {
    if (!clean(who.value)) { tell("name"); who.focus(); return false; }
    if (!rows().length) { tell("empty"); return false; }
    return true;
  }
  function show() {
    answers.value = asText();
    document.getElementById("shown").hidden = false;
  }
  function copy() {
    if (!ready()) { return; }
    show();
    answers.focus();
    answers.select();
    var copied = false;
    try { copied = document.execCommand("copy"); } catch (error) { copied = false; }
    tell(copied ? "copied" : "select");
    if (navigator.clipboard && navigator.clipboard.writeText) {
      navigator.clipboard.writeText(answers.value).then(function () { tell("copied"); }, function () { /* told already */ });
    }
  }
  function save() {
    if (!ready()) { return; }
    var whole = JSON.stringify({ curate_handout: 1, edition: edition, from: clean(who.value), items: rows() }, null, 1);
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([whole], { type: "application/json" }));
    link.download = said("file") + "-" + edition.slice(0, 8) + ".json";
    document.body.appendChild(link);
    link.click();
    link.remove();
    tell("saved");
  }
  function clear(event) {
    var set = event.target.closest("fieldset");
    Array.prototype.forEach.call(set.querySelectorAll("input"), function (box) { box.checked = false; });
    set.querySelector("input").focus();
    changed();
  }
  function offerClearing() {
    Array.prototype.forEach.call(document.querySelectorAll("button.clear"), function (button) {
      button.hidden = !button.closest("fieldset").querySelector("input:checked");
    });
  }
  function changed() { remember(); offerMail(); offerClearing(); }

  recall();
  growAll();
  offerMail();
  offerClearing();
  window.addEventListener("resize", growAll);
  window.addEventListener("beforeprint", growAll);
  document.getElementById("tools").hidden = false;
  document.addEventListener("input", function (event) {
    if (event.target.tagName === "TEXTAREA" && event.target !== answers) { grow(event.target); }
    if (event.target !== answers) { changed(); }
  });
  document.getElementById("copy").addEventListener("click", copy);
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("print").addEventListener("click", function () { window.print(); });
  Array.prototype.forEach.call(document.querySelectorAll("button.clear"), function (button) {
    button.addEventListener("click", clear);
  });
})();
