"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [RULER, BARS, LANE, AFTER_TOP, AFTER] = data.heights;
  const ACTIONS = ["moved", "kept", "skipped", "through"];
  const LABELS = { through: "through edit" };
  const SVG = "http://www.w3.org/2000/svg";
  const byId = (id) => document.getElementById(id);
  const scroll = byId("scroll"), view = byId("view"), card = byId("card"), pane = byId("pane");
  const table = byId("table"), body = table.tBodies[0];

  const cuts = data.cuts.map((c, number) => ({
    number, track: c[0], index: c[1], from: c[2], to: c[3], beatTime: c[4], bar: c[5], beat: c[6],
    error: c[7], action: ACTIONS[c[8]], reason: data.words[c[9]],
    outgoing: data.words[c[10]], incoming: data.words[c[11]],
  }));
  const lanes = data.tracks.map((_, lane) => cuts.filter((cut) => cut.track === lane));
  lanes.forEach((lane) => lane.sort((a, b) => a.to - b.to));

  // Words

  const signed = (value, digits) => {
    const size = digits === undefined ? String(+Math.abs(value).toFixed(4)) : Math.abs(value).toFixed(digits);
    return Number(size) === 0 ? size : (value > 0 ? "+" : "\u2212") + size;
  };
  const pad = (number) => String(number).padStart(2, "0");
  // SMPTE 12M: drop-frame counting leaves out labels, not pictures.
  const timecode = (frame) => {
    if (data.start === null) return String(Math.floor(frame));
    let number = data.start + Math.floor(frame);
    const fps = data.nominal;
    if (data.drop) {
      const dropped = fps / 15, minute = fps * 60 - dropped, ten = minute * 10 + dropped;
      const tens = Math.floor(number / ten), rest = number % ten;
      number += dropped * 9 * tens + (rest >= dropped ? dropped * Math.floor((rest - dropped) / minute) : 0);
    }
    const seconds = Math.floor(number / fps), minutes = Math.floor(seconds / 60);
    const clock = [Math.floor(minutes / 60), minutes % 60, seconds % 60].map(pad).join(":");
    return clock + (data.drop ? ";" : ":") + pad(number % fps);
  };
  // The frame that drop-frame counting labels so, or the next where it leaves the label out.
  const labelled = (label) => {
    const dropped = data.nominal / 15, minutes = Math.floor(label / (data.nominal * 60));
    const skipped = minutes % 10 && label % (data.nominal * 60) === 0 ? dropped : 0;
    return label + skipped - dropped * (minutes - Math.floor(minutes / 10));
  };
  const between = (cut) => (cut.outgoing || "gap") + " \u2192 " + (cut.incoming || "gap");
  const beatName = (cut) => (cut.beatTime === null ? "\u2013" : "B" + cut.bar + "." + cut.beat);
  const errorText = (cut) => (cut.error === null ? "\u2013" : signed(cut.error, 1));
  const actionName = (cut) => LABELS[cut.action] || cut.action;
  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const draw = (name, attributes, text) => {
    const element = document.createElementNS(SVG, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // The drawing

  let zoom = 1, selected = null, hovered = null;
  const room = () => scroll.clientWidth - scroll.firstElementChild.offsetWidth;
  const pixels = () => (room() * zoom) / data.frames;
  const most = () => Math.max(1, Math.min((48 * data.frames) / room(), 1500000 / room()));
  const percent = (frame) => ((100 * frame) / data.frames).toFixed(6) + "%";
  const firstAfter = (list, value, key) => {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (key(list[middle]) < value) low = middle + 1; else high = middle;
    }
    return low;
  };

  // Widths of words, so that none is cut off.
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.documentElement).fontFamily;
  const widthOf = (text, font) => {
    pen.font = font || "600 11px " + family;
    return pen.measureText(text).width;
  };
  const monospace = "11px " + (getComputedStyle(document.documentElement).getPropertyValue("--mono") || "monospace");
  const shortened = (name, wide) => {
    const font = "12px " + family;
    if (widthOf(name, font) <= wide) return name;
    let signs = name.length - 1;
    while (signs > 0 && widthOf(name.slice(0, signs) + "\u2026", font) > wide) signs--;
    return signs > 1 ? name.slice(0, signs) + "\u2026" : "";
  };

  const label = () => {
    const scale = pixels(), start = scroll.scrollLeft / scale, end = start + room() / scale;
    const fits = (frame, text, font) => (end - frame) * scale >= widthOf(text, font) + 8;
    const made = document.createDocumentFragment();
    const second = data.nominal;
    const steps = [1, 2, 5, 10].concat([1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600].map((s) => s * second));
    const step = steps.find((s) => s * scale >= 128) || steps[steps.length - 1];
    for (let i = Math.floor(start / step); i * step <= Math.min(end, data.frames) + step; i++) {
      const f = data.drop ? labelled(i * step) : i * step;
      if (f >= data.frames) break;
      made.append(draw("line", { class: "tick", x1: percent(f), x2: percent(f), y1: 0, y2: RULER }));
      const words = timecode(f);
      if (fits(f, words, monospace)) made.append(draw("text", { class: "tc", x: percent(f), dx: 4, y: 15 }, words));
    }
    const bars = data.bars;
    if (bars.length) {
      const each = (bars[bars.length - 1][0] - bars[0][0]) * scale / Math.max(bars.length - 1, 1);
      let every = 1;
      while (each > 0 && each * every < 34) every *= 2;
      for (let i = Math.max(0, firstAfter(bars, start, (b) => b[0]) - 1); i < bars.length && bars[i][0] <= end; i++) {
        if ((bars[i][1] - 1) % every === 0 && fits(bars[i][0], String(bars[i][1]))) {
          made.append(draw("text", { class: "barno", x: percent(bars[i][0]), dx: 4, y: RULER + 14 }, bars[i][1]));
        }
      }
    }
    lanes.forEach((lane, number) => {
      const top = RULER + BARS + LANE * number + AFTER_TOP;
      // From one clip before the stretch in view, whose move may reach into it.
      for (let i = Math.max(0, firstAfter(lane, start, (c) => c.to) - 1); i <= lane.length; i++) {
        const left = i === 0 ? 0 : lane[i - 1].to, right = i < lane.length ? lane[i].to : data.frames;
        if (left > end) break;
        nameClip(made, i === 0 ? lane[0].outgoing : lane[i - 1].incoming, Math.max(left, start), Math.min(right, end), top, scale);
        if (i < lane.length) offset(made, lane[i], lane[i + 1], top, scale, fits);
      }
    });
    byId("labels").replaceChildren(made);
  };
  const nameClip = (made, name, left, right, top, scale) => {
    if (!name || (right - left) * scale < 44) return;
    const box = draw("svg", { x: percent(left), y: top, width: percent(right - left), height: AFTER });
    box.append(draw("text", { class: "name", x: 8, y: 25 }, shortened(name, (right - left) * scale - 12)));
    made.append(box);
  };
  const offset = (made, cut, next, top, scale, fits) => {
    const move = cut.to - cut.from, right = Math.max(cut.to, cut.from);
    if (!move || ((next ? next.to : Infinity) - right) * scale < 32 || !fits(right, signed(move))) return;
    made.append(draw("text", { class: "by", x: percent(right), dx: 6, y: top - 6 }, signed(move)));
  };

  const mark = () => {
    const cut = hovered || selected, group = byId("chosen");
    group.replaceChildren();
    for (const one of new Set([selected, hovered])) {
      if (!one) continue;
      const top = RULER + BARS + LANE * one.track;
      group.append(draw("svg", { x: percent(one.to), y: top, overflow: "visible", width: 1, height: 1 }));
      group.lastChild.append(draw("rect", { x: -7, y: 1, width: 14, height: LANE - 2 }));
      if (one.beatTime !== null) {
        const beat = percent(one.beatTime * data.rate);
        group.append(draw("line", { x1: beat, x2: beat, y1: RULER, y2: view.height.baseVal.value }));
      }
    }
    card.hidden = !cut;
    if (cut) fillCard(cut);
  };
  const fillCard = (cut) => {
    const list = make("dl");
    const row = (term, words) => list.append(make("dt", term), make("dd", words));
    const move = cut.to - cut.from;
    row("From", timecode(cut.from) + ", frame " + +cut.from.toFixed(3));
    row("To", timecode(cut.to) + ", frame " + +cut.to.toFixed(3));
    row("Moved", move ? signed(move) + (Math.abs(move) === 1 ? " frame" : " frames") : "no");
    row("Beat", cut.beatTime === null ? "none" : "bar " + cut.bar + ", beat " + cut.beat);
    if (cut.error !== null) row("Error", signed(cut.error, 1) + " ms" + (cut.error > 0 ? ", late" : cut.error < 0 ? ", early" : ""));
    card.replaceChildren(
      make("b", data.tracks[cut.track] + " cut " + (cut.index + 1) + ", " + actionName(cut)),
      make("div", between(cut)), list, make("p", cut.reason || "No reason was given."));
    const section = card.parentElement.getBoundingClientRect(), box = view.getBoundingClientRect();
    const x = box.left - section.left + cut.to * pixels();
    const beside = x + 20 + card.offsetWidth > section.width ? x - 20 - card.offsetWidth : x + 20;
    card.style.left = Math.max(4, beside) + "px";
    card.style.top = box.top - section.top + RULER + BARS + LANE * cut.track + AFTER_TOP + 8 + "px";
  };

  const setZoom = (wanted, x) => {
    const at = x === undefined ? room() / 2 : x;
    const frame = (scroll.scrollLeft + at) / pixels();
    zoom = Math.max(1, Math.min(wanted, most()));
    view.style.width = room() * zoom + "px";
    const scale = pixels();
    scroll.scrollLeft = frame * scale - at;
    const beat = data.beats ? ((data.frames * scale) / data.beats) : Infinity;
    const longest = Math.max(1, ...lanes.map((lane) => lane.length));
    view.classList.toggle("beats-close", beat < 5);
    view.classList.toggle("bars-close", beat < 1.5);
    view.classList.toggle("cuts-close", (data.frames * scale) / longest < 9);
    label();
    mark();
  };

  const reveal = (cut) => {
    const x = cut.to * pixels(), left = scroll.scrollLeft;
    if (x < left + 40 || x > left + room() - 40) scroll.scrollLeft = x - room() / 2;
  };
  // Scrolls the table only; scrollIntoView would move the page away from the timeline.
  const showRow = (row) => {
    const head = table.tHead.getBoundingClientRect().bottom, box = row.getBoundingClientRect();
    const bottom = pane.getBoundingClientRect().bottom;
    if (box.top < head) pane.scrollTop -= head - box.top;
    else if (box.bottom > bottom - 16) pane.scrollTop += box.bottom - bottom + 16;
  };
  const choose = (cut, from) => {
    if (selected) rows[selected.number].classList.remove("chosen");
    selected = cut;
    hovered = null;
    if (cut) {
      const row = rows[cut.number];
      row.classList.add("chosen");
      if (from !== "table") showRow(row);
      reveal(cut);
    }
    mark();
  };

  const nearest = (event) => {
    const box = view.getBoundingClientRect(), scale = pixels();
    const lane = Math.floor((event.clientY - box.top - RULER - BARS) / LANE);
    const list = lanes[lane];
    if (!list) return null;
    const frame = (event.clientX - box.left) / scale;
    const reach = 10 / scale, at = firstAfter(list, frame, (c) => c.to);
    let best = null, least = reach;
    for (let i = Math.max(0, at - 2); i < Math.min(list.length, at + 2); i++) {
      const far = Math.abs(list[i].to - frame);
      if (far <= least) { best = list[i]; least = far; }
    }
    return best;
  };

  // The table

  const row = (cut) => {
    const line = make("tr", undefined, cut.action);
    line.id = "c" + cut.number;
    line.append(
      make("td", data.tracks[cut.track]), make("td", cut.index + 1, "n"), make("td", timecode(cut.to), "t"),
      make("td", +cut.from.toFixed(4), "n"), make("td", +cut.to.toFixed(4), "n"),
      make("td", signed(cut.to - cut.from), "n"), make("td", beatName(cut), "t"), make("td", errorText(cut), "n"),
      make("td", actionName(cut), "act"), make("td", between(cut)), make("td", cut.reason, "why"));
    return line;
  };
  if (!body.rows.length) {
    table.classList.add("long");
    body.append(...cuts.map(row));
  }
  const rows = Array.from(body.rows);
  rows.forEach((line, number) => { line.dataset.cut = number; });

  const KEYS = {
    track: (c) => c.track, index: (c) => c.index, timecode: (c) => c.to, from: (c) => c.from, to: (c) => c.to,
    moved: (c) => Math.abs(c.to - c.from), beat: (c) => (c.beatTime === null ? Infinity : c.beatTime),
    error: (c) => (c.error === null ? -1 : Math.abs(c.error)), action: (c) => c.action, between, reason: (c) => c.reason,
  };
  const sortBy = (heading) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = KEYS[heading.dataset.by], sign = down ? -1 : 1;
    const keyed = cuts.map((cut) => [key(cut), cut.number]);
    keyed.sort((a, b) => (a[0] < b[0] ? -sign : a[0] > b[0] ? sign : a[1] - b[1]));
    body.append(...keyed.map(([, number]) => rows[number]));
  };
  for (const heading of table.tHead.rows[0].cells) {
    const button = make("button", heading.textContent);
    button.type = "button";
    button.addEventListener("click", () => sortBy(heading));
    heading.replaceChildren(button);
  }
  for (const button of document.querySelectorAll("[data-show]")) {
    if (button === table) continue;
    button.addEventListener("click", () => {
      table.dataset.show = button.dataset.show;
      for (const other of button.parentElement.children) other.setAttribute("aria-pressed", other === button);
    });
  }
  body.addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (line && !String(window.getSelection())) choose(cuts[line.dataset.cut], "table");
  });
  pane.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target !== pane) return;
    event.preventDefault();
    const shown = Array.from(body.rows).filter((line) => line.offsetParent !== null || line.getClientRects().length);
    const at = selected ? shown.indexOf(rows[selected.number]) + step : 0;
    const line = shown[Math.max(0, Math.min(at, shown.length - 1))];
    if (line) choose(cuts[line.dataset.cut]);
  });

  // Pointer and keys on the timeline

  scroll.tabIndex = 0;
  scroll.setAttribute("aria-describedby", "keys");
  scroll.setAttribute("aria-label", "Timeline");
  document.querySelector(".zoom").hidden = document.querySelector(".filter").hidden = false;
  let drag = null;
  view.addEventListener("pointerdown", (event) => {
    if (event.button === 0) drag = { x: event.clientX, left: scroll.scrollLeft, far: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (Math.abs(event.clientX - drag.x) > 4) drag.far = true;
    if (drag.far) {
      scroll.classList.add("drag");
      scroll.scrollLeft = drag.left - (event.clientX - drag.x);
    }
  });
  window.addEventListener("pointerup", (event) => {
    if (drag && !drag.far) choose(nearest(event));
    drag = null;
    scroll.classList.remove("drag");
  });
  window.addEventListener("pointercancel", () => { drag = null; });
  view.addEventListener("pointermove", (event) => {
    if (drag && drag.far) return;
    const cut = nearest(event);
    if (cut !== hovered) { hovered = cut; mark(); }
  });
  view.addEventListener("pointerleave", () => { hovered = null; mark(); });
  scroll.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.altKey || event.metaKey)) return;
    event.preventDefault();
    const at = event.clientX - scroll.getBoundingClientRect().left - scroll.firstElementChild.offsetWidth;
    setZoom(zoom * Math.exp(-event.deltaY / 300), Math.max(0, at));
  }, { passive: false });
  for (const button of document.querySelectorAll("[data-zoom]")) {
    const centre = () => (selected ? selected.to * pixels() - scroll.scrollLeft : undefined);
    const factors = { in: 2, out: 0.5, fit: 0 };
    button.addEventListener("click", () => setZoom(zoom * factors[button.dataset.zoom], centre()));
  }
  scroll.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }, jumps = { ArrowUp: -1, ArrowDown: 1 };
    const zooms = { "+": 2, "=": 2, "-": 0.5, 0: 0 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const lane = selected ? lanes[selected.track] : lanes[lanes.length - 1];
    if (!lane) return;
    if (event.key in zooms) setZoom(zoom * zooms[event.key], selected ? selected.to * pixels() - scroll.scrollLeft : undefined);
    else if (event.key in steps) choose(selected ? lane[lane.indexOf(selected) + steps[event.key]] || selected : lane[0]);
    else if (event.key in jumps && selected) {
      const other = lanes[selected.track + jumps[event.key]];
      if (other) choose(other[Math.min(firstAfter(other, selected.to, (c) => c.to), other.length - 1)]);
    } else if (event.key === "Home") choose(lane[0]);
    else if (event.key === "End") choose(lane[lane.length - 1]);
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  let waiting = false;
  scroll.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; label(); mark(); });
  });
  window.addEventListener("resize", () => setZoom(zoom));
  setZoom(1);
})();
