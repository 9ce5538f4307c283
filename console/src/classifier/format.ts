const KIB = 1_024;

/** A share of 1 as a percentage with one decimal. */
export const formatShare = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** An estimate as a percentage; it is never certain and must not look so for being rounded. */
export const formatEstimate = (probability: number): string =>
  `${Math.min(99, Math.max(1, Math.round(probability * 100)))} %`;

/** Bytes as KiB. */
export const formatBytes = (bytes: number, language: string): string =>
  `${Math.round(bytes / KIB).toLocaleString(language)} KiB`;
