// A part as it is written inside a character, then the character people type for it.
const FORMS =
  '亻人讠言氵水扌手忄心㣺心钅金饣食纟丝糸丝犭犬艹草艸草辶走辵走刂刀⺈刀灬火礻示衤衣罒四⺮竹⻊足攵文⺙文攴文疒病冫冰囗口䖵虫爫爪卩耳阝耳阜耳邑耳⺌小覀西虍虎訁言糹丝飠食釒金' +
  // Characters that are typed for a part they only look like, or that are written so inside a character.
  '肉月玉王才手朩木夂夕釆采曰日戶户歺歹网四內内車车隹佳巳已己已';

let forms: ReadonlyMap<number, number> | null = null;

/** The unit that stands for a part, however it is written: 人 for 亻. */
export function partForm(unit: number): number {
  forms ??= makeForms();
  return forms.get(unit) ?? unit;
}

function makeForms(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at < FORMS.length; at += 2) found.set(FORMS.charCodeAt(at), FORMS.charCodeAt(at + 1));
  return found;
}
