import type { StatusLink } from '../../contract/index.ts';
import { countText, DAY_MS, MINUTE_MS } from '../../kernel/index.ts';
import type { Control, Counted, Measurement, Streak, Sums } from '../../status/index.ts';

/** What labelling is measured by: the log as it was counted, and one answer that is really asked for. */
export interface LabellingControlParts {
  readonly counted: Pick<Counted, 'sums' | 'streaks'>;
  /** Asks a service for an answer and looks at its labels and its record. */
  readonly probe: (now: Date) => Promise<Measurement>;
}

const OUTPUTS = ['text', 'picture', 'sound', 'film', 'document'] as const;
/** So many labelled outputs in a row show that labelling works again; fewer do after a while without another slip. */
const MENDED_IN_ROW = 20;
const MENDED_AFTER_MS = 10 * MINUTE_MS;

/** The board's questions about labels. @law measures#12 labelling-measures#4 labelling-measures#5 labelling-measures#9 */
export function labellingControls({ counted, probe }: LabellingControlParts): Control[] {
  return [
    {
      id: 'labelling.coverage',
      kind: 'query',
      title: { zh: '生成内容均有标识', en: 'Every output carries its label' },
      about: {
        zh: '按证据日志统计 24 小时内的文字、图片、声音、视频与文件输出，看其中有隐式标识的有多少。试用与探针不计。',
        en: 'From the evidence log: of the texts, pictures, sounds, films and documents of 24 hours, how many carry the implicit label. Trials and probes are left out.',
      },
      owner: 'administrator',
      measure: async (now) => judgeCoverage(await counted.sums(dayBefore(now)), await counted.streaks(), now),
    },
    {
      id: 'labelling.lifts-recorded',
      kind: 'query',
      title: { zh: '不含显式标识的输出都有依据', en: 'Outputs without a visible mark have a reason' },
      about: {
        zh: '24 小时内没有在内容里加显式标识的输出，逐条看记录中的理由；交由应用界面显示的须由人确认，加不上的须处理。',
        en: 'Of 24 hours, outputs without a visible mark inside: each needs a recorded reason. What is left to the interface of the app a person must confirm; what could not be marked must be mended.',
      },
      owner: 'compliance-officer',
      measure: async (now) => judgeMarks(await counted.sums(dayBefore(now))),
    },
    {
      id: 'labelling.probe',
      kind: 'probe',
      title: { zh: '实测：回答带有标识并已记录', en: 'Probe: an answer is labelled and recorded' },
      about: {
        zh: '经真实网关向每个服务提一个问题（标为试用），看回答的显式标识、隐式标识与记录是否齐备。',
        en: 'Asks each service through the real gateway (marked synthetic) and looks for the visible mark, the implicit label and the record.',
      },
      owner: 'administrator',
      measure: probe,
    },
  ];
}

const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY_MS);
const sum = (sums: Sums, what: string): number =>
  OUTPUTS.reduce((all, output) => all + (sums[`${output}.${what}`] ?? 0), 0);

/** A slip counts until labelling has shown that it works again. */
export const isMended = ({ labelledInRow, unlabelledAt }: Streak, now: Date): boolean =>
  unlabelledAt === null ||
  labelledInRow >= MENDED_IN_ROW ||
  (labelledInRow > 0 && now.getTime() - unlabelledAt.getTime() >= MENDED_AFTER_MS);

export function judgeCoverage(sums: Sums, streaks: readonly Streak[], now: Date): Measurement {
  const [outputs, labelled] = [sum(sums, 'outputs'), sum(sums, 'labelled')];
  const withheld = sums.withheld ?? 0;
  const slips = streaks.filter((streak) => !isMended(streak, now));
  const measured = {
    zh: `24 小时内带标识的输出 ${countText(labelled)} / ${countText(outputs)}${withheld > 0 ? `；扣留无法标识的 ${countText(withheld)} 件` : ''}`,
    en: `labelled outputs ${countText(labelled)} of ${countText(outputs)} in 24 h${withheld > 0 ? `; ${countText(withheld)} that could not be labelled were withheld` : ''}`,
  };
  const figures = { outputs, labelled, withheld };
  const evidence = streaks.flatMap(({ unlabelledExchange, unlabelledAt }): StatusLink[] =>
    unlabelledExchange === null || unlabelledAt === null || unlabelledAt < dayBefore(now)
      ? []
      : [{ kind: 'exchange', id: unlabelledExchange, label: unlabelledAt.toISOString() }],
  );
  if (slips.length > 0)
    return {
      status: 'breached',
      code: 'unlabelled',
      measured,
      next: {
        zh: '打开下列问答，查是哪个进程没有加标识并停用它；连续 20 条带标识的输出之后恢复为绿色',
        en: 'Open the exchanges below, find the process that does not label and stop it; after 20 labelled outputs in a row it is green again',
      },
      figures,
      evidence,
    };
  if (outputs === 0) return { status: 'not-applicable', code: 'no-output', measured, next: null, figures, evidence };
  return {
    status: 'met',
    code: labelled === outputs ? 'all' : 'mended',
    measured,
    next:
      labelled === outputs
        ? null
        : {
            zh: '已恢复。此前未加标识的输出仍在下列问答中，请决定是否召回或更正',
            en: 'Mended. What went out without a label before is below; decide whether to recall or correct it',
          },
    figures,
    evidence,
  };
}

export function judgeMarks(sums: Sums): Measurement {
  const outputs = sum(sums, 'outputs');
  const [inside, reasoned] = [sum(sums, 'mark-inside'), sum(sums, 'mark-elsewhere')];
  const [left, unavailable] = [sum(sums, 'mark-interface'), sum(sums, 'mark-unavailable')];
  const measured = {
    zh: `24 小时内 ${countText(outputs)} 条输出：内容里有显式标识 ${countText(inside)}，有记录的理由 ${countText(reasoned)}，交由应用界面显示 ${countText(left)}，加不上 ${countText(unavailable)}`,
    en: `of ${countText(outputs)} outputs in 24 h: marked inside ${countText(inside)}, with a recorded reason ${countText(reasoned)}, left to the app ${countText(left)}, could not be marked ${countText(unavailable)}`,
  };
  const figures = { outputs, inside, reasoned, interface: left, unavailable };
  const common = { measured, figures, evidence: [{ kind: 'page', id: '/services', label: '/services' }] } as const;
  if (outputs === 0) return { ...common, status: 'not-applicable', code: 'no-output', next: null };
  if (unavailable > 0)
    return {
      ...common,
      status: 'due',
      code: 'unmarked',
      next: {
        zh: '这些文件里加不进人能看到或听到的标识（常见原因是缺 ffmpeg）：装好后再看，或由应用在界面上显示并以人工认定记下',
        en: 'No mark that people see or hear could be put into these files (often ffmpeg is missing): mend that, or have the app show it and say so by an override',
      },
    };
  if (left > 0)
    return {
      ...common,
      status: 'due',
      code: 'interface',
      next: {
        zh: '请确认应用界面在内容旁显示“由人工智能生成”，再以人工认定记下依据与期限；或在策略里改为加在内容中',
        en: 'Confirm that the app shows the mark beside the content and say so by an override with its reason and expiry; or let the policy put it inside',
      },
    };
  return { ...common, status: 'met', code: 'all', next: null };
}
