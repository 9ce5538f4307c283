export { drawPicture } from './draw-picture.ts';
export { makeFilm } from './film/make-film.ts';
export { makeSound } from './make-sound.ts';
export { makeNeutralTexts } from './neutral-texts.ts';
export { type Demonstration, type DemonstrationOptions, startDemonstration } from './start-demonstration.ts';
