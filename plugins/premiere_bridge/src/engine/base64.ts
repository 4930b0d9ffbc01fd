/** Base64 without atob, which UXP is not known to have. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** Signed bytes of standard base64; anything that is no letter of it is skipped. */
export function signedBytes(text: string): Int8Array {
  const letters = [...text].filter((letter) => VALUES.has(letter));
  const bytes = new Int8Array(Math.floor((letters.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let count = 0;
  for (const letter of letters) {
    held = (held << 6) | (VALUES.get(letter) ?? 0);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (count < bytes.length) bytes[count] = ((held >> bits) << 24) >> 24;
    count += 1;
    held &= (1 << bits) - 1;
  }
  return bytes;
}
