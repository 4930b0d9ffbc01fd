"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const scroll = byId("scroll"), strip = byId("strip"), card = byId("card");
  const shots = Array.from(strip.querySelectorAll("a.shot"));
  const items = new Map(shots.map((shot) => [shot, byId("shot-" + shot.dataset.shot)]));
  const heads = scroll.querySelector(".heads");
  const base = strip.getBoundingClientRect().width;
  let width = base, chosen = null;

  // The strip

  const room = () => scroll.clientWidth - heads.offsetWidth;
  const setWidth = (wanted) => {
    const middle = (scroll.scrollLeft + room() / 2) / width;
    width = Math.max(room(), Math.min(wanted, base * 8));
    strip.style.width = width + "px";
    scroll.scrollLeft = middle * width - room() / 2;
    const out = Math.max(0, Math.min(7, Math.ceil(Math.log2(base / width) - 0.01)));
    strip.setAttribute("class", out ? "out out" + out : "");
    placeNames();
  };
  const reveal = (shot) => {
    const box = shot.getBoundingClientRect(), view = scroll.getBoundingClientRect();
    const left = view.left + heads.offsetWidth;
    if (box.left < left || box.right > view.right) {
      scroll.scrollLeft += (box.left + box.right - left - view.right) / 2;
    }
  };
  const show = (shot) => {
    if (shot === chosen) return;
    if (chosen) chosen.classList.remove("chosen");
    chosen = shot;
    card.hidden = !shot;
    if (!shot) return;
    shot.classList.add("chosen");
    const copy = items.get(shot).cloneNode(true);
    card.replaceChildren(...copy.childNodes);
  };

  // A section's name stays in view as long as the section does.
  const names = Array.from(strip.querySelectorAll(".section text"));
  const placeNames = () => {
    const left = scroll.getBoundingClientRect().left + heads.offsetWidth;
    const starts = names.map((name) => name.ownerSVGElement.getBoundingClientRect().left);
    names.forEach((name, index) => name.setAttribute("x", 6 + Math.max(0, left - starts[index])));
  };
  let waiting = false;
  scroll.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; placeNames(); });
  });

  // Pointer and keys

  for (const shot of shots) {
    shot.setAttribute("tabindex", "-1");
    shot.addEventListener("pointerenter", () => show(shot));
    shot.addEventListener("focus", () => { show(shot); reveal(shot); });
  }
  const go = (number) => {
    const shot = shots[Math.max(0, Math.min(number, shots.length - 1))];
    if (shot) shot.focus({ preventScroll: true });
  };
  scroll.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = chosen ? shots.indexOf(chosen) : -1;
    const keys = {
      ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), Home: () => go(0),
      End: () => go(shots.length - 1), Escape: () => { show(null); scroll.focus(); },
      "+": () => setWidth(width * 2), "=": () => setWidth(width * 2),
      "-": () => setWidth(width / 2), 0: () => setWidth(0),
    };
    if (!(event.key in keys)) return;
    keys[event.key]();
    event.preventDefault();
  });
  scroll.addEventListener("wheel", (event) => {
    if (!(event.ctrlKey || event.altKey || event.metaKey)) return;
    event.preventDefault();
    setWidth(width * Math.exp(-event.deltaY / 300));
  }, { passive: false });
  const factors = { in: 2, out: 0.5, fit: 0 };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => setWidth(width * factors[button.dataset.zoom]));
  }
  window.addEventListener("resize", () => setWidth(width));
  document.querySelector(".zoom").hidden = false;
  setWidth(base);
})();
