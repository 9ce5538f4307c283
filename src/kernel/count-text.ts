const format = new Intl.NumberFormat('en');

/** A count with commas at the thousands, which both languages of the product read: `48,211`. */
export const countText = (count: number): string => format.format(count);
