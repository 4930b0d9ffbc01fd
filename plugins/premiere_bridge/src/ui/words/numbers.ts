/** Numbers as an editor reads them. */

/** "1 cut", "12 cuts". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** "+12.3 ms", "−4 ms", with the sign that typesetters use. */
export function signed(value: number, digits: number, unit: string): string {
  const rounded = Number(value.toFixed(digits));
  const sign = rounded > 0 ? "+" : rounded < 0 ? "−" : "";
  return `${sign}${Math.abs(rounded).toFixed(digits)} ${unit}`;
}

/** "120.00 BPM", "–" without a tempo. */
export function tempo(bpm: number): string {
  return bpm > 0 ? `${bpm.toFixed(2)} BPM` : "–";
}

/** "87 %". */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** "3:07.25", "1:02:03.00". */
export function clock(seconds: number, digits = 2): string {
  const scale = 10 ** digits;
  const total = Math.round(Math.abs(seconds) * scale);
  const whole = Math.floor(total / scale);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const fraction = digits > 0 ? `.${String(total % scale).padStart(digits, "0")}` : "";
  const small = `${String(rest).padStart(2, "0")}${fraction}`;
  const sign = seconds < 0 && total > 0 ? "−" : "";
  return hours > 0
    ? `${sign}${hours}:${String(minutes).padStart(2, "0")}:${small}`
    : `${sign}${minutes}:${small}`;
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() || path;
}

/** The folder of a path, with the separator that the path has. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return cut <= 0 ? path.slice(0, cut + 1) : path.slice(0, cut);
}

/** A name in a folder, with the folder's own kind of separator. */
export function joined(folder: string, name: string): string {
  const separator = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

/** A file name without its ending. */
export function stem(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}
