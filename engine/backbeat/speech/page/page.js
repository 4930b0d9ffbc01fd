"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const { duration, times } = JSON.parse(byId("data").textContent);
  const player = byId("player"), field = byId("lanes"), head = byId("head");
  const words = [...document.querySelectorAll(".w")];
  const captions = [...document.querySelectorAll(".caption")];
  const firsts = captions.map((one) => Number(one.querySelector(".w").dataset.w));
  const follow = byId("follow");
  // Words by their start: those of several speakers may overlap, and stand on the page by caption.
  const order = words.map((_, n) => n).sort((a, b) => times[2 * a] - times[2 * b]);
  const longest = order.reduce((most, n) => Math.max(most, times[2 * n + 1] - times[2 * n]), 0);

  const started = (time) => {
    let low = 0, high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[2 * order[middle]] <= time) low = middle + 1; else high = middle;
    }
    return low;
  };
  const said = (time) => {
    const found = [];
    for (let at = started(time) - 1; at >= 0; at--) {
      const n = order[at];
      if (times[2 * n] < time - longest) break;
      if (time < times[2 * n + 1]) found.push(n);
    }
    return found;
  };
  const captionOf = (n) => words[n].closest(".caption");

  // The transcript follows the player.

  let shown = [], here = null;
  const show = () => {
    const time = player.currentTime;
    head && (head.style.left = (100 * Math.min(time, duration)) / duration + "%");
    field && field.setAttribute("aria-valuenow", time.toFixed(1));
    const now = said(time);
    if (now.length !== shown.length || now.some((n, at) => n !== shown[at])) {
      shown.forEach((n) => words[n].classList.remove("now"));
      now.forEach((n) => words[n].classList.add("now"));
      shown = now;
    }
    const last = started(time) - 1;
    const caption = now.length ? captionOf(now[0]) : last >= 0 ? captionOf(order[last]) : null;
    if (caption === here) return;
    here && here.classList.remove("here");
    here = caption;
    if (!here) return;
    here.classList.add("here");
    if (follow.checked) bring(here);
  };
  const bring = (element) => {
    const top = document.querySelector(".deck").getBoundingClientRect().bottom;
    const box = element.getBoundingClientRect();
    if (box.top < top + 8 || box.bottom > innerHeight - 40)
      scrollBy({ top: box.top - top - (innerHeight - top) / 3, behavior: "auto" });
  };
  const tick = () => {
    show();
    if (!player.paused) requestAnimationFrame(tick);
  };
  player.addEventListener("play", tick);
  for (const name of ["timeupdate", "seeking", "seeked", "loadedmetadata"])
    player.addEventListener(name, show);

  // The player follows the transcript.

  const seek = (time) => {
    player.currentTime = Math.max(0, Math.min(time, duration));
    show();
  };
  byId("text").addEventListener("click", (event) => {
    if (String(getSelection())) return;
    const word = event.target.closest(".w"), at = event.target.closest(".at");
    if (word) seek(times[2 * Number(word.dataset.w)] + 0.001);
    else if (at) seek(Number(at.dataset.t) + 0.001);
  });
  if (field) {
    const drag = (event) => {
      const box = field.getBoundingClientRect();
      seek((duration * (event.clientX - box.left)) / box.width);
    };
    field.addEventListener("pointerdown", (event) => {
      field.setPointerCapture(event.pointerId);
      drag(event);
    });
    field.addEventListener("pointermove", (event) => {
      if (field.hasPointerCapture(event.pointerId)) drag(event);
    });
  }
  const step = (by) => {
    let at = here ? captions.indexOf(here) : -1;
    at = Math.max(0, Math.min(captions.length - 1, at + by));
    if (firsts.length) seek(times[2 * firsts[at]] + 0.001);
  };
  addEventListener("keydown", (event) => {
    if (event.target.closest("input, audio, video, button") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") player.paused ? player.play() : player.pause();
    else if (event.key === "ArrowDown" || event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowUp" || event.key === "ArrowLeft") step(-1);
    else return;
    event.preventDefault();
  });

  // A recording that is elsewhere

  const lost = () => { byId("lost").hidden = player.readyState > 0; };
  player.addEventListener("error", lost);
  player.addEventListener("loadedmetadata", lost);
  if (player.error || player.networkState === 3) lost();
  byId("file").addEventListener("change", (event) => {
    const file = event.target.files[0];
    if (!file) return;
    player.src = URL.createObjectURL(file);
  });

  // Finding words

  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N} ]/gu, "");
  const texts = words.map((word) => plain(word.textContent));
  let hits = [], hit = -1;
  const find = byId("find"), found = byId("found");
  const look = () => {
    hits.flat().forEach((n) => words[n].classList.remove("hit"));
    hits = [];
    hit = -1;
    const wanted = plain(find.value).split(" ").filter(Boolean);
    if (wanted.length)
      for (let n = 0; n + wanted.length <= words.length; n++)
        if (wanted.every((part, at) => at === wanted.length - 1 ? texts[n + at].startsWith(part) : texts[n + at] === part))
          hits.push(wanted.map((_, at) => n + at));
    hits.flat().forEach((n) => words[n].classList.add("hit"));
    found.textContent = wanted.length ? hits.length + " found" + (hits.length ? ", Enter goes to the next" : "") : "";
  };
  find.addEventListener("input", look);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !hits.length) return;
    hit = (hit + (event.shiftKey ? hits.length - 1 : 1)) % hits.length;
    seek(times[2 * hits[hit][0]] + 0.001);
    bring(captionOf(hits[hit][0]));
  });

  // A link to a moment, as page.html#t=12.5
  const linked = /^#t=([\d.]+)$/.exec(location.hash);
  if (linked) {
    if (player.readyState) seek(Number(linked[1]));
    else player.addEventListener("loadedmetadata", () => seek(Number(linked[1])), { once: true });
  }
})();
