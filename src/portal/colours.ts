/** What the portal is drawn in. Every pair of text and ground below has a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3). */
export interface Palette {
  readonly accent: string;
  /** Text on a ground of `accent`. */
  readonly onAccent: string;
}

export const LIGHT_GROUNDS = ['#ffffff', '#f4f6f8'] as const;
export const DARK_GROUNDS = ['#14181d', '#1d232a'] as const;
const CONTRAST_MIN = 4.5;
const STEP = 0.04;

/** The provider's colour as it can be read on light grounds: itself, or the nearest darker one. */
export const lightPalette = (colour: string): Palette => paletteOn(colour, LIGHT_GROUNDS, 0);

/** The same for dark grounds: itself, or the nearest lighter one. */
export const darkPalette = (colour: string): Palette => paletteOn(colour, DARK_GROUNDS, 255);

function paletteOn(colour: string, grounds: readonly string[], towards: number): Palette {
  const channels = channelsOf(colour);
  let accent = colour.toLowerCase();
  // At the end of the way stands black or white, which can be read on every ground there is.
  for (let share = 0; share < 1 && grounds.some((ground) => contrastOf(accent, ground) < CONTRAST_MIN); share += STEP) {
    accent = hexOf(channels.map((channel) => channel + (towards - channel) * Math.min(1, share + STEP)));
  }
  const onAccent = contrastOf(accent, '#ffffff') >= CONTRAST_MIN ? '#ffffff' : '#000000';
  return { accent, onAccent };
}

/** Contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2). */
export function contrastOf(one: string, other: string): number {
  const [high = 0, low = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const channelsOf = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
const hexOf = (channels: readonly number[]): string =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
