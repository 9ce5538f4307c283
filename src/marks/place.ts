import { HeguiError } from '../kernel/index.ts';

/** Where a mark may stand: at an edge or in a corner. @law gb-45438-2025#5.2 */
export const PLACES = [
  'bottom-right',
  'bottom-left',
  'top-right',
  'top-left',
  'bottom',
  'top',
  'right',
  'left',
] as const;
export type Place = (typeof PLACES)[number];

export const DEFAULT_PLACE: Place = 'bottom-right';

/** A rectangle in whole pixels from the upper left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** @throws HeguiError E_REQUEST_INVALID naming `place` and what there is. */
export function requirePlace(name: string): Place {
  const place = PLACES.find((known) => known === name);
  if (place !== undefined) return place;
  const message = `must be one of ${PLACES.join(', ')}`;
  throw new HeguiError('E_REQUEST_INVALID', `place ${message}`, { fields: [{ path: 'place', message }] });
}

/** The rectangle of a plate of this size at its place, `margin` pixels from the edges. */
export function boxAt(place: Place, picture: Size, plate: Size, margin: number): Box {
  const spareX = picture.width - plate.width;
  const spareY = picture.height - plate.height;
  const left = place.endsWith('left') ? margin : place.endsWith('right') ? spareX - margin : Math.floor(spareX / 2);
  const top = place.startsWith('top') ? margin : place.startsWith('bottom') ? spareY - margin : Math.floor(spareY / 2);
  return { left, top, width: plate.width, height: plate.height };
}
