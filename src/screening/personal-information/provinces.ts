const PROVINCES = [
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
  64, 65, 71, 81, 82, 83,
];
/** By the first two digits of a region, 1 for those of a province; and by the first alone. */
const provinces = new Uint8Array(100);
const firsts = new Uint8Array(10);
for (const code of PROVINCES) {
  provinces[code] = 1;
  firsts[Math.floor(code / 10)] = 1;
}

/** Do the regions of a province begin with these two digits? Numbers that are no digits are no province. */
export const provinceOf = (first: number, second: number): boolean =>
  first >= 0 && first <= 9 && second >= 0 && second <= 9 && provinces[10 * first + second] === 1;

/** Do those of some province begin with this digit? */
export const provinceBeginsWith = (first: number): boolean => firsts[first] === 1;
