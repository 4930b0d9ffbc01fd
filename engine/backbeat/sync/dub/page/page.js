"use strict";
(() => {
  const players = new Map([...document.querySelectorAll("[data-player]")].map((one) => [one.dataset.player, one]));
  let last = players.get("0") || [...players.values()][0], until = Infinity;
  const choose = (player) => {
    for (const one of players.values()) {
      if (one !== player) one.pause();
      one.closest("figure").classList.toggle("now", one === player);
    }
    last = player;
  };
  const play = (player, from, to) => {
    choose(player);
    until = to;
    player.currentTime = from;
    player.play().catch(() => {});
  };
  for (const button of document.querySelectorAll(".at"))
    button.addEventListener("click", () => {
      const player = players.get(button.dataset.in) || players.get("0");
      if (player) play(player, Math.max(0, Number(button.dataset.from) - 0.15), Number(button.dataset.to) + 0.25);
    });
  for (const player of players.values()) {
    player.addEventListener("timeupdate", () => {
      if (player === last && player.currentTime >= until) { player.pause(); until = Infinity; }
    });
    player.addEventListener("play", () => { if (player !== last) { until = Infinity; choose(player); } });
    player.addEventListener("seeking", () => { if (player.currentTime > until) until = Infinity; });
    const lost = () => { player.closest("figure").querySelector(".lost").hidden = false; };
    player.addEventListener("error", lost, true);
    if (player.error) lost();
  }
  addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, video, audio") || !last) return;
    event.preventDefault();
    if (last.paused) { until = Infinity; choose(last); last.play().catch(() => {}); } else last.pause();
  });
})();
