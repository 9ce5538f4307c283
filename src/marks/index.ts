export { DEFAULT_MARK, MARK_CODE_POINTS_MAX, requireMark } from './mark.ts';
export { type MarkedPicture, markPicture, type PictureMarkOptions } from './picture/mark-picture.ts';
export { detectPicture, PICTURE_BYTES_MAX, PICTURE_PIXELS_MAX, type PictureFormat } from './picture/picture-file.ts';
export { type PictureVerdict, verifyPictureMark } from './picture/verify-picture.ts';
export { type Box, DEFAULT_PLACE, PLACES, type Place, requirePlace } from './place.ts';
